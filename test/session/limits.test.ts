// What a server bears (section 10): each bound, reached by somebody who means harm or by too many who do not.
import { expect, it } from 'vitest';
import { Addresses, addressKey } from '../../src/transport/session/addresses.ts';
import { encode, RESUME } from '../../src/transport/session/frame.ts';
import { resumeFields } from '../../src/transport/session/handshake.ts';
import { ClientSession, type SessionLink, serverLimits } from '../../src/transport/session/index.ts';
import { withMac } from '../../src/transport/session/resume.ts';
import { framesOf, Harness, INFO, testCrypto, text } from './harness.ts';

/** Lets a client in; returns its link and what the server answered first. */
function hello(h: Harness, address = '192.0.2.1'): { link: SessionLink | undefined; answer: number[] } {
  const link = h.accept({ address });
  const client = new ClientSession({ ...h.setup({}, 1), auth: text('') }, h.now);
  h.autoOpen = false;
  client.start(h.now);
  const mine = client.attach(INFO, h.now);
  mine.opened(h.now);
  link?.receive(h.drain(mine), h.now);
  const frame = link && framesOf(h.drain(link))[0];
  return { link, answer: frame ? [frame.type, frame.body[0] ?? -1] : [] };
}

it('links in handshake are bounded, in all and for one address', () => {
  const h = new Harness({ limits: { linksInHandshake: 5, linksInHandshakePerAddress: 2 } });
  const links = ['a', 'a', 'a', 'b', 'b', 'c', 'd'].map((address) => h.accept({ address }));
  expect(links.map((link) => link !== undefined)).toEqual([true, true, false, true, true, true, false]);
  expect(h.server.stats).toMatchObject({ refusedAddress: 1, refusedLinks: 1 });
  links[0]?.closed(h.now);
  links[0]?.closed(h.now);
  expect(h.accept({ address: 'a' })).toBeDefined();
  expect(h.accept({ address: 'a' })).toBeUndefined();
});

it('a link that was refused an answer counts until it is closed', () => {
  const h = new Harness({ limits: { linksInHandshakePerAddress: 1 } });
  const link = h.accept()!;
  link.receive(Uint8Array.of(0), h.now);
  expect(link.ending).toBe('end');
  expect(h.accept()).toBeUndefined();
  link.closed(h.now);
  expect(h.accept()).toBeDefined();
});

it('new links of one address: a burst, then so many a second', () => {
  const h = new Harness({ limits: { newLinksBurst: 3, newLinksPerSecond: 2 } });
  const knock = (): boolean => {
    const link = h.accept();
    link?.closed(h.now);
    return link !== undefined;
  };
  expect([1, 2, 3, 4].map(knock)).toEqual([true, true, true, false]);
  h.now += 500;
  expect([1, 2].map(knock)).toEqual([true, false]);
  h.now += 60000;
  expect([1, 2, 3, 4].map(knock)).toEqual([true, true, true, false]);
  expect(h.server.stats.refusedRate).toBe(3);
});

it('an address that fails to resume too often is refused for a minute', () => {
  const h = new Harness({ limits: { failedResumesPerMinute: 3 } });
  const fields = resumeFields(new Uint8Array(16), 1, { delivered: [0, 0, 0], received: [0, 0, 0] });
  const bytes = encode(RESUME, ...withMac(testCrypto(), new Uint8Array(32), false, fields));
  const knock = (): boolean => {
    const link = h.accept();
    link?.receive(bytes, h.now);
    link?.closed(h.now);
    return link !== undefined;
  };
  expect([1, 2, 3, 4].map(knock)).toEqual([true, true, true, false]);
  expect(h.accept({ address: '192.0.2.2' })).toBeDefined();
  h.now += 59999;
  expect(knock()).toBe(false);
  h.now += 1;
  expect(knock()).toBe(true);
  expect(h.server.stats).toMatchObject({ badResume: 4, refusedBlocked: 2 });
});

it('sessions are bounded, in all and for one address: BUSY, and come back later', () => {
  const h = new Harness({ limits: { sessions: 3, sessionsPerAddress: 2 } });
  expect(['a', 'a', 'a', 'b', 'c'].map((address) => hello(h, address).answer)).toEqual([
    [2, 1],
    [2, 1],
    [5, 5],
    [2, 1],
    [5, 5],
  ]);
  expect(h.server.stats.busy).toBe(2);
  expect(h.server.size).toBe(3);
});

it('[S-24] at the bound, unconfirmed sessions without a link go first', () => {
  const h = new Harness({ limits: { sessions: 2 } });
  hello(h, 'a').link?.closed(h.now);
  hello(h, 'b');
  expect(hello(h, 'c').answer).toEqual([2, 1]);
  expect(h.server.size).toBe(2);
  expect(hello(h, 'd').answer).toEqual([5, 5]);
  expect(h.notified).toBe(0);
});

it('[S-24] at the bound of one address, its own unconfirmed sessions without a link go first, and nobody else', () => {
  const h = new Harness({ limits: { sessionsPerAddress: 2 } });
  hello(h, 'b').link?.closed(h.now);
  hello(h, 'a').link?.closed(h.now);
  const { link } = hello(h, 'a');
  const [ofB, lost, waiting] = h.server.sessions;
  expect(hello(h, 'a').answer).toEqual([2, 1]);
  expect([ofB, lost, waiting].map((session) => session?.state)).toEqual(['connecting', 'ended', 'connecting']);
  // One whose link stands may be confirmed at any moment.
  expect(hello(h, 'a').answer).toEqual([5, 5]);
  link?.receive(encode(7, 1), h.now);
  link?.closed(h.now);
  expect(hello(h, 'a').answer).toEqual([5, 5]);
  expect(h.serverSessions.map(({ state }) => state)).toEqual(['suspended']);
});

it('loopback is exempt from limits per address only if configured so', () => {
  const knocks = (exemptLoopback: boolean, loopback: boolean): number => {
    const h = new Harness({ limits: { newLinksBurst: 3, exemptLoopback } });
    return Array.from({ length: 10 }, () => h.accept({ loopback })).filter(Boolean).length;
  };
  expect([knocks(false, true), knocks(true, true), knocks(true, false)]).toEqual([3, 10, 3]);
});

it('cost held by suspended sessions is bounded: the longest suspended is LOST(evicted)', () => {
  const h = new Harness({ limits: { suspendedBytes: 1000 } });
  const links = ['a', 'b', 'c'].map((address) => hello(h, address).link!);
  for (const link of links) link.receive(encode(7, 1), h.now);
  const [a, b, c] = h.serverSessions;
  for (const session of [a, b, c]) session?.send(0, new Uint8Array(400), h.now);
  links[1]?.closed(h.now);
  links[0]?.closed(h.now);
  expect([a, b, c].map((s) => s?.state)).toEqual(['suspended', 'suspended', 'connected']);
  // What is sent to a suspended session counts at once.
  a?.send(0, new Uint8Array(100), h.now);
  expect([a, b].map((s) => s?.state)).toEqual(['suspended', 'suspended']);
  a?.send(0, new Uint8Array(100), h.now);
  expect([a, b, c].map((s) => s?.state)).toEqual(['suspended', 'ended', 'connected']);
  expect(h.kinds(b!)).toEqual(['connected', 'suspended:link-closed', 'lost:evicted']);
  links[2]?.closed(h.now);
  expect([a, b, c].map((s) => s?.state)).toEqual(['ended', 'ended', 'suspended']);
  expect(h.server.stats.evicted).toBe(2);
});

it('what a suspended session holds is given back when it goes on, and when it is read', () => {
  const h = new Harness({ limits: { suspendedBytes: 1000 } }).connect();
  for (let i = 0; i < 20; i++) {
    h.client.send(0, new Uint8Array(300), h.now);
    h.client.send(0, new Uint8Array(300), h.now);
    h.settle();
    h.cut();
    h.take(h.peer);
    h.peer.send(0, new Uint8Array(700), h.now);
    h.run(1000);
    h.take(h.client);
    h.run(1000);
  }
  expect(h.peer.state).toBe('connected');
});

it('[I-10] a link in handshake holds at most 4096 bytes and a constant, whatever it announces', () => {
  const h = new Harness();
  const link = h.accept()!;
  link.receive(Uint8Array.of(0x80, 0x20, 1), h.now);
  for (let i = 0; i < 100; i++) link.receive(new Uint8Array(40), h.now);
  expect(link.decoder.held).toBeLessThanOrEqual(4098);
  expect(link.ending).toBe('open');
  for (let i = 0; i < 3; i++) link.receive(new Uint8Array(40), h.now);
  expect(link.ending).toBe('end');
});

it('places are forgotten when nobody is there, oldest first, so that many addresses cost little', () => {
  const addresses = new Addresses(serverLimits());
  const busy = addresses.enter({ ...INFO, address: 'busy' }, 0, 0);
  for (let i = 0; i < 20000; i++) {
    const place = addresses.enter({ ...INFO, address: `x${i}` }, 0, 0);
    if (typeof place !== 'string') place.links--;
  }
  expect(addresses.size).toBeLessThanOrEqual(8192);
  expect(addresses.enter({ ...INFO, address: 'busy' }, 0, 0)).toBe(busy);
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['[2001:db8:1:2::5]', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:3:4:192.0.2.7', '2001:db8:1:2::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['', ''],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
