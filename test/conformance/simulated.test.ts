// A bad line under a real transport: cut again and again, delayed, in pieces. Nothing reliable is lost and nothing comes twice.
import { describe, expect, it } from 'vitest';
import { mem, type NetemOptions, simulate, type Transport, text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { Program } from '../support/program.ts';

// A cut takes a whole message with it: on mem more bytes have to fit between two cuts than one message holds.
const wires: [string, () => Transport, string, number][] = [
  ['mem', () => mem({ isolated: true }), 'mem://line', 40_000],
  ['tcp', () => tcp(), 'tcp://127.0.0.1:0', 300],
];
const lines: [string, NetemOptions][] = [
  ['late and uneven', { latency: 3, jitter: 5, loss: 0.01, retransmit: 10 }],
  ['in small pieces', { split: 7 }],
  ['cut now and then', { cutBytes: 6_000 }],
  ['cut all the time', { cutBytes: 1 }],
];

describe.each(wires)('%s over a bad line', (_wire, make, uri, cutBytes) => {
  it.each(lines)('%s: 500 messages each way, once and in order', async (_line, options) => {
    const good = make();
    const seed = 7;
    const bad = simulate(good, { ...options, ...(options.cutBytes === 1 ? { cutBytes } : {}), seed });
    const common = {
      channels: { chat: text },
      backoffMs: 1,
      backoffMaxMs: 5,
      newLinksPerSecond: 10_000,
      newLinksBurst: 10_000,
    };
    const server = new Program({ ...common, transports: [good] });
    const client = new Program({ ...common, transports: [bad] });
    const listener = await server.net.listen(uri).ready();
    const toServer = client.net.connect(listener.uri);
    const { peer: toClient } = await server.next('NETWORK_CONNECTED');
    const count = 500;
    const talk = async (peer: typeof toServer, name: string): Promise<void> => {
      for (let i = 0; i < count; i++) {
        peer.send('chat', `${name} ${i}`);
        if (i % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const [up, down] = await Promise.all([
      server.messages(count),
      client.messages(count),
      talk(toServer, 'up'),
      talk(toClient, 'down'),
    ]);
    expect(up.map((e) => e.data)).toEqual(Array.from({ length: count }, (_, at) => `up ${at}`));
    expect(down.map((e) => e.data)).toEqual(Array.from({ length: count }, (_, at) => `down ${at}`));
    if (options.cutBytes === 6_000 || (cutBytes === 300 && options.cutBytes)) {
      expect(client.types()).toContain('NETWORK_SUSPENDED');
      expect(client.types()).toContain('NETWORK_RESUMED');
      expect(toServer.stats.reconnects).toBeGreaterThan(0);
    } else expect(client.types()).not.toContain('NETWORK_SUSPENDED');
    expect(client.types()).not.toContain('NETWORK_DISCONNECTED');
  });
});
