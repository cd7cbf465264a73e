// Somebody who wants to do harm: floods, spoofed addresses, guesses, replays, lies about lengths.
import { describe, expect, it } from 'vitest';
import { put16, put32, u16 } from '../../src/transport/enet/bytes.ts';
import { helloBytes } from '../../src/transport/enet/command.ts';
import { CONNECT } from '../../src/transport/enet/constants.ts';
import { EnetHost, type EnetOptions } from '../../src/transport/enet/index.ts';
import { seededRandom } from '../../src/transport/random.ts';
import { packets, pair, VirtualNetwork } from './network.ts';

const random = seededRandom(99);

function connectDatagram(connectId: number): Uint8Array {
  const hello = { peerId: 5, incomingSession: 255, outgoingSession: 255, mtu: 1400, window: 65536, channels: 255 };
  const rest = { incomingBandwidth: 0, outgoingBandwidth: 0, interval: 5000, acceleration: 2, deceleration: 2 };
  const bytes = new Uint8Array(52);
  put16(bytes, 0, 0x8fff);
  bytes.set(helloBytes(CONNECT, 1, { ...hello, ...rest, connectId, data: 7 }), 4);
  return bytes;
}

function sent(host: EnetHost): { to: string; bytes: Uint8Array }[] {
  const all = [];
  for (let out = host.pollTransmit(); out; out = host.pollTransmit())
    all.push({ to: out.to, bytes: out.bytes.slice() });
  return all;
}

const server = (options: EnetOptions = {}) => new EnetHost({ random, ...options }, 0);
const total = (datagrams: { bytes: Uint8Array }[]) => datagrams.reduce((sum, { bytes }) => sum + bytes.length, 0);

describe('before an address is proved', () => {
  it('it gets no more bytes than it sent, whatever it sends and however long it waits', () => {
    for (const options of [{}, { peerCount: 1 }, { checksum: 'auto', compression: 'auto' }] as EnetOptions[]) {
      const host = server(options);
      const into = new Map<string, number>();
      const outOf = new Map<string, number>();
      for (let now = 0; now < 60_000; now += 50) {
        const from = `192.0.2.${now % 7}:${now % 3}`;
        let bytes = connectDatagram(now % 5);
        // Some pretend to belong to the connection that was just asked for.
        if (now % 4 === 0) bytes = Uint8Array.from({ length: 2 + (now % 30) }, () => Math.floor(random() * 256));
        into.set(from, (into.get(from) ?? 0) + bytes.length);
        host.receive(bytes, from, now);
        host.tick(now);
        for (const { to, bytes: answer } of sent(host)) outOf.set(to, (outOf.get(to) ?? 0) + answer.length);
        for (const [to, size] of outOf) expect(size).toBeLessThanOrEqual(into.get(to) ?? 0);
      }
      expect(host.pollEvent()).toBeUndefined();
      expect(host.size).toBe(0);
      host.tick(200_000);
      host.tick(203_000);
      expect([host.halfOpen, sent(host).length]).toEqual([0, 0]);
    }
  });

  it('a CONNECT is answered once, and again only when it is repeated', () => {
    const host = server();
    host.receive(connectDatagram(1), '192.0.2.1:1', 0);
    expect(total(sent(host))).toBe(48);
    for (let now = 0; now < 9000; now += 100) host.tick(now);
    expect(sent(host)).toEqual([]);
    host.receive(connectDatagram(1), '192.0.2.1:1', 9000);
    expect(total(sent(host))).toBe(48);
    expect(host.stats.replayed).toBe(1);
  });

  it('small datagrams for a connection that was asked for earn no large answers', () => {
    const host = server();
    host.receive(connectDatagram(1), '192.0.2.1:1', 0);
    const [answer] = sent(host);
    let into = 52;
    let outOf = answer!.bytes.length;
    const ping = Uint8Array.of(0x80, 0, 0, 0, 0x85, 255, 0, 2);
    put16(ping, 0, 0x8000 | u16(answer!.bytes, 8));
    for (let i = 1; i <= 500; i++) {
      host.receive(ping, '192.0.2.1:1', i);
      into += ping.length;
      outOf += total(sent(host));
      expect(outOf).toBeLessThanOrEqual(into);
    }
    // But they earn some: this is how a client whose acknowledgement was lost is asked for another.
    expect(outOf).toBeGreaterThan(3000);
    expect(host.stats.unanswered).toBeGreaterThan(300);
  });

  it('a guessed acknowledgement proves nothing, and many end the attempt', () => {
    const host = server();
    host.receive(connectDatagram(1), '192.0.2.1:1', 0);
    const [answer] = sent(host);
    const guess = new Uint8Array(10);
    // Even one who knows our number, which is drawn by lot as well.
    put16(guess, 0, u16(answer!.bytes, 8));
    guess.set([1, 255, 0, 1, 0, 1], 2);
    const cookie = u16(answer!.bytes, 2);
    for (let i = 1; i <= 200; i++) {
      put16(guess, 8, cookie + i);
      host.receive(guess, '192.0.2.1:1', i);
    }
    expect([host.size, host.halfOpen, host.stats.unproven]).toEqual([0, 0, 64]);
    put16(guess, 8, cookie);
    host.receive(guess, '192.0.2.1:1', 300);
    expect(host.size).toBe(0);
  });

  it('a flood of CONNECTs uses bounded memory and locks nobody out', () => {
    const net = new VirtualNetwork(1, { latency: 30 });
    const s = net.node('10.0.0.1:7000', { halfOpenLimit: 500, waitingReplies: 200 });
    const players = Array.from({ length: 10 }, (_, i) => net.node(`10.0.1.${i}:1`));
    let connectId = 0;
    net.tamper = (bytes, _from, to) => (to.startsWith('203.') ? undefined : bytes);
    // 5,000 a second from anywhere, for four seconds.
    for (let ms = 0; ms < 4000; ms++) {
      for (let i = 0; i < 5; i++)
        s.host.receive(connectDatagram(connectId++), `203.0.${connectId & 255}.${(connectId >> 8) & 255}:9`, net.now);
      expect(s.host.halfOpen).toBeLessThanOrEqual(500);
      if (ms % 100 === 50) players[Math.floor(ms / 100)]?.host.connect(s.address, 2, 0, net.now);
      net.run(net.now + 1);
    }
    for (const player of players) expect(player.events).toMatchObject([{ type: 'connect' }]);
    expect(s.host.size).toBe(10);
  });

  it('one IP address can not push the others out of the table', () => {
    const host = server({ halfOpenPerAddress: 8, halfOpenLimit: 100 });
    host.receive(connectDatagram(1), '192.0.2.1:1', 0);
    for (let port = 1; port < 5000; port++) host.receive(connectDatagram(port), `198.51.100.1:${port}`, 0);
    expect(host.halfOpen).toBe(9);
    expect(host.stats.evicted).toBe(4999 - 8);
  });

  it('peer limits hold in all and for each IP address, and a client is told so', () => {
    for (const limit of [{ peerCount: 3 }, { duplicatePeers: 3 }]) {
      const net = new VirtualNetwork(2, { latency: 5 });
      const s = net.node('10.0.0.1:7000', { ...limit, refusalData: 9 });
      const nodes = Array.from({ length: 6 }, (_, i) => net.node(`10.0.0.2:${i}`));
      for (const node of nodes) node.host.connect(s.address, 1, 0, net.now);
      net.run(net.now + 2000);
      const types = nodes.map((node) => node.events.map((e) => (e.type === 'disconnect' ? e.data : e.type)).join());
      expect(types.filter((type) => type === 'connect')).toHaveLength(3);
      // Those who were let in at the same time and came last are connected for a moment.
      expect(types.filter((type) => type.endsWith('9'))).toHaveLength(3);
      expect([s.host.size, s.host.stats.refused]).toEqual([3, 3]);
    }
  });
});

describe('once connected', () => {
  it('datagrams of strangers, of other sessions and forged CONNECTs change nothing', () => {
    const net = new VirtualNetwork(3, { latency: 5 });
    const { s, c, toServer } = pair(net, { checksum: true }, { checksum: true });
    let genuine = new Uint8Array(0);
    net.tamper = (bytes, from) => {
      if (from === c.address) genuine = bytes.slice();
      return bytes;
    };
    toServer.send(0, Uint8Array.of(1, 2, 3), 'reliable');
    net.run(net.now + 50);
    const { ignored } = s.host.stats;
    s.host.receive(genuine, '192.0.2.66:6', net.now);
    const session = genuine.slice();
    session[0]! ^= 0x10;
    s.host.receive(session, c.address, net.now);
    expect(s.host.stats.ignored).toBe(ignored + 2);
    // A forged DISCONNECT fails, since its author does not know what the checksum begins with.
    const forged = new Uint8Array(14);
    put16(forged, 0, u16(genuine, 0) & 0x3fff);
    forged.set([0x44, 255, 0, 9, 0, 0, 0, 1], 6);
    s.host.receive(forged, c.address, net.now);
    expect(s.host.stats.bad).toBe(1);
    expect(toServer.state).toBe('connected');
    expect(s.host.size).toBe(1);
  });

  it('everything that is replayed is ignored and counted', () => {
    const net = new VirtualNetwork(4, { latency: 5 });
    const s = net.node('10.0.0.1:7000');
    const c = net.node('10.0.0.2:5000');
    const recorded: Uint8Array[] = [];
    net.tamper = (bytes, from) => {
      if (from === c.address) recorded.push(bytes.slice());
      return bytes;
    };
    const peer = c.host.connect(s.address, 2, 0, net.now);
    net.run(net.now + 100);
    for (let i = 0; i < 60; i++) {
      const kinds = ['reliable', 'unreliable', 'unsequenced', 'unreliable-fragment'] as const;
      peer.send(0, new Uint8Array(i % 8 === 7 ? 3000 : 10).fill(i), kinds[i % 4]!);
      net.run(net.now + 10);
    }
    net.run(net.now + 500);
    const before = packets(s).length;
    expect(before).toBe(60);
    const { replayed } = s.host.stats;
    for (const bytes of recorded) s.host.receive(bytes, c.address, net.now);
    net.run(net.now + 500);
    expect(packets(s)).toHaveLength(before);
    expect(s.host.stats.replayed - replayed).toBeGreaterThan(60);
    expect(s.host.size).toBe(1);
    peer.disconnect();
    net.run(net.now + 1000);
    // A whole recorded connection once more: the proof does not fit any more.
    net.run(net.now + 40_000);
    for (const bytes of recorded) s.host.receive(bytes, c.address, net.now);
    expect(s.host.size).toBe(0);
    expect(s.host.stats.unproven + s.host.stats.ignored).toBeGreaterThan(0);
  });

  it('an acknowledgement of what was sent before the command was is not believed', () => {
    const net = new VirtualNetwork(9, { latency: 5 });
    const { s, c, toServer } = pair(net);
    net.run(net.now + 300);
    let head = 0;
    net.tamper = (bytes, from) => {
      if (from === s.address) head = u16(bytes, 0) & 0x3fff;
      return from === c.address ? undefined : bytes;
    };
    net.run(net.now + 300);
    toServer.send(0, Uint8Array.of(1), 'reliable');
    net.flush(c);
    const acknowledgement = new Uint8Array(10);
    const claim = (sentTime: number) => {
      put16(acknowledgement, 0, head);
      acknowledgement.set([1, 0, 0, 1, 0, 1], 2);
      put16(acknowledgement, 8, sentTime & 0xffff);
      c.host.receive(acknowledgement, s.address, net.now);
    };
    const { rtt } = toServer.stats;
    claim(net.now - 1000 - 200);
    expect(toServer.pendingBytes).toBe(1);
    expect(toServer.stats.rtt).toBe(rtt);
    claim(net.now - 1000);
    expect(toServer.pendingBytes).toBe(0);
  });

  it('numbers out of the window are ignored', () => {
    const net = new VirtualNetwork(5, { latency: 5 });
    const { s, c } = pair(net);
    let head = 0;
    net.tamper = (bytes, from) => {
      if (from === c.address) head = u16(bytes, 0);
      return bytes;
    };
    net.run(net.now + 600);
    for (const seq of [0, 7 * 4096, 8 * 4096, 12 * 4096, 65535]) {
      const bytes = new Uint8Array(11);
      put16(bytes, 0, head | 0x8000);
      bytes.set([0x86, 0, seq >> 8, seq & 255, 0, 1, 42], 4);
      s.host.receive(bytes, c.address, net.now);
    }
    net.run(net.now + 100);
    expect(packets(s)).toEqual([]);
  });

  it('memory for fragments and early packets is bounded, and nothing is reserved for what is announced', () => {
    const net = new VirtualNetwork(6, { latency: 5 });
    const options = { maximumWaitingData: 200_000, maximumPacketSize: 100_000, hostWaitingData: 10_000_000 };
    const { s, c, toClient } = pair(net, options, {}, 255);
    let head = 0;
    net.tamper = (bytes, from) => {
      if (from === c.address) head = u16(bytes, 0);
      return bytes;
    };
    net.run(net.now + 600);
    const piece = (op: number, channel: number, start: number, number: number, count: number, size: number) => {
      const bytes = new Uint8Array(28 + size);
      put16(bytes, 0, head | 0x8000);
      bytes.set([op, channel], 4);
      put16(bytes, 6, op === 0x88 ? start + number : 0);
      put16(bytes, 8, start);
      put16(bytes, 10, size);
      put32(bytes, 12, count);
      put32(bytes, 16, number);
      put32(bytes, 20, count * size);
      put32(bytes, 24, number * size);
      s.host.receive(bytes, c.address, net.now);
      net.flush(s);
    };
    for (let channel = 0; channel < 255; channel++)
      for (let start = 2; start < 60; start += 3) {
        piece(0x88, channel, start, 0, 3, 1000);
        piece(0x0c, channel, start, 0, 2, 1000);
        piece(0x88, channel, start, 0, 0xffffffff, 1);
        piece(0x88, channel, start + 1, 20_000, 28_000, 1);
      }
    expect(toClient.stats.waitingBytes).toBeGreaterThan(100_000);
    expect(toClient.stats.waitingBytes).toBeLessThanOrEqual(302_000);
    expect(s.host.waitingBytes).toBe(toClient.stats.waitingBytes);
    toClient.disconnectNow();
    net.run(net.now + 100);
    expect(s.host.waitingBytes).toBe(0);
  });

  it('a peer that is hoarding leaves the others their share', () => {
    const net = new VirtualNetwork(7, { latency: 5 });
    const s = net.node('10.0.0.1:7000', { hostWaitingData: 100_000, maximumPacketSize: 10_000, peerCount: 10 });
    s.eager = false;
    const hoarder = net.node('10.0.0.2:1').host.connect(s.address, 1, 0, net.now);
    const modest = net.node('10.0.0.3:1').host.connect(s.address, 1, 0, net.now);
    net.run(net.now + 200);
    for (let i = 0; i < 500; i++) hoarder.send(0, new Uint8Array(1000), 'reliable');
    net.run(net.now + 3000);
    expect(s.host.waitingBytes).toBeLessThanOrEqual(112_000);
    modest.send(0, new Uint8Array(5000), 'reliable');
    net.run(net.now + 1000);
    expect(modest.pendingBytes).toBe(0);
  });

  it('a forged VERIFY_CONNECT does not connect a client, and a wrong one ends the attempt', () => {
    const net = new VirtualNetwork(8, { latency: 5 });
    net.node('10.0.0.1:7000');
    const c = net.node('10.0.0.2:5000');
    const peer = c.host.connect('10.0.0.1:7000', 2, 0, net.now);
    net.tamper = (bytes, from) => {
      if (from === c.address) return bytes;
      const forged = bytes.slice();
      forged[44]! ^= 1;
      return forged;
    };
    net.run(net.now + 300);
    expect(peer.state).toBe('connecting');
    expect(c.host.stats.bad).toBe(1);
    net.tamper = (bytes, from) => {
      const wrong = bytes.slice();
      if (from !== c.address) wrong[35]! ^= 1;
      return wrong;
    };
    net.run(net.now + 2000);
    expect(c.events).toMatchObject([{ type: 'disconnect', reason: 'mismatch' }]);
  });
});
