// The shell of an ENet socket, handed datagrams as the socket hands them: what it lets out before the turn of the event loop is over.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { EnetHost } from '../../src/transport/enet/index.ts';
import type { PacketHooks } from '../../src/transport/packet.ts';
import { seededRandom } from '../../src/transport/random.ts';
import type { Endpoint } from '../../src/transport/wires/datagram-socket.ts';
import type { EnetLink } from '../../src/transport/wires/enet-link.ts';
import { EnetShell } from '../../src/transport/wires/enet-shell.ts';

const SIZE = 1000;
const COUNT = 40;
const deaf: PacketHooks = { opened() {}, received() {}, writable() {}, trouble() {}, closed() {} };

/** A listening shell, and a client's core on a socket of its own. */
async function connected() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const from: Endpoint = { address: '127.0.0.1', port: socket.address().port };
  const links: EnetLink[] = [];
  let open: (local: Endpoint) => void = () => {};
  const opened = new Promise<Endpoint>((resolve) => {
    open = resolve;
  });
  const shell = new EnetShell(
    {
      scheme: 'enet',
      options: {},
      maxPacket: 65536,
      pendingLimit: 1048576,
      pendingPackets: 65536,
      socket: {
        uri: 'enet://127.0.0.1:0',
        local: { address: '127.0.0.1', port: 0 },
        connected: false,
        receiveBuffer: 65536,
        simulate: undefined,
      },
    },
    {
      open,
      accepted: (link) => {
        links.push(link);
        return deaf;
      },
      refused() {},
      ignored() {},
      failed() {},
    },
  );
  await opened;
  const client = new EnetHost({ random: seededRandom(1) }, performance.now());
  const peer = client.connect('server', 1, 0, performance.now());
  /** Gives the shell all that the client has to send, as datagrams that came in one turn. */
  const pass = (each: () => void = () => {}): void => {
    for (let out = client.pollTransmit(); out; out = client.pollTransmit()) {
      shell.received(out.bytes.slice(), from);
      each();
    }
  };
  socket.on('message', (bytes) => {
    client.receive(bytes, 'server', performance.now());
    pass();
  });
  onTestFinished(async () => {
    peer.disconnectNow();
    pass();
    await shell.close();
    socket.close();
  });
  pass();
  while (peer.state !== 'connected' || links.length === 0) await once(socket, 'message');
  return { client, peer, pass, link: links[0] as EnetLink };
}

it('what came is acknowledged before the window of who sends it is used up', async () => {
  const { peer, pass, link } = await connected();
  for (let i = 0; i < COUNT; i++) expect(peer.send(0, new Uint8Array(SIZE), 'reliable')).toBe('ok');
  const said = new Set<number>();
  pass(() => said.add(link.stats.bytesOut));
  expect(said.size).toBeGreaterThanOrEqual(Math.floor((COUNT * SIZE) / 20_000));
});

it('a few are acknowledged at the end of the turn, all in one datagram', async () => {
  const { peer, pass, link } = await connected();
  const before = link.stats.bytesOut;
  for (let i = 0; i < 5; i++) peer.send(0, new Uint8Array(SIZE), 'reliable');
  pass();
  expect(link.stats.bytesOut).toBe(before);
});

it('much that is sent leaves before the turn is over, a little at its end', async () => {
  const { link } = await connected();
  const before = link.stats.bytesOut;
  for (let i = 0; i < 10; i++) link.send(0, new Uint8Array(SIZE), 'reliable');
  expect(link.stats.bytesOut).toBe(before);
  for (let i = 0; i < 10; i++) link.send(0, new Uint8Array(SIZE), 'reliable');
  expect(link.stats.bytesOut).toBeGreaterThan(before + 16_000);
});

it('the memory of what was sent is the sender’s again', async () => {
  const { client, link } = await connected();
  const memory = new Uint8Array(100).fill(1);
  link.send(0, memory, 'reliable');
  memory.fill(2);
  link.send(0, memory, 'reliable');
  const got: Uint8Array[] = [];
  while (got.length < 2) {
    const event = client.pollEvent();
    if (event?.type === 'receive') got.push(event.payload);
    else if (!event) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(got.map((bytes) => [bytes.length, bytes[0], bytes[99]])).toEqual([
    [100, 1, 1],
    [100, 2, 2],
  ]);
});
