// Rubbish and spoilt datagrams for hosts in every state: nothing throws, nothing grows.
import { describe, expect, it } from 'vitest';
import type { EnetOptions } from '../../src/transport/enet/index.ts';
import { EnetHost } from '../../src/transport/enet/index.ts';
import { seededRandom } from '../../src/transport/random.ts';
import { pair, VirtualNetwork } from './network.ts';

const WIRES: [string, EnetOptions][] = [
  ['plain', {}],
  ['compressed', { compression: true }],
  ['found out', { checksum: 'auto', compression: 'auto' }],
];

function record(options: EnetOptions): Uint8Array[] {
  const recorded: Uint8Array[] = [];
  const net = new VirtualNetwork(1, { latency: 5, loss: 0.05 });
  net.tamper = (bytes) => {
    recorded.push(bytes.slice());
    return bytes;
  };
  const { toServer, toClient } = pair(net, options, options);
  for (let i = 0; i < 40; i++) {
    const kinds = ['reliable', 'unreliable', 'unsequenced', 'unreliable-fragment'] as const;
    toServer.send(i % 4, new Uint8Array(i % 5 === 0 ? 4000 : 20).fill(i), kinds[i % 4]!);
    toClient.send(i % 4, new Uint8Array(i % 5 === 0 ? 4000 : 20).fill(i), kinds[i % 4]!);
    net.run(net.now + 10);
  }
  toClient.throttleConfigure(1000, 2, 2);
  toServer.disconnectLater(3);
  net.run(net.now + 3000);
  return recorded;
}

describe.each(WIRES)('%s', (_name, options) => {
  const bounds = { ...options, maximumWaitingData: 100_000, maximumPacketSize: 50_000, halfOpenLimit: 50, graves: 50 };
  const random = seededRandom(42);
  const pick = (most: number) => Math.floor(random() * most);
  const recorded = record(options);

  const mutate = (): Uint8Array => {
    if (random() < 0.15) return Uint8Array.from({ length: pick(200) }, () => pick(256));
    let bytes = recorded[pick(recorded.length)]!.slice();
    for (let n = pick(6); n > 0 && bytes.length > 0; n--) {
      const at = pick(bytes.length);
      const how = pick(5);
      if (how === 0) bytes[at]! ^= 1 << pick(8);
      else if (how === 1) bytes[at] = [0, 1, 127, 128, 255][pick(5)]!;
      else if (how === 2) bytes = bytes.slice(0, at);
      else if (how === 3) {
        const other = recorded[pick(recorded.length)]!;
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...other.subarray(pick(other.length))]);
      } else bytes[pick(Math.min(bytes.length, 12))] = pick(256);
    }
    return bytes.subarray(0, 5000);
  };

  it('a host that knows nobody', () => {
    const host = new EnetHost({ ...bounds, random }, 0);
    for (let i = 0; i < 6000; i++) {
      host.receive(mutate(), `192.0.2.${i % 50}:1`, i);
      host.tick(i);
      while (host.pollTransmit());
      while (host.pollEvent());
    }
    expect(host.halfOpen).toBeLessThanOrEqual(50);
    expect(host.waitingBytes).toBe(0);
  });

  it('a client and a server that are connected, connecting and ending', () => {
    let ended = 0;
    for (let round = 0; round < 40; round++) {
      const net = new VirtualNetwork(round, { latency: 3 });
      const { s, c, toServer, toClient } = pair(net, bounds, bounds);
      const ids: number[] = [];
      net.tamper = (bytes, from) => {
        ids[from === c.address ? 0 : 1] = ((bytes[0]! & 0x3f) << 8) | bytes[1]!;
        return bytes;
      };
      net.run(net.now + 600);
      const aim = (bytes: Uint8Array, id: number) => {
        // So that it gets past the envelope: the numbers of this connection.
        if (bytes.length < 2 || random() < 0.1) return bytes;
        bytes[0] = (bytes[0]! & 0xc0) | (id >> 8);
        bytes[1] = id & 255;
        return bytes;
      };
      for (let i = 0; i < 100; i++) {
        s.host.receive(aim(mutate(), ids[0]!), c.address, net.now);
        c.host.receive(aim(mutate(), ids[1]!), s.address, net.now);
        if (i % 10 === 0) toServer.send(0, new Uint8Array(100), 'reliable');
        if (i === 80) toClient.disconnect(1);
        net.run(net.now + 1);
        expect(toClient.stats.waitingBytes).toBeLessThanOrEqual(160_000);
        expect(toServer.stats.waitingBytes).toBeLessThanOrEqual(160_000);
      }
      net.run(net.now + 100_000);
      ended += s.host.size + c.host.size === 0 ? 1 : 0;
      expect(s.host.waitingBytes + c.host.waitingBytes).toBe(0);
    }
    expect(ended).toBe(40);
  });
});
