// A peer that acknowledges what it has not read: memory that its link still holds must not go to other sessions, or it would read their messages.
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { bytes } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { Program } from '../support/program.ts';
import { frame, hello, ping, RawSocket, varint } from '../support/raw-socket.ts';

const WINDOW = 2 ** 26;
const options = { app: 'bank/1', channels: { data: bytes }, sendBuffer: WINDOW, closeMs: 200 };
const SECRET = 'what belongs to somebody else ';

/** A client's end of a link that is read only when it wants. */
interface Line {
  send(bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  /** All that came so far. */
  readonly received: Buffer;
}

const lines: Record<string, (uri: string) => Promise<Line>> = {
  async tcp(uri) {
    const raw = await RawSocket.open(uri, '127.0.1.2');
    return {
      send: (bytes) => raw.send(bytes),
      pause: () => raw.socket.pause(),
      resume: () => raw.socket.resume(),
      get received() {
        return raw.received;
      },
    };
  },
  async ws(uri) {
    const socket = new WebSocket(uri, 'pumpjack.1');
    const chunks: Buffer[] = [];
    socket.on('message', (data: Buffer) => chunks.push(data));
    await once(socket, 'open');
    return {
      send: (bytes) => socket.send(bytes),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      get received() {
        return Buffer.concat(chunks);
      },
    };
  },
};

it.each(['tcp', 'ws'])('who acknowledges what is still on its way gets nothing of others, over %s', async (scheme) => {
  const server = new Program({ ...options, transports: [tcp(), ws()] });
  const { uri } = await server.net.listen(`${scheme}://127.0.0.1:0`).ready();
  const client = new Program({ ...options, transports: [tcp(), ws()] });
  client.net.connect(uri);
  const { peer: victim } = await server.next('NETWORK_CONNECTED');
  const line = await (lines[scheme] as (typeof lines)[string])(uri);
  line.send(hello('bank/1', 'data:r', WINDOW));
  line.send(ping());
  const { peer: attacker } = await server.next('NETWORK_CONNECTED');
  const turn = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    server.pump();
    client.pump();
  };
  const acknowledge = (count: number): void =>
    line.send(frame(6, Buffer.concat([varint(1), varint(0), varint(count)])));

  // Until neither the system nor the link takes any more.
  line.pause();
  const filling = Buffer.alloc(1000, 'A');
  let written = -1;
  for (let same = 0; same < 20; ) {
    for (let i = 0; i < 200; i++) attacker.send('data', filling);
    await turn();
    same = attacker.stats.messagesOut === written ? same + 1 : 0;
    written = attacker.stats.messagesOut;
  }

  const secret = Buffer.from(SECRET.repeat(33));
  const business = async (rounds: number): Promise<void> => {
    for (let i = 0; i < rounds; i++) {
      for (let n = 0; n < 200; n++) victim.send('data', secret);
      await turn();
    }
  };
  // In two steps, with others at work between: there is room for so many spare pages only.
  const before = attacker.bufferedAmount;
  acknowledge(written - 280);
  while (attacker.bufferedAmount === before) await turn();
  await business(5);
  const between = attacker.bufferedAmount;
  acknowledge(written);
  while (attacker.bufferedAmount === between) await turn();
  await business(40);
  expect(attacker.state).toBe('connected');

  line.resume();
  while (line.received.length < written * 1000) await turn();
  expect(line.received.includes(SECRET)).toBe(false);
});
