// A misspelt option throws at once and names those that there are: with `admitt` a server would be open to all.
import { describe, expect, it } from 'vitest';
import { EventQueue, mem, Network, simulate } from '../../src/index.ts';
import { enet } from '../../src/transport/wires/enet.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { udp } from '../../src/transport/wires/udp.ts';

/** As from a program without types. */
const loose = (options: object): object => options;
const net = new Network({ transports: [mem({ isolated: true }), enet(), udp()] });

describe('an option that there is not', () => {
  it.each([
    [
      () => net.listen('mem://a', loose({ admitt: () => true })),
      'net.listen() has no option "admitt"; it has admit, channel, textChannel, framing, read, onConnection, onLostConnection',
    ],
    [
      () => net.connect('mem://a', loose({ credential: 'x' })),
      'net.connect() has no option "credential"; it has credentials, channel, textChannel, framing, read, onConnection, onLostConnection',
    ],
    [() => net.connect('mem://a', loose({ admit: () => true })), 'net.connect() has no option "admit"; '],
    [
      () => net.listen('enet://127.0.0.1:0', loose({ onConection: () => {} })),
      'net.listen() has no option "onConection"',
    ],
    [
      () => new EventQueue(loose({ maxEvent: 5 })),
      'EventQueue has no option "maxEvent"; it has drivers, events, now, maxEvents, freeze',
    ],
    [() => simulate(tcp(), loose({ latencyMs: 5 })), 'simulate() has no option "latencyMs"; it has latency, jitter, '],
    [() => simulate(udp(), loose({ los: 0.5 })), 'simulate() has no option "los"; '],
    [() => enet(loose({ peerCounts: 5 })), 'enet() has no option "peerCounts"; it has peerCount, '],
    [
      () => udp(loose({ maxPeer: 5 })),
      'udp() has no option "maxPeer"; it has maxDatagram, maxPeers, idleMs, receiveBuffer, enet',
    ],
    [() => udp({ enet: loose({ checksums: true }) }), 'udp({ enet }) has no option "checksums"; it has peerCount, '],
    [() => udp({ enet: loose({ pendingLimit: 5 }) }), 'udp({ enet }) has no option "pendingLimit"; '],
    [() => udp({ enet: loose({ pendingPackets: 5 }) }), 'udp({ enet }) has no option "pendingPackets"; '],
    [() => udp({ enet: loose({ maximumPacketSize: 5 }) }), 'udp({ enet }) has no option "maximumPacketSize"; '],
  ])('%s', (call, message) => {
    expect(call).toThrowError(
      expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringContaining(message) }),
    );
  });
});

describe('every option that there is', () => {
  const nothing = undefined;
  const ofPeers = {
    channel: nothing,
    textChannel: nothing,
    framing: nothing,
    read: nothing,
    onConnection: nothing,
    onLostConnection: nothing,
  };
  it.each([
    [() => net.listen('mem://b', loose({ admit: nothing, ...ofPeers }))],
    [() => net.connect('mem://b', loose({ credentials: nothing, ...ofPeers }))],
    [
      () =>
        new EventQueue(loose({ drivers: nothing, events: nothing, now: nothing, maxEvents: nothing, freeze: nothing })),
    ],
    [() => enet(loose({ peerCount: nothing, refuse: nothing, channels: nothing, receiveBuffer: nothing }))],
    [() => enet({ pendingLimit: 1000, pendingPackets: 10, checksum: true, channels: 2, receiveBuffer: 4096 })],
    [
      () =>
        udp(loose({ maxDatagram: nothing, maxPeers: nothing, idleMs: nothing, receiveBuffer: nothing, enet: nothing })),
    ],
    [() => udp({ enet: { checksum: 'auto', peerCount: 5 } })],
  ])('may be given, undefined too: %s', (call) => {
    expect(call).not.toThrow();
  });

  it('undefined changes no default of udp({ enet }): with its timeoutMinimum of ENet, this timeoutMaximum could not be', () => {
    expect(() => udp({ enet: loose({ timeoutMinimum: undefined, timeoutMaximum: 3000 }) })).not.toThrow();
  });

  it('simulate() says at once when a number can not be', () => {
    expect(() => simulate(tcp(), { loss: 5 })).toThrow('loss is a chance from 0 to 1, not 5');
    expect(() => simulate(udp(), { latency: -1 })).toThrow('latency is a number of milliseconds, 0 or more, not -1');
  });

  it('undefined changes no default of simulate()', () => {
    const bad = simulate(mem({ isolated: true }), loose({ latency: undefined, kind: undefined, seed: undefined }));
    const network = new Network({ transports: [bad] });
    expect(() => network.connect('mem://nobody')).not.toThrow();
  });
});
