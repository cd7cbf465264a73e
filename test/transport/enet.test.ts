import { expect, it } from 'vitest';
import { lossy, text } from '../../src/index.ts';
import { enet } from '../../src/transport/wires/enet.ts';
import { Program } from '../support/program.ts';

it('hello', async () => {
  const channels = { chat: text, move: lossy(text), spark: lossy(text, { ordered: false }) };
  const server = new Program({ transports: [enet()], channels });
  const listener = await server.net.listen('enet://127.0.0.1:0').ready();
  const client = new Program({ transports: [enet()], channels });
  const peer = client.net.connect(`${listener.uri}?data=7`);
  peer.send('chat', 'early');
  await client.next('NETWORK_CONNECTED');
  const c = await server.next('NETWORK_CONNECTED');
  expect(c).toMatchObject({ incoming: true, data: 7 });
  peer.send('move', 'm');
  peer.send('spark', 's');
  const got = await server.messages(3);
  expect(got.map((e) => [e.channel, e.data, e.lossy, e.sequenceId])).toEqual([
    ['chat', 'early', false, 1],
    ['move', 'm', true, 1],
    ['spark', 's', true, 1],
  ]);
  peer.close(42);
  expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed', data: 42 });
  expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed', unconfirmed: 0 });
});
