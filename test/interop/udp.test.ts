// A real stranger on UDP: netcat, as client and as server. Skipped where it is not installed.
import { spawn, spawnSync } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { text } from '../../src/index.ts';
import { udp } from '../../src/transport/wires/udp.ts';
import { Program } from '../support/program.ts';

const missing = spawnSync('nc', ['-h']).error !== undefined;
if (missing)
  process.stderr.write('nc is not installed: test/interop/udp.test.ts is skipped (apt-get install netcat-openbsd)\n');
const options = { transports: [udp()], channels: { chat: text } };

function nc(...args: string[]) {
  const child = spawn('nc', ['-u', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  let heard = '';
  child.stdout.on('data', (chunk) => {
    heard += chunk;
  });
  return {
    child,
    heard: () => heard,
    async line(pattern: RegExp): Promise<void> {
      while (!pattern.test(heard)) await new Promise((resolve) => child.stdout.once('data', resolve));
    },
  };
}

it.skipIf(missing)('nc -u sends, and hears the answer', async () => {
  const server = new Program(options);
  const listener = await server.net.listen('udp+raw://127.0.0.1:0').ready();
  const { child, line } = nc('127.0.0.1', new URL(listener.uri).port);
  child.stdin.write('hello from netcat\n');
  const { peer } = await server.next('NETWORK_CONNECTED');
  expect((await server.messages(1))[0]).toMatchObject({ peer, data: 'hello from netcat\n', lossy: true });
  peer.send('chat', 'hello network.\n');
  await line(/^hello network\.\n$/);
});

it.skipIf(missing)('nc -u listens, and we are its client', async () => {
  const probe = new Program(options);
  const listener = await probe.net.listen('udp+raw://127.0.0.1:0').ready();
  const { port } = new URL(listener.uri);
  await listener.close();
  const { child, heard } = nc('-l', '127.0.0.1', port);
  const client = new Program(options);
  const peer = client.net.connect(`udp+raw://127.0.0.1:${port}`);
  // nc needs a moment until it listens, and tells nobody when it does: knock until it is there.
  while (!heard().includes('anybody?')) {
    peer.send('chat', 'anybody?\n');
    await new Promise((resolve) => setImmediate(resolve));
    client.pump();
  }
  child.stdin.write('somebody.\n');
  expect((await client.messages(1))[0]).toMatchObject({ data: 'somebody.\n' });
});
