// A real stranger: netcat, as client and as server of a raw stream. Skipped where it is not installed.
import { spawn, spawnSync } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { lines, text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { freePort } from '../support/free-port.ts';
import { Program } from '../support/program.ts';

const missing = spawnSync('nc', ['-h']).error !== undefined;
if (missing)
  process.stderr.write('nc is not installed: test/interop/nc.test.ts is skipped (apt-get install netcat-openbsd)\n');
const options = { transports: [tcp()], channels: { chat: text } };

function nc(...args: string[]) {
  const child = spawn('nc', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  let heard = '';
  child.stdout.on('data', (chunk) => {
    heard += chunk;
  });
  return {
    child,
    async line(pattern: RegExp): Promise<void> {
      while (!pattern.test(heard)) await new Promise((resolve) => child.stdout.once('data', resolve));
    },
  };
}

it.skipIf(missing)('nc connects, talks in lines, and hangs up', async () => {
  const server = new Program(options);
  const listener = await server.net.listen('tcp+raw://127.0.0.1:0', { framing: lines() }).ready();
  const { child, line } = nc('127.0.0.1', new URL(listener.uri).port);
  const { peer } = await server.next('NETWORK_CONNECTED');
  child.stdin.write('hello from netcat\n');
  expect((await server.messages(1))[0]).toMatchObject({ peer, data: 'hello from netcat' });
  peer.send('chat', 'hello network.');
  await line(/^hello network\.\n$/);
  child.kill();
  expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ peer });
});

it.skipIf(missing)('nc listens, and we are its client', async () => {
  const port = await freePort();
  const { child, line } = nc('-l', '127.0.0.1', `${port}`);
  const client = new Program(options);
  // nc needs a moment until it listens, and tells nobody when it does: try until it is there.
  for (let state = ''; state !== 'connected'; ) {
    const peer = client.net.connect(`tcp+raw://127.0.0.1:${port}`, { framing: lines() });
    peer.send('chat', 'anybody?');
    while (peer.state === 'connecting') await new Promise((resolve) => setImmediate(resolve));
    state = peer.state;
  }
  await line(/anybody\?\n/);
  child.stdin.write('somebody.\n');
  expect((await client.messages(1))[0]).toMatchObject({ data: 'somebody.' });
});
