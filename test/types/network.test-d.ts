// What must and must not compile on the network's side.
import { describe, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  EventQueue,
  json,
  lossy,
  NETWORK,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  Network,
  type Peer,
  text,
} from '../../src/index.ts';

const channels = {
  chat: text,
  move: lossy(json(z.object({ x: z.number(), y: z.number() }))),
  when: json(z.object({ at: z.string().transform((iso) => new Date(iso)) })),
};
const net = new Network({ app: 'types/1', channels });
const queue = new EventQueue({ drivers: [net] });

describe('channels', () => {
  test('the channel narrows the data', () => {
    for (const e of queue.get(NETWORK_DATA_IN)) {
      if (e.channel === 'chat') expectTypeOf(e.data).toEqualTypeOf<string>();
      else if (e.channel === 'move') expectTypeOf(e.data).toEqualTypeOf<{ x: number; y: number }>();
      else expectTypeOf(e.data).toEqualTypeOf<{ at: Date }>();
      expectTypeOf(e.sequenceId).toEqualTypeOf<number>();
    }
  });

  test('send takes the input side of a schema, and only declared channels', () => {
    const peer = net.connect('mem://nowhere');
    expectTypeOf(peer).toEqualTypeOf<Peer<typeof channels>>();
    peer.send('when', { at: '2026-01-01' });
    // @ts-expect-error a Date is what comes out, not what goes in
    peer.send('when', { at: new Date() });
    // @ts-expect-error not a string
    peer.send('chat', 7);
    // @ts-expect-error no such channel
    peer.send('chatt', 'hello');
    // @ts-expect-error y is missing
    net.send('move', { x: 1 });
  });

  test('an application that declares none has `data`, of bytes', () => {
    const plain = new Network();
    plain.connect('mem://nowhere').send('data', new Uint8Array(1));
    // @ts-expect-error bytes only
    plain.connect('mem://nowhere').send('data', 'text');
    for (const e of new EventQueue({ drivers: [plain] }).get(NETWORK_DATA_IN)) {
      expectTypeOf(e.channel).toEqualTypeOf<'data'>();
      expectTypeOf(e.data).toEqualTypeOf<Uint8Array>();
    }
  });

  test('two networks in one queue keep their channels apart', () => {
    const lan = new Network({ channels: { ping: bytes } });
    const both = new EventQueue({ drivers: [net, lan] });
    for (const e of both.get(NETWORK_DATA_IN)) {
      expectTypeOf(e.channel).toEqualTypeOf<'chat' | 'move' | 'when' | 'ping'>();
      if (e.channel === 'ping') expectTypeOf(e.data).toEqualTypeOf<Uint8Array>();
    }
  });
});

describe('the union of a network', () => {
  test('a switch over every type ends in never', () => {
    for (const e of queue.get()) {
      switch (e.type) {
        case 'QUIT':
        case 'NETWORK_LISTENING':
        case 'NETWORK_SUSPENDED':
        case 'NETWORK_RESUMED':
        case 'NETWORK_DRAIN':
        case 'NETWORK_DATA_INVALID':
        case 'NETWORK_ERROR':
          break;
        case NETWORK_CONNECTED:
          expectTypeOf(e.incoming).toEqualTypeOf<boolean>();
          e.peer.send('chat', 'welcome');
          break;
        case NETWORK_DATA_IN:
          break;
        case 'NETWORK_DISCONNECTED':
          expectTypeOf(e.unsent).toEqualTypeOf<{
            readonly chat?: number;
            readonly move?: number;
            readonly when?: number;
          }>();
          break;
        default:
          expectTypeOf(e).toEqualTypeOf<never>();
      }
    }
  });

  test('the group takes every network event, and no other', () => {
    expectTypeOf(queue.get(NETWORK)[0]?.type).not.toEqualTypeOf<'QUIT' | undefined>();
    // @ts-expect-error this queue has no keyboard
    queue.get('KEYDOWN');
  });

  test('limits are options by their names', () => {
    new Network({ heartbeatMs: 100 });
    // @ts-expect-error no such option
    new Network({ heartbeat: 100 });
  });
});
