// Thousands of seeded runs of two or three hosts on a bad network. A seed that fails is printed;
// `SEED=n npx vitest run test/enet/sim` runs it alone. `SEEDS=n` runs more of them.
import { expect, it } from 'vitest';
import type { EnetKind, EnetOptions, EnetPeer } from '../../src/transport/enet/index.ts';
import { seededRandom } from '../../src/transport/random.ts';
import { type Node, VirtualNetwork } from './network.ts';

const { SEED: only, SEEDS: many } = process.env;
const KINDS: readonly EnetKind[] = ['reliable', 'unreliable', 'unsequenced', 'unreliable-fragment'];
const CHANNELS = 3;

interface Flow {
  /** Numbers of the reliable packets that were accepted, and how far they have arrived, by channel. */
  readonly accepted: number[][];
  readonly arrived: number[];
  readonly newest: number[];
  readonly unsequenced: Set<number>[];
  next: number;
}

const flow = (): Flow => ({
  accepted: Array.from({ length: CHANNELS }, () => []),
  arrived: new Array<number>(CHANNELS).fill(0),
  newest: new Array<number>(CHANNELS).fill(-1),
  unsequenced: Array.from({ length: CHANNELS }, () => new Set()),
  next: 0,
});

function fail(what: string): never {
  throw new Error(what);
}

/** A packet says its number and its length in its bytes. */
function packet(number: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(6, length)).fill(number);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function numberOf(bytes: Uint8Array): number {
  const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (bytes.subarray(4).some((byte) => byte !== (number & 255))) fail('bytes were changed');
  return number;
}

/** Everything that was accepted has arrived. */
function complete({ accepted, arrived }: Flow): void {
  accepted.forEach((numbers, channel) => {
    if (numbers.length !== arrived[channel]) fail(`${arrived[channel]} of ${numbers.length} arrived`);
  });
}

function run(seed: number) {
  const random = seededRandom(seed * 7 + 1);
  const between = (least: number, most: number) => Math.floor(least + random() * (most - least + 1));
  const loss = [0, 0.02, 0.1, 0.3][seed % 4]!;
  const bad = {
    latency: between(0, 120),
    jitter: between(0, 40),
    loss,
    duplicate: random() < 0.5 ? 0.1 : 0,
    reorder: random() < 0.5 ? 0.2 : 0,
    reorderBy: 100,
    rate: random() < 0.3 ? between(20_000, 200_000) : Number.POSITIVE_INFINITY,
  };
  const net = new VirtualNetwork(seed, bad);
  const corrupt = random() < 0.4;
  const options: EnetOptions = {
    mtu: between(576, 1600),
    checksum: corrupt || random() < 0.3,
    compression: random() < 0.3,
    maximumPacketSize: 200_000,
    maximumWaitingData: 300_000,
    pendingLimit: 200_000,
    graveTime: 40_000,
  };
  if (corrupt)
    net.tamper = (bytes) => {
      if (random() > 0.05) return bytes;
      const changed = bytes.slice();
      changed[Math.floor(random() * changed.length)]! ^= 1 << Math.floor(random() * 8);
      return changed;
    };
  const s = net.node('10.0.0.1:7000', options);
  const c = net.node('10.0.0.2:5000', options);
  const flows = [flow(), flow()] as const;
  const toServer = c.host.connect(s.address, CHANNELS, seed, net.now);
  let toClient: EnetPeer | undefined;
  let delivered = 0;
  const ended = [0, 0];
  const disconnected: string[] = [];

  const look = (node: Node, from: Flow, side: number) => {
    for (const event of node.events.splice(0)) {
      if (ended[side]! > 0 && event.type !== 'connect') fail(`${event.type} behind the end`);
      if (event.type === 'connect' && event.incoming) {
        if (toClient) fail('connected twice');
        if (event.data !== seed) fail('wrong data');
        toClient = event.peer;
      }
      if (event.type === 'disconnect') {
        ended[side]!++;
        disconnected.push(event.reason);
      }
      if (event.type !== 'receive') continue;
      delivered++;
      const number = numberOf(event.payload);
      const { channel } = event;
      if (event.kind === 'unsequenced') {
        if (from.unsequenced[channel]!.has(number)) fail('unsequenced twice');
        from.unsequenced[channel]!.add(number);
        continue;
      }
      // Reliable or not, nothing in order comes behind what is newer.
      if (number <= from.newest[channel]!) fail(`${number} behind ${from.newest[channel]} on ${channel}`);
      from.newest[channel] = number;
      if (event.kind !== 'reliable') continue;
      if (from.accepted[channel]![from.arrived[channel]!++] !== number) fail('reliable: not the next');
    }
  };
  const check = () => {
    look(s, flows[0], 0);
    look(c, flows[1], 1);
    if (s.host.waitingBytes > 600_000 || c.host.waitingBytes > 600_000) fail('memory');
    if (toServer.pendingBytes > 400_000) fail('pending');
  };
  const send = (peer: EnetPeer, to: Flow) => {
    for (let n = between(1, 8); n > 0; n--) {
      const channel = between(0, CHANNELS - 1);
      const kind = KINDS[between(0, 3)]!;
      const length = random() < 0.1 ? between(500, 20_000) : between(6, 120);
      if (peer.send(channel, packet(to.next, length), kind) !== 'ok') continue;
      // What is too long for a datagram becomes reliable; the model knows it by what the other side calls it.
      const long = length > peer.stats.mtu - 28 - (options.checksum ? 4 : 0);
      if (kind === 'reliable' || (long && kind !== 'unreliable-fragment')) to.accepted[channel]!.push(to.next);
      to.next++;
    }
  };

  /** On a good network, so many small reliable packets on the first channel that its numbers are about to go round. */
  const wind = (peer: EnetPeer, to: Flow) => {
    const upTo = 65_536 - between(5, 200);
    while (to.accepted[0]!.length < upTo) {
      if (peer.send(0, packet(to.next, 6), 'reliable') === 'ok') to.accepted[0]!.push(to.next++);
      else net.run(net.now + 5);
      if (to.next % 500 === 0) check();
    }
    net.run(net.now + 5000, () => peer.pendingBytes === 0);
    check();
  };
  if (seed % 128 >= 124) {
    const { tamper } = net;
    net.tamper = (bytes) => bytes;
    net.update({ latency: 1, jitter: 0, loss: 0, duplicate: 0, reorder: 0, rate: Number.POSITIVE_INFINITY });
    net.run(net.now + 5000, () => s.events.length > 0);
    check();
    wind(toServer, flows[0]);
    wind(toClient!, flows[1]);
    if (flows.some(({ arrived }) => arrived[0]! < 65_000)) fail('not all arrived on a good network');
    net.tamper = tamper;
    net.update(bad);
  }

  const stop = net.now + between(1000, 8000);
  while (net.now < stop) {
    send(toServer, flows[0]);
    if (toClient) send(toClient, flows[1]);
    if (random() < 0.02) (random() < 0.5 ? s : c).frozenUntil = net.now + between(50, 3000);
    if (random() < 0.01) {
      // Everything sleeps, and wakes much later.
      const until = net.now + between(1500, 50_000);
      s.frozenUntil = until;
      c.frozenUntil = until;
      net.now = until;
    }
    net.run(net.now + between(1, 60));
    check();
    if (toServer.state === 'disconnected') break;
  }
  // On a working network everything that was accepted arrives.
  const how = between(0, 4);
  if (how < 3) net.update({ loss: 0, reorder: 0 });
  if (how === 0 && toClient && toServer.state === 'connected') {
    net.run(net.now + 30_000, () => toServer.pendingBytes + toClient!.pendingBytes === 0);
    check();
    if (toServer.state === 'connected' && toClient.state === 'connected') for (const each of flows) complete(each);
  }
  if (how < 2) toServer.disconnectLater(1);
  else if (how === 2) toServer.disconnect(1);
  else if (how === 3) toServer.disconnectNow(1);
  else net.update({ loss: 1 });
  // It always ends, and both sides know.
  net.run(net.now + 100_000, () => s.host.size + c.host.size === 0);
  check();
  if (ended[1] !== 1) fail(`the client was told ${ended[1]} times that it ended`);
  if (toClient && ended[0] !== 1) fail(`the server was told ${ended[0]} times`);
  // Who leaves later leaves when everything of his has arrived.
  if (how === 1 && disconnected.every((reason) => reason !== 'timeout')) complete(flows[0]);
  net.run(net.now + 60_000);
  if (s.host.halfOpen + s.host.waitingBytes + c.host.waitingBytes > 0) fail('something is left');
  if (s.host.deadline() !== undefined || c.host.deadline() !== undefined) fail('a deadline without a peer');
  return { delivered, disconnected: disconnected.join(), bytes: s.host.stats.bytesIn + c.host.stats.bytesIn };
}

function guarded(seed: number) {
  try {
    return run(seed);
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}\nreplay: SEED=${seed} npx vitest run test/enet/sim`, {
      cause: error,
    });
  }
}

if (only !== undefined) it(`seed ${only}`, { timeout: 60_000 }, () => void run(Number(only)));
else {
  const COUNT = Number(many ?? 2000);
  for (let part = 0; part < 4; part++)
    it(`exactly once, in order, bounded, and it ends: ${[0, 2, 10, 30][part]} % loss`, { timeout: 600_000 }, () => {
      let delivered = 0;
      for (let seed = part; seed < COUNT; seed += 4) delivered += guarded(seed).delivered;
      expect(delivered).toBeGreaterThan(COUNT * 10);
    });

  it('the same seed gives the same run', () => {
    for (const seed of [5, 6, 7]) expect(run(seed)).toEqual(run(seed));
  });
}
