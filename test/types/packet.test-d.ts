// What must and must not compile around enet://, udp+raw:// and the codecs for Godot.
import { describe, expectTypeOf, test } from 'vitest';
import {
  EventQueue,
  lossy,
  mem,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  Network,
  type PacketTransport,
  type PeerStats,
  simulate,
  type Transport,
  text,
} from '../../src/index.ts';
import { enet, type Godot3Packet, godot3 } from '../../src/transport/wires/enet.ts';
import { udp } from '../../src/transport/wires/udp.ts';

const channels = { chat: text, move: lossy(godot3(text)) };
const net = new Network({ transports: [enet(), udp(), mem()], channels });
const queue = new EventQueue({ drivers: [net] });

describe('the events', () => {
  test('a channel that nobody declared has a number', () => {
    for (const e of queue.get(NETWORK_DATA_INVALID)) {
      expectTypeOf(e.channel).toEqualTypeOf<'chat' | 'move' | number>();
    }
  });

  test('connect data and disconnect data are numbers, where there are any', () => {
    for (const e of queue.get([NETWORK_CONNECTED, NETWORK_DISCONNECTED])) {
      expectTypeOf(e.data).toEqualTypeOf<number | undefined>();
      e.peer.close(7);
      e.peer.close('good night');
      // @ts-expect-error neither a text nor a number
      e.peer.close({});
    }
  });

  test('godot3 wraps the type of its codec', () => {
    for (const e of queue.get(NETWORK_DATA_IN)) {
      if (e.channel === 'move') {
        expectTypeOf(e.data).toEqualTypeOf<Godot3Packet<string>>();
        e.peer.send('move', { source: 1, data: 'x' });
        // @ts-expect-error a text is what is inside
        e.peer.send('move', 'x');
      }
    }
  });
});

describe('transports', () => {
  test('simulate gives back what it was given', () => {
    expectTypeOf(simulate(enet(), { loss: 0.1 })).toEqualTypeOf<PacketTransport>();
    expectTypeOf(simulate(mem(), { loss: 0.1 })).toEqualTypeOf<Transport>();
  });

  test('options by their names', () => {
    enet({ peerCount: 32, checksum: 'auto' });
    // @ts-expect-error no such option
    enet({ peers: 32 });
    // @ts-expect-error no such option
    udp({ mtu: 1400 });
  });

  test('numbers are numbers', () => {
    expectTypeOf<PeerStats[keyof PeerStats]>().toEqualTypeOf<number>();
  });
});
