// One suite for every transport with sessions. A transport joins in a few lines: see mem.test.ts, tcp.test.ts.
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { bytes, json, lossy, type PacketTransport, type Transport, text } from '../../src/index.ts';
import { Program } from '../support/program.ts';

/** What the suite has to know about a transport. */
export interface Abilities {
  /** For the titles. */
  readonly name: string;
  /** A transport for one program; both ends of a test get the same object. */
  readonly transport: () => Transport | PacketTransport;
  /** Where to listen; a fresh address at each call where the wire has no free port to give. */
  readonly listenAt: () => string;
  /** An address of the same kind where nobody listens. */
  readonly nobodyAt: () => string | Promise<string>;
}

const channels = {
  chat: text,
  blob: bytes,
  move: lossy(json(z.object({ x: z.number(), y: z.number() }))),
  spark: lossy(bytes, { ordered: false }),
  score: json(z.object({ points: z.number() })),
};

export function conformance(abilities: Abilities): void {
  describe(`${abilities.name} as a session transport`, () => {
    const transports = [abilities.transport()];
    const limits = { exemptLoopback: true };
    const make = (more: object = {}) => new Program({ app: 'conformance/1', transports, channels, ...limits, ...more });

    async function pair(server = make(), client = make()) {
      const listener = server.net.listen(abilities.listenAt());
      await listener.ready();
      const toServer = client.net.connect(listener.uri);
      const { peer: toClient } = await server.next('NETWORK_CONNECTED');
      await client.next('NETWORK_CONNECTED');
      return { server, client, toServer, toClient, listener };
    }

    it('listens, and tells the address by event, by property and by promise', async () => {
      const server = make();
      const listener = server.net.listen(abilities.listenAt());
      expect(await listener.ready()).toBe(listener);
      const event = await server.next('NETWORK_LISTENING');
      expect(event.uri).toBe(listener.uri);
      expect(event.listener).toBe(listener);
      expect(listener.uri).not.toMatch(/:0$/);
    });

    it('connects: both sides hear of it, once, and know who came to whom', async () => {
      const server = make();
      const client = make();
      const listener = await server.net.listen(abilities.listenAt()).ready();
      const peer = client.net.connect(listener.uri);
      expect(peer.state).toBe('connecting');
      const here = await client.next('NETWORK_CONNECTED');
      const there = await server.next('NETWORK_CONNECTED');
      expect(here).toMatchObject({ peer, incoming: false });
      expect(there.incoming).toBe(true);
      expect(peer.state).toBe('connected');
      expect([...client.net.peers]).toEqual([peer]);
      expect([...server.net.peers]).toEqual([there.peer]);
    });

    it('calls onConnection and onLostConnection inside the pump, when the event enters', async () => {
      const server = make();
      const client = make();
      const calls: string[] = [];
      const listener = await server.net
        .listen(abilities.listenAt(), {
          onConnection: () => calls.push(`connected, pumping ${pumping}`),
          onLostConnection: (_peer, reason) => calls.push(`lost ${reason}, pumping ${pumping}`),
        })
        .ready();
      let pumping = false;
      const peer = client.net.connect(listener.uri);
      await client.next('NETWORK_CONNECTED');
      peer.close();
      await client.next('NETWORK_DISCONNECTED');
      pumping = true;
      while (calls.length < 2) {
        server.pump();
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(calls).toEqual(['connected, pumping true', 'lost closed, pumping true']);
    });

    it('carries typed messages both ways, in order, numbered from 1 on each channel', async () => {
      const { server, client, toServer, toClient } = await pair();
      toServer.send('chat', 'hello network.');
      toServer.send('score', { points: 1 });
      toServer.send('chat', 'ünï ✓ 🚀');
      toClient.send('blob', new Uint8Array([0, 255, 1]));
      const got = await server.messages(3);
      // Of different channels any may come first.
      const on = (channel: string) =>
        got.filter((e) => e.channel === channel).map((e) => [e.data, e.sequenceId, e.lossy]);
      expect(on('chat')).toEqual([
        ['hello network.', 1, false],
        ['ünï ✓ 🚀', 2, false],
      ]);
      expect(on('score')).toEqual([[{ points: 1 }, 1, false]]);
      const [blob] = await client.messages(1);
      expect(blob).toMatchObject({ channel: 'blob', data: new Uint8Array([0, 255, 1]), sequenceId: 1 });
    });

    it('carries the empty message and the largest one, and throws for one byte more', async () => {
      const { server, toServer } = await pair();
      const largest = new Uint8Array(65536).map((_, at) => at * 31);
      expect(toServer.send('blob', new Uint8Array(0))).toBe(true);
      expect(toServer.send('blob', largest)).toBe(true);
      expect(() => toServer.send('blob', new Uint8Array(65537))).toThrowError(
        expect.objectContaining({ code: 'ERR_TOO_BIG' }),
      );
      const [empty, full] = await server.messages(2);
      expect(empty?.data).toEqual(new Uint8Array(0));
      expect(full?.data).toEqual(largest);
    });

    it('lossy messages arrive marked, numbered apart, on any channel', async () => {
      const { server, toServer } = await pair();
      toServer.send('move', { x: 1, y: 2 });
      toServer.send('spark', new Uint8Array([7]));
      toServer.send('chat', 'by the way', { lossy: true });
      toServer.send('move', { x: 3, y: 4 }, { lossy: false });
      const got = await server.messages(4);
      const seen = new Set(got.map((e) => `${e.channel} ${e.sequenceId} ${e.lossy}`));
      expect(seen).toEqual(new Set(['move 1 true', 'spark 1 true', 'chat 1 true', 'move 1 false']));
    });

    it('keeps what is sent before the connection stands', async () => {
      const server = make();
      const client = make();
      const listener = await server.net.listen(abilities.listenAt()).ready();
      const peer = client.net.connect(listener.uri);
      expect(peer.send('chat', 'early')).toBe(true);
      expect(peer.send('move', { x: 0, y: 0 })).toBe(false);
      expect((await server.messages(1))[0]).toMatchObject({ channel: 'chat', data: 'early', sequenceId: 1 });
    });

    it('sends to all, to some, to all but some', async () => {
      const server = make();
      const listener = await server.net.listen(abilities.listenAt()).ready();
      const clients = [make(), make(), make()];
      for (const client of clients) client.net.connect(listener.uri);
      const peers = [];
      for (const _ of clients) peers.push((await server.next('NETWORK_CONNECTED')).peer);
      for (const client of clients) await client.next('NETWORK_CONNECTED');
      const [one, two] = peers;
      if (!one || !two) throw new Error('three peers came');
      expect(server.net.send('chat', 'all')).toBe(3);
      expect(server.net.send('chat', 'one', { to: one })).toBe(1);
      expect(server.net.send('chat', 'not two', { except: [two] })).toBe(2);
      server.net.send('chat', 'over');
      const heard = await Promise.all(
        clients.map(async (client) => {
          const lines: string[] = [];
          for (;;) {
            const e = await client.next('NETWORK_DATA_IN');
            if (e.channel !== 'chat') continue;
            if (e.data === 'over') return lines.join(', ');
            lines.push(e.data);
          }
        }),
      );
      expect(heard.sort()).toEqual(['all', 'all, not two', 'all, one, not two']);
    });

    it.each(['client', 'server'] as const)(
      'a close by the %s lets everything out first and ends both sides once',
      async (who) => {
        const { server, client, toServer, toClient } = await pair();
        const [peer, other] = who === 'client' ? [toServer, server] : [toClient, client];
        for (let i = 0; i < 100; i++) peer.send('chat', `line ${i}`);
        peer.close('good night');
        peer.close();
        expect(peer.send('chat', 'too late')).toBe(false);
        const lines = await other.messages(100);
        expect(lines.at(-1)?.data).toBe('line 99');
        const there = await other.next('NETWORK_DISCONNECTED');
        expect(there).toMatchObject({ reason: 'closed', message: 'good night', unconfirmed: 0, unsent: {} });
        const here = await (who === 'client' ? client : server).next('NETWORK_DISCONNECTED');
        expect(here).toMatchObject({ peer, reason: 'closed', unconfirmed: 0 });
        expect(peer.state).toBe('closed');
        expect(server.net.peers.size + client.net.peers.size).toBe(0);
        for (const side of [server, client])
          expect(side.types().filter((type) => type === 'NETWORK_DISCONNECTED')).toHaveLength(1);
      },
    );

    it('nobody there: an error and an end, no exception', async () => {
      const client = make();
      const uri = await abilities.nobodyAt();
      const peer = client.net.connect(uri);
      peer.send('chat', 'anybody?');
      expect(await client.next('NETWORK_ERROR')).toMatchObject({ peer, uri, error: { code: 'ERR_REFUSED' } });
      expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({
        peer,
        reason: 'refused',
        unconfirmed: 1,
        unsent: { chat: 1 },
      });
    });

    it('another application, another table: rejected, and told what differs', async () => {
      const server = make();
      const listener = await server.net.listen(abilities.listenAt()).ready();
      const other = new Program({ app: 'conformance/2', transports, channels });
      other.net.connect(listener.uri);
      expect(await other.next('NETWORK_DISCONNECTED')).toMatchObject({
        reason: 'rejected',
        message: expect.stringContaining('conformance/1'),
      });
      const { move: _, ...fewer } = channels;
      const table = new Program({ app: 'conformance/1', transports, channels: fewer });
      table.net.connect(listener.uri);
      const told = await table.next('NETWORK_DISCONNECTED');
      expect(told.reason).toBe('rejected');
      expect(told.message).toMatch(/channel 2.*(move:l.*spark:u|spark:u.*move:l)/);
      expect(server.types()).not.toContain('NETWORK_CONNECTED');
    });

    it('admit: sees the credentials, may take its time, may say why not', async () => {
      const server = make();
      const listener = await server.net
        .listen(abilities.listenAt(), {
          admit: async ({ credentials }) => {
            await new Promise((resolve) => setImmediate(resolve));
            return new TextDecoder().decode(credentials) === 'sesame' || 'wrong word';
          },
        })
        .ready();
      const good = make();
      good.net.connect(listener.uri, { credentials: 'sesame' });
      await good.next('NETWORK_CONNECTED');
      const bad = make();
      bad.net.connect(listener.uri, { credentials: 'parsley' });
      expect(await bad.next('NETWORK_DISCONNECTED')).toMatchObject({
        reason: 'rejected',
        message: expect.stringContaining('wrong word'),
      });
    });

    it('an address that is taken is an error event, and ready() rejects', async () => {
      const server = make();
      const listener = await server.net.listen(abilities.listenAt()).ready();
      const second = make();
      await expect(second.net.listen(listener.uri).ready()).rejects.toMatchObject({ code: 'ERR_ADDRESS_IN_USE' });
      expect(await second.next('NETWORK_ERROR')).toMatchObject({
        uri: listener.uri,
        error: { code: 'ERR_ADDRESS_IN_USE' },
      });
    });

    it('what does not fit the schema is told and dropped; ten of it end the peer', async () => {
      const server = make();
      const liar = new Program({ app: 'conformance/1', transports, channels: { ...channels, score: json() } });
      const listener = await server.net.listen(abilities.listenAt()).ready();
      const peer = liar.net.connect(listener.uri);
      peer.send('score', { points: 'many' });
      peer.send('chat', 'still here');
      const invalid = await server.next('NETWORK_DATA_INVALID');
      expect(invalid).toMatchObject({ channel: 'score', error: { code: 'ERR_DECODE', path: 'points' } });
      expect(new TextDecoder().decode(invalid.bytes)).toBe('{"points":"many"}');
      expect((await server.messages(1))[0]).toMatchObject({ data: 'still here' });
      for (let i = 0; i < 9; i++) peer.send('score', null);
      expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'invalid-data' });
      await liar.next('NETWORK_DISCONNECTED');
    });

    it('a sender that obeys `false` and NETWORK_DRAIN gets 5,000 messages through a small window, in order', async () => {
      const small = { maxMessage: 1024, recvWindow: 8192, sendBuffer: 8192 };
      const { server, client, toServer } = await pair(make(small), make(small));
      let next = 0;
      let most = 0;
      const write = (): void => {
        while (next < 5000 && toServer.send('chat', `message ${next}`)) next++;
        most = Math.max(most, toServer.bufferedAmount);
      };
      const writing = (async () => {
        write();
        while (next < 5000) {
          await client.next('NETWORK_DRAIN');
          write();
        }
      })();
      const got = await server.messages(5000);
      await writing;
      got.forEach((e, at) => {
        if (e.data !== `message ${at}` || e.sequenceId !== at + 1)
          throw new Error(`message ${at} was ${String(e.data)}`);
      });
      expect(most).toBeLessThanOrEqual(8192);
    });

    it('a program that does not pump stops its sender, keeps the link, and loses nothing', async () => {
      const small = { maxMessage: 1024, recvWindow: 8192, sendBuffer: 8192, heartbeatMs: 20 };
      const { server, client, toServer, toClient } = await pair(make(small), make(small));
      let sent = 0;
      // Until nothing more is taken, and the link has proved itself alive a few times over without a pump on that side.
      for (let beats = 0, last = 0; beats < 5; ) {
        while (toServer.send('chat', `m${sent}`)) sent++;
        if (toClient.stats.bytesIn > last) beats++;
        last = toClient.stats.bytesIn;
        await new Promise((resolve) => setTimeout(resolve, 20));
        client.pump();
      }
      expect(sent).toBeLessThanOrEqual(8192 / 32);
      const got = await server.messages(sent);
      expect(got.map((e) => e.data)).toEqual(Array.from({ length: sent }, (_, at) => `m${at}`));
      expect(server.types()).not.toContain('NETWORK_SUSPENDED');
    });

    it('a link dropped by hand comes back by itself, or at once when asked; nothing is lost', async () => {
      const { server, client, toServer, toClient } = await pair();
      toServer.suspend();
      expect(toServer.state).toBe('suspended');
      expect(toServer.send('chat', 'kept')).toBe(true);
      expect(toServer.send('move', { x: 1, y: 1 })).toBe(false);
      expect(await client.next('NETWORK_SUSPENDED')).toMatchObject({ peer: toServer, reason: 'requested' });
      toServer.reconnect();
      expect((await client.next('NETWORK_RESUMED')).downtime).toBeGreaterThanOrEqual(0);
      expect(await server.next('NETWORK_RESUMED')).toMatchObject({ peer: toClient });
      expect((await server.messages(1))[0]).toMatchObject({ peer: toClient, data: 'kept', sequenceId: 1 });
      expect(server.net.peers.size).toBe(1);
      expect(() => toClient.reconnect()).toThrow(/only the side that called connect/);
    });

    it('closing the network ends its peers in order and frees the address', async () => {
      const { server, client, toClient, listener } = await pair();
      toClient.send('chat', 'last words');
      await server.net.close('going home');
      expect((await client.messages(1))[0]).toMatchObject({ data: 'last words' });
      expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed', message: 'going home' });
      expect(() => server.net.connect(listener.uri)).toThrowError(expect.objectContaining({ code: 'ERR_CLOSED' }));
      const again = make();
      await again.net.listen(listener.uri).ready();
    });

    it('counts what it does, in plain numbers', async () => {
      const { server, toServer, toClient } = await pair();
      for (let i = 0; i < 10; i++) toServer.send('chat', 'x'.repeat(100));
      await server.messages(10);
      expect(toClient.stats).toMatchObject({ messagesIn: 10, queuedIn: 0 });
      expect(toClient.stats.bytesIn).toBeGreaterThan(1000);
      expect(toServer.stats.messagesOut).toBe(10);
      expect(toServer.stats.bytesOut).toBeGreaterThan(1000);
      for (const value of Object.values(toServer.stats)) expect(value).toBeTypeOf('number');
    });

    it('wait() for the listener can be aborted', async () => {
      const server = make();
      const listener = server.net.listen(abilities.listenAt());
      await expect(listener.ready({ signal: AbortSignal.abort(new Error('never mind')) })).rejects.toThrow(
        'never mind',
      );
      onTestFinished(() => listener.close());
    });
  });
}
