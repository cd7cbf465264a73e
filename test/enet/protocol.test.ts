// What two of our hosts do with each other, in virtual time.
import { describe, expect, it } from 'vitest';
import { EnetHost, type EnetKind, type EnetOptions } from '../../src/transport/enet/index.ts';
import { packets, pair, VirtualNetwork } from './network.ts';

const ends = (events: readonly { type: string }[]) => events.filter((event) => event.type === 'disconnect');
const random = () => 0.5;

describe('delivery', () => {
  it('takes every kind on every channel, and says how it came', () => {
    const net = new VirtualNetwork(1, { latency: 20 });
    const { s, c, toServer, toClient } = pair(net, {}, {}, 255);
    const kinds: EnetKind[] = ['reliable', 'unreliable', 'unsequenced', 'unreliable-fragment'];
    for (let channel = 0; channel < 255; channel++)
      expect(toServer.send(channel, Uint8Array.of(channel), kinds[channel % 4]!)).toBe('ok');
    toClient.send(7, new Uint8Array(100_000).fill(9), 'unreliable-fragment');
    toClient.send(7, new Uint8Array(1393), 'unsequenced');
    net.run(net.now + 500);
    expect(packets(s).map((e) => [e.channel, e.payload[0]])).toHaveLength(255);
    expect(new Set(packets(s).map((e) => e.kind))).toEqual(new Set(['reliable', 'unreliable', 'unsequenced']));
    expect(packets(c).map((e) => [e.kind, e.payload.length])).toEqual([
      ['unreliable-fragment', 100_000],
      ['reliable', 1393],
    ]);
  });

  it('keeps nothing of a datagram, not even of a Buffer, whose slice() is a view', () => {
    const net = new VirtualNetwork(15);
    const { s, c, toServer } = pair(net);
    toServer.send(0, new Uint8Array(40).fill(1), 'reliable');
    toServer.send(0, new Uint8Array(40).fill(1), 'unsequenced');
    toServer.send(1, new Uint8Array(3000).fill(1), 'reliable');
    for (let out = c.host.pollTransmit(); out; out = c.host.pollTransmit()) {
      const buffer = Buffer.from(out.bytes);
      s.host.receive(buffer, c.address, net.now);
      buffer.fill(255);
    }
    net.take(s);
    expect(packets(s)).toHaveLength(3);
    for (const { payload } of packets(s)) {
      expect(payload.constructor).toBe(Uint8Array);
      expect(payload.every((byte) => byte === 1)).toBe(true);
    }
  });

  it('packs small messages into full datagrams', () => {
    const net = new VirtualNetwork(2);
    const { toServer } = pair(net);
    const before = toServer.stats.datagramsOut;
    for (let i = 0; i < 200; i++) toServer.send(0, new Uint8Array(64), 'reliable');
    net.run(net.now + 100);
    // 200 commands of 70 bytes in datagrams of 1392.
    expect(toServer.stats.datagramsOut - before).toBe(11);
    expect(net.largest).toBeLessThanOrEqual(1392);
  });

  it('gives unreliable packets in order and only after the reliable ones they were sent behind', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const net = new VirtualNetwork(seed, { latency: 10, jitter: 40, loss: 0.1, duplicate: 0.1 });
      const { s, toServer } = pair(net);
      for (let i = 0; i < 100; i++) {
        toServer.send(0, Uint8Array.of(i), i % 5 === 0 ? 'reliable' : 'unreliable');
        net.run(net.now + 8);
      }
      net.run(net.now + 3000);
      const got = packets(s).map((e) => e.payload[0]!);
      expect(got).toEqual([...got].sort((a, b) => a - b));
      expect(new Set(got).size).toBe(got.length);
      expect(got.filter((i) => i % 5 === 0)).toHaveLength(20);
    }
  });

  it('goes on when all numbers wrap around', () => {
    const net = new VirtualNetwork(3, { latency: 1, loss: 0.01 });
    const { s, toServer } = pair(net, { packetThrottleDeceleration: 0 }, { packetThrottleDeceleration: 0 });
    let next = 0;
    let reliable = 0;
    while (next < 150_000) {
      for (let i = 0; i < 2000; i++) {
        toServer.send(0, Uint8Array.of(next, next >> 8, next >> 16), 'reliable');
        toServer.send(1, Uint8Array.of(next, next >> 8, next >> 16), 'unreliable');
        toServer.send(2, Uint8Array.of(next++), 'unsequenced');
      }
      net.run(net.now + 60000, () => toServer.pendingBytes === 0);
      let last = -1;
      for (const event of packets(s)) {
        const [a = 0, b = 0, c = 0] = event.payload;
        const value = a | (b << 8) | (c << 16);
        if (event.channel === 0) expect(value).toBe(reliable++);
        if (event.channel === 1) {
          expect(value).toBeGreaterThan(last);
          last = value;
        }
      }
      s.events.length = 0;
    }
    expect(reliable).toBe(150_000);
  });

  it('agrees on the smaller MTU, checksum and compression on or off', () => {
    const wires: EnetOptions[] = [
      { mtu: 576 },
      { checksum: true },
      { compression: true },
      { checksum: true, compression: true, mtu: 4096 },
    ];
    for (const options of wires) {
      const net = new VirtualNetwork(4, { latency: 5, loss: 0.05 });
      const { s, toServer, toClient } = pair(net, options, options);
      for (let i = 0; i < 30; i++) toServer.send(0, new Uint8Array(i * 300).fill(i), 'reliable');
      net.run(net.now + 5000);
      expect(packets(s).map((e) => e.payload.length)).toEqual(Array.from({ length: 30 }, (_, i) => i * 300));
      expect(toServer.stats.mtu).toBe(toClient.stats.mtu);
      expect(net.largest).toBeLessThanOrEqual(toServer.stats.mtu);
    }
  });
});

describe('loss', () => {
  const time = (seed: number, loss: number, count: number, size: number, pace: number) => {
    const net = new VirtualNetwork(seed, { latency: 50, loss });
    const { s, toServer } = pair(net);
    const began = net.now;
    for (let i = 0; i < count; i++) {
      expect(toServer.send(0, new Uint8Array(size).fill(i), 'reliable')).toBe('ok');
      if (pace > 0) net.run(net.now + pace);
    }
    expect(net.run(net.now + 60000, () => packets(s).length === count)).toBe(true);
    expect(packets(s).every((e, i) => e.payload.length === size && e.payload[0] === (i & 255))).toBe(true);
    return net.now - began;
  };
  const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);

  it('300 messages of 64 B and 200 of 4,000 B get through at 30 % each way in 10 of 10 runs', () => {
    for (const seed of SEEDS) {
      time(seed, 0.3, 300, 64, 16);
      time(seed, 0.3, 200, 4000, 0);
    }
  });

  it('at 20 % they take at most twice as long as without loss', () => {
    for (const seed of SEEDS) {
      expect(time(seed, 0.2, 300, 64, 16)).toBeLessThanOrEqual(2 * time(seed, 0, 300, 64, 16));
      expect(time(seed, 0.2, 200, 4000, 0)).toBeLessThanOrEqual(2 * time(seed, 0, 200, 4000, 0));
    }
  });

  it('keeps a connection of which one packet is not taken while others are acknowledged', () => {
    const net = new VirtualNetwork(5, { latency: 5 });
    const { s, toServer } = pair(net, { maximumWaitingData: 1024, maximumPacketSize: 1024 });
    s.eager = false;
    for (let i = 0; i < 50; i++) toServer.send(0, new Uint8Array(500).fill(i), 'reliable');
    net.run(net.now + 120_000);
    expect(toServer.state).toBe('connected');
    expect(toServer.pendingBytes).toBeGreaterThan(10_000);
    s.eager = true;
    net.run(net.now + 5000);
    expect(packets(s).map((e) => e.payload[0])).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});

describe('the end', () => {
  it('disconnect, later and now tell both sides once, with the number', () => {
    for (const how of ['disconnect', 'disconnectLater', 'disconnectNow'] as const)
      for (let seed = 1; seed <= 20; seed++) {
        const net = new VirtualNetwork(seed, { latency: 20, loss: 0.2 });
        const { s, c, toServer, toClient } = pair(net);
        for (let i = 0; i < 40; i++) toServer.send(0, new Uint8Array(3000), 'reliable');
        toServer[how](99);
        expect(toServer.send(0, new Uint8Array(1), 'reliable')).toBe('closed');
        net.run(net.now + 40000, () => ends(s.events).length > 0 && ends(c.events).length > 0);
        net.run(net.now + 1000);
        expect(ends(c.events)).toMatchObject([{ reason: 'local', data: 0 }]);
        expect(ends(s.events)).toHaveLength(1);
        if (how !== 'disconnectNow') expect(ends(s.events)).toMatchObject([{ reason: 'remote', data: 99 }]);
        if (how === 'disconnectLater') expect(packets(s)).toHaveLength(40);
        expect([toServer.state, toClient.state, s.host.size, c.host.size]).toEqual([
          'disconnected',
          'disconnected',
          0,
          0,
        ]);
      }
  });

  it('a lost last acknowledgement costs one repetition, not a time-out', () => {
    const net = new VirtualNetwork(6, { latency: 20 });
    const { s, c, toServer } = pair(net);
    net.run(net.now + 200);
    let swallowed = 0;
    net.tamper = (bytes, from) => (from === s.address && swallowed++ === 0 ? undefined : bytes);
    toServer.disconnect(5);
    const began = net.now;
    net.run(net.now + 30000, () => ends(c.events).length > 0);
    expect(swallowed).toBeGreaterThan(1);
    expect(net.now - began).toBeLessThan(500);
  });

  it('when the one word of disconnectNow is lost, the next datagram is answered by another', () => {
    const net = new VirtualNetwork(14, { latency: 20 });
    const { s, c, toServer } = pair(net);
    net.run(net.now + 200);
    let swallowed = 0;
    net.tamper = (bytes, from) => (from === c.address && swallowed++ === 0 ? undefined : bytes);
    toServer.disconnectNow(5);
    const began = net.now;
    net.run(net.now + 30000, () => ends(s.events).length > 0);
    expect([swallowed > 1, ends(s.events).length, c.host.size]).toEqual([true, 1, 0]);
    expect(net.now - began).toBeLessThan(1000);
  });

  it('both at once, and silence, end as well', () => {
    const net = new VirtualNetwork(7, { latency: 20 });
    const { s, c, toServer, toClient } = pair(net);
    toServer.disconnect(1);
    toClient.disconnect(2);
    net.run(net.now + 1000);
    expect([ends(s.events).length, ends(c.events).length]).toEqual([1, 1]);
    const other = new VirtualNetwork(8, { latency: 20 });
    const two = pair(other);
    other.update({ loss: 1 });
    const began = other.now;
    other.run(other.now + 60000, () => ends(two.s.events).length > 0 && ends(two.c.events).length > 0);
    expect(ends(two.c.events)).toMatchObject([{ reason: 'timeout' }]);
    expect(other.now - began).toBeGreaterThan(5000);
    expect(other.now - began).toBeLessThan(10000);
  });

  it('a client that nobody answers gives up after timeoutMaximum', () => {
    const net = new VirtualNetwork(9);
    const c = net.node('10.0.0.2:1');
    const peer = c.host.connect('10.0.0.9:1', 1, 0, net.now);
    expect(peer.state).toBe('connecting');
    net.run(net.now + 60000, () => c.events.length > 0);
    expect(c.events).toMatchObject([{ type: 'disconnect', reason: 'timeout' }]);
    expect(net.now).toBe(31000);
  });

  it('a machine that slept gives nobody up before its network had a chance', () => {
    const net = new VirtualNetwork(10, { latency: 20 });
    const { s, c, toServer, toClient } = pair(net);
    net.run(net.now + 1000);
    toServer.send(0, new Uint8Array(5000), 'reliable');
    toClient.send(0, new Uint8Array(5000), 'reliable');
    net.flush(s);
    net.flush(c);
    // What was on its way is gone as well.
    net.update({ loss: 1 });
    net.run(net.now + 30);
    s.frozenUntil = net.now + 40_000;
    c.frozenUntil = net.now + 40_000;
    net.run(net.now + 40_000 - 1);
    net.update({ loss: 0 });
    net.run(net.now + 5000);
    expect([...ends(s.events), ...ends(c.events)]).toEqual([]);
    expect([packets(s).length, packets(c).length]).toEqual([1, 1]);
    expect(toServer.stats.rtt).toBeLessThan(100);
  });
});

describe('limits', () => {
  it('say full, too-big, no-channel and closed, and throw for what can not be', () => {
    const net = new VirtualNetwork(11, { latency: 20 });
    const { toServer, c } = pair(net, {}, { pendingLimit: 100_000, maximumPacketSize: 200_000, peerCount: 1 });
    expect(toServer.send(0, new Uint8Array(200_001), 'reliable')).toBe('too-big');
    expect(toServer.send(4, new Uint8Array(1), 'reliable')).toBe('no-channel');
    expect(() => toServer.send(255, new Uint8Array(1), 'reliable')).toThrow('channel');
    // @ts-expect-error a kind that is none
    expect(() => toServer.send(0, new Uint8Array(1), 'certain')).toThrow('kind');
    net.run(net.now + 500);
    expect(toServer.send(0, new Uint8Array(200_000), 'reliable')).toBe('ok');
    expect(toServer.send(0, new Uint8Array(1), 'unreliable')).toBe('full');
    expect(() => c.host.connect('10.0.0.9:1', 1, 0, net.now)).toThrow('peerCount');
    expect(() => new EnetHost({ mtu: 100, random }, 0)).toThrow('mtu');
    net.run(net.now + 5000);
    expect(toServer.pendingBytes).toBe(0);
  });

  it('bandwidth limits shrink the window and throttle what is unreliable', () => {
    const net = new VirtualNetwork(12, { latency: 20 });
    const { s, toServer, toClient } = pair(net, { incomingBandwidth: 131_072 }, { outgoingBandwidth: 262_144 });
    expect(toServer.stats.window).toBe(8192);
    expect(toClient.stats.window).toBe(65536);
    for (let i = 0; i < 300; i++) {
      toServer.send(0, new Uint8Array(1000), 'unsequenced');
      toServer.send(0, new Uint8Array(1000), 'unsequenced');
      net.run(net.now + 10);
    }
    // 200,000 bytes a second were sent, 131,072 may be: the first second is free.
    expect(toServer.stats.throttled).toBeGreaterThan(100);
    expect(packets(s).length).toBeLessThan(500);
    s.host.bandwidthLimit(0, 0);
    net.run(net.now + 2500);
    expect(toServer.stats.window).toBe(16384);
  });

  it('a throttle that is set on one side holds on both', () => {
    const net = new VirtualNetwork(13, { latency: 20 });
    const { toServer, toClient } = pair(net);
    toServer.throttleConfigure(1000, 1, 0);
    toClient.pingInterval(50);
    toClient.timeout(8, 100, 200);
    net.run(net.now + 3000);
    expect(toClient.stats.throttle).toBe(32);
    expect(toClient.stats.rtt).toBeGreaterThan(35);
    expect(toClient.stats.rtt).toBeLessThan(60);
  });
});
