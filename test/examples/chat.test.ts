// examples/chat as its users see it: the demo, and when a host ends.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const folder = new URL('../../build/examples/chat/', import.meta.url).pathname;

/** For `node --import`: what Node tells of a server that could not accept, since there were too many open files. */
const FULL = `import net from 'node:net';
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (...args) {
    this.once('listening', () => setTimeout(() => this.emit('error', Object.assign(new Error('accept'), { code: 'EMFILE' })), 10));
    return listen.apply(this, args);
  };`;

function hosts(uri: string, ...flags: string[]) {
  const host = spawn(process.execPath, [...flags, `${folder}chat.js`, 'host', uri], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void host.kill('SIGKILL'));
  const seen = { said: '' };
  host.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen.said += text;
  });
  return { host, seen };
}

it('the demo talks between two processes', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}demo.js`]);
  expect(stdout).toContain('Ada: hello, is anybody there?');
  expect(stdout).toContain('Ada has left');
});

it('a host whose port is taken says so and ends', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  const { host, seen } = hosts(`tcp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  await once(host, 'close');
  expect(seen.said).toContain('EADDRINUSE');
});

it('a host goes on after an error that passes', async () => {
  const { host, seen } = hosts('tcp://127.0.0.1:0', '--import', `data:text/javascript,${encodeURIComponent(FULL)}`);
  await expect.poll(() => seen.said, { timeout: 20_000 }).toContain('EMFILE');
  const [, uri = ''] = /listening on (\S+)/.exec(seen.said) ?? [];
  const guest = spawn(process.execPath, [`${folder}chat.js`, 'join', uri, 'Ada'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  onTestFinished(() => void guest.kill('SIGKILL'));
  await expect.poll(() => seen.said, { timeout: 20_000 }).toContain('Ada is here');
  host.stdin.end();
  await once(host, 'close');
});
