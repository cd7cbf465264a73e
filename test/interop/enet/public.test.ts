// libenet against enet:// as users see it: Network, EventQueue, addresses. Skipped where there is no compiler or no libenet-dev.
import { afterEach, describe, expect, it } from 'vitest';
import { bytes, lossy } from '../../../src/index.ts';
import { type EnetTransportOptions, enet } from '../../../src/transport/wires/enet.ts';
import { Program } from '../../support/program.ts';
import { compile, fill, hash, Libenet } from './shell.ts';

const program = compile();
if (program === undefined) process.stderr.write('enet interop skipped: needs cc and libenet-dev\n');

const open: Libenet[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const channels = { reliable: bytes, state: lossy(bytes), spark: lossy(bytes, { ordered: false }) };

function libenet(...args: string[]): Libenet {
  const child = new Libenet(program!, args);
  open.push(child);
  return child;
}
const ours = (options: EnetTransportOptions = {}) =>
  new Program({ transports: [enet(options)], channels, closeMs: 300 });

// libenet doubles its retransmission time: on a machine that is busy with other tests a run may take long, so it gets another try.
describe.skipIf(program === undefined)('libenet, through the public face', { timeout: 60_000, retry: 2 }, () => {
  it('our client: connect data, every delivery, both ways, disconnect data', async () => {
    const theirs = libenet();
    const port = await theirs.listen();
    const { net, next, messages } = bound(ours());
    const peer = net.connect(`enet://127.0.0.1:${port}?data=7`);
    peer.send('reliable', fill(100, 1));
    await next('NETWORK_CONNECTED');
    expect(await theirs.line('connect')).toBe('connect 7');
    peer.send('state', fill(20, 2));
    peer.send('spark', fill(30, 3));
    peer.send('reliable', fill(9000, 4), { lossy: true });
    peer.send('reliable', fill(100_000, 5));
    await theirs.line('receive', 5);
    const line = (channel: number, kind: string, length: number, seed: number) =>
      `receive ${channel} ${kind} ${length} ${hash(fill(length, seed))}`;
    expect(theirs.lines.filter((each) => each.startsWith('receive')).sort()).toEqual(
      [
        line(0, 'reliable', 100, 1),
        line(1, 'unreliable', 20, 2),
        line(2, 'unsequenced', 30, 3),
        line(0, 'unreliable-fragment', 9000, 4),
        line(0, 'reliable', 100_000, 5),
      ].sort(),
    );
    theirs.say('send', 0, 'reliable', 70_000, 6);
    theirs.say('send', 1, 'unreliable', 10, 7);
    theirs.say('send', 2, 'unsequenced', 10, 8);
    const got = await messages(3);
    expect(got.map((e) => [e.channel, e.lossy, e.sequenceId, hash(e.data)]).sort()).toEqual([
      ['reliable', false, 1, hash(fill(70_000, 6))],
      ['spark', true, 1, hash(fill(10, 8))],
      ['state', true, 1, hash(fill(10, 7))],
    ]);
    expect(peer.stats.rtt).toBeGreaterThan(0);
    theirs.say('disconnect', 99);
    expect(await next('NETWORK_DISCONNECTED')).toMatchObject({ peer, reason: 'closed', data: 99, message: '99' });
  });

  it('our server: a channel more than we declared, close with a number, and the port is free again', async () => {
    const { net, next } = bound(ours());
    const listener = await net.listen('enet://127.0.0.1:0').ready();
    const theirs = libenet();
    theirs.say('connect', new URL(listener.uri).port, 10, 123);
    const { peer } = await next('NETWORK_CONNECTED', (e) => e.data === 123 && e.incoming);
    await theirs.line('connect');
    theirs.say('send', 9, 'reliable', 5, 1);
    expect(await next('NETWORK_DATA_INVALID')).toMatchObject({ channel: 9, bytes: fill(5, 1) });
    for (let i = 0; i < 20; i++) peer.send('reliable', fill(3000, i));
    peer.close(17);
    expect(await theirs.line('disconnect')).toBe('disconnect 17');
    expect(theirs.lines.filter((line) => line.startsWith('receive'))).toHaveLength(20);
    expect(await next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'closed', unconfirmed: 0 });
    await listener.close();
  });

  it('checksum and compression, found out from each client', async () => {
    const { net, next, messages } = bound(ours({ checksum: 'auto', compression: 'auto' }));
    const listener = await net.listen('enet://127.0.0.1:0').ready();
    for (const args of [[], ['checksum'], ['compress'], ['checksum', 'compress']]) {
      const theirs = libenet(...args);
      theirs.say('connect', new URL(listener.uri).port, 3, 0);
      const { peer } = await next('NETWORK_CONNECTED');
      await theirs.line('connect');
      theirs.say('send', 0, 'reliable', 5000, 1);
      peer.send('reliable', fill(5000, 2));
      expect(hash((await messages(1))[0]!.data)).toBe(hash(fill(5000, 1)));
      expect(await theirs.line('receive')).toBe(`receive 0 reliable 5000 ${hash(fill(5000, 2))}`);
    }
  });

  it('a full server of ours, and a full one of theirs', async () => {
    const { net, next } = bound(ours({ peerCount: 1, refusalData: 42 }));
    const listener = await net.listen('enet://127.0.0.1:0').ready();
    const first = libenet();
    first.say('connect', new URL(listener.uri).port, 2, 0);
    await next('NETWORK_CONNECTED');
    const second = libenet();
    second.say('connect', new URL(listener.uri).port, 2, 0);
    expect(await second.line('disconnect')).toBe('disconnect 42');
    expect(net.stats.refused).toBe(1);
    // libenet says nothing at all.
    const full = libenet();
    const port = await full.listen(1);
    const client = new Program({ transports: [enet()], channels, connectTotalMs: 300, closeMs: 300 });
    client.net.connect(`enet://127.0.0.1:${port}`);
    await client.next('NETWORK_CONNECTED');
    client.net.connect(`enet://127.0.0.1:${port}`);
    expect(await client.next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'timeout' });
  });

  it('they stop: a timeout', async () => {
    const { net, next } = bound(ours({ timeoutMinimum: 400, timeoutMaximum: 800, pingInterval: 50 }));
    const theirs = libenet();
    net.connect(`enet://127.0.0.1:${await theirs.listen()}`);
    const { peer } = await next('NETWORK_CONNECTED');
    theirs.kill('SIGSTOP');
    peer.send('reliable', fill(10, 1));
    expect(await next('NETWORK_DISCONNECTED')).toMatchObject({ reason: 'timeout', unconfirmed: 1 });
    theirs.kill('SIGCONT');
  });
});

/** A program's methods without the program. */
function bound(made: ReturnType<typeof ours>) {
  return { net: made.net, next: made.next.bind(made) as typeof made.next, messages: made.messages.bind(made) };
}
