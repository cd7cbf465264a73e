// Hundreds of short seeded runs of udp://, both cores and the wire's manners, over a network that loses, doubles, reorders, goes silent and
// changes the client's address. A seed that fails is printed; `SEED=n npx vitest run test/enet/sessions` runs it alone. `SEEDS=n` runs more.
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/transport/random.ts';
import type { Session, SessionEvent } from '../../src/transport/session/index.ts';
import { CHANNELS, UdpWorld } from './sessions.ts';

const { SEED: only, SEEDS: many } = process.env;
const MODES = ['loss', 'silence', 'addresses', 'everything'] as const;

function fail(what: string): never {
  throw new Error(what);
}

/** One side of the session: what it was handed, and whether that may be. */
class Side {
  readonly name: string;
  /** By channel: how many messages `send` took. */
  readonly accepted = CHANNELS.map(() => 0);
  readonly lossySent = CHANNELS.map(() => 0);
  readonly delivered = CHANNELS.map(() => 0);
  readonly #seen = CHANNELS.map(() => new Set<number>());
  readonly #newest = CHANNELS.map(() => 0);
  readonly ends: SessionEvent[] = [];
  resumed = 0;
  lossy = 0;

  constructor(name: string) {
    this.name = name;
  }

  take(session: Session, from: Side, now: number): void {
    for (let event = session.peek(); event; event = session.peek()) {
      session.shift(now);
      if (this.ends.length > 0) fail(`${this.name}: ${event.kind} behind the end`);
      if (event.kind === 'resumed') this.resumed++;
      else if (event.kind === 'message') this.#message(event.channel, event.seq, event.lossy, event.payload, from);
      else if (event.kind === 'closed' || event.kind === 'lost' || event.kind === 'connect-failed') {
        this.ends.push(event);
        if (event.kind !== 'closed') fail(`${this.name}: ${event.kind} ${event.reason} ${event.message}`);
      }
    }
  }

  #message(channel: number, seq: number, lossy: boolean, payload: Uint8Array, from: Side): void {
    const what = `${this.name}: ${CHANNELS[channel]?.name} ${seq}`;
    if (payload.length !== sizeOf(channel, seq) || payload.some((byte, i) => byte !== ((seq + i) & 255)))
      fail(`${what} was changed`);
    if (!lossy) {
      if (seq !== ++(this.delivered as number[])[channel]!) fail(`${what}, but ${this.delivered[channel]} is next`);
      if (seq > from.accepted[channel]!) fail(`${what} was never sent`);
      return;
    }
    this.lossy++;
    if (seq > from.lossySent[channel]!) fail(`${what} was never sent`);
    if (this.#seen[channel]!.has(seq)) fail(`${what} came twice`);
    this.#seen[channel]!.add(seq);
    if (CHANNELS[channel]?.kind === 'l' && seq < this.#newest[channel]!)
      fail(`${what} behind ${this.#newest[channel]}`);
    this.#newest[channel] = seq;
  }
}

/** Mostly small, now and then more than a datagram holds. */
const sizeOf = (channel: number, seq: number): number =>
  (seq * 7 + channel) % 17 === 0 ? 1500 + ((seq * 997) % 4000) : 1 + ((seq * 13) % 60);

const payloadOf = (channel: number, seq: number): Uint8Array =>
  Uint8Array.from({ length: sizeOf(channel, seq) }, (_, i) => seq + i);

function run(seed: number) {
  const mode = MODES[seed % MODES.length]!;
  const random = seededRandom(seed * 11 + 5);
  const between = (least: number, most: number) => Math.floor(least + random() * (most - least + 1));
  const bad = mode === 'loss' || mode === 'everything';
  const world = new UdpWorld(seed, {
    latency: between(0, 80),
    jitter: between(0, 30),
    loss: bad ? [0.02, 0.1, 0.25][between(0, 2)]! : 0,
    duplicate: bad ? random() * 0.1 : 0,
    reorder: bad ? random() * 0.2 : 0,
    reorderBy: 100,
  });
  const { net, client, silent } = world;
  const [mine, theirs] = [new Side('client'), new Side('server')];
  const look = () => {
    mine.take(client, theirs, net.now);
    if (world.peer) theirs.take(world.peer, mine, net.now);
  };
  const until = (what: string, ms: number, done: () => boolean) => {
    for (const end = net.now + ms; !done(); look()) {
      if (net.now > end) fail(`${what}: not after ${ms} ms; ${client.state}, ${world.peer?.state} ${world.left}`);
      world.step(between(5, 25));
    }
  };
  const send = (session: Session, side: Side) => {
    for (let n = between(0, 3); n > 0; n--) {
      const channel = between(0, CHANNELS.length - 1);
      const lossy = CHANNELS[channel]?.kind !== 'r';
      if (lossy) session.sendLossy(channel, payloadOf(channel, ++side.lossySent[channel]!), net.now);
      else if (session.send(channel, payloadOf(channel, side.accepted[channel]! + 1), net.now) === 'ok')
        side.accepted[channel]!++;
    }
  };

  until('connected', 60_000, () => client.state === 'connected' && world.peer?.state === 'connected');
  const peer = world.peer!;
  const stop = net.now + between(2000, 12_000);
  let faults = 0;
  let silentUntil = 0;
  while (net.now < stop) {
    send(client, mine);
    send(peer, theirs);
    if (net.now >= silentUntil) silent.up = silent.down = false;
    if (random() < 0.006 && mode !== 'loss') {
      faults++;
      const kind = mode === 'everything' ? between(0, 3) : mode === 'silence' ? between(0, 1) : 2;
      if (kind === 0) {
        // One way, or both.
        silentUntil = net.now + between(1500, 9000);
        silent.up = random() < 0.7;
        silent.down = !silent.up || random() < 0.5;
      } else if (kind === 1) world.freeze(random() < 0.5 ? 'client' : 'server', between(100, 4000));
      else if (kind === 2) world.rebind();
      else client.suspend(net.now);
    }
    world.step(between(5, 25));
    look();
  }
  // Nothing is wrong any more: all of it arrives.
  silent.up = silent.down = false;
  net.update({ loss: 0, duplicate: 0, reorder: 0 });
  const all = () =>
    client.outbox.size + peer.outbox.size === 0 && client.state === 'connected' && peer.state === 'connected';
  until('everything arrived', 60_000, all);
  for (const [to, from] of [
    [mine, theirs],
    [theirs, mine],
  ] as const)
    if (to.delivered.some((count, channel) => count !== from.accepted[channel]))
      fail(`${to.name}: ${to.delivered} of ${from.accepted}`);
  if (random() < 0.5) client.close(0, 'enough', net.now);
  else peer.close(0, 'enough', net.now);
  until('both know of the end', 20_000, () => mine.ends.length + theirs.ends.length === 2);
  // An answer to a HELLO that was lost leaves a session behind that nobody confirms; it goes when resumeMs is over.
  until('nothing is left', 140_000, () => world.left === '');
  const delivered = [...mine.delivered, ...theirs.delivered].reduce((sum, count) => sum + count, 0);
  return {
    delivered,
    lossy: mine.lossy + theirs.lossy,
    faults,
    resumed: mine.resumed,
    links: world.attempts,
    now: net.now,
  };
}

function guarded(seed: number) {
  try {
    return run(seed);
  } catch (error) {
    throw new Error(
      `seed ${seed} (${MODES[seed % MODES.length]}): ${(error as Error).message}\nreplay: SEED=${seed} npx vitest run test/enet/sessions`,
      { cause: error },
    );
  }
}

if (only !== undefined) it(`seed ${only}`, { timeout: 60_000 }, () => void guarded(Number(only)));
else {
  const COUNT = Number(many ?? 240);
  MODES.forEach((mode, part) => {
    it(`[L-2] [L-3] [L-6] once and in order on each channel, and both know of the end: ${mode}`, {
      timeout: 600_000,
    }, () => {
      const total = { delivered: 0, lossy: 0, faults: 0, resumed: 0 };
      for (let seed = part; seed < COUNT; seed += MODES.length) {
        const result = guarded(seed);
        total.delivered += result.delivered;
        total.lossy += result.lossy;
        total.faults += result.faults;
        total.resumed += result.resumed;
      }
      if (many) process.stdout.write(`${mode}: ${JSON.stringify(total)}\n`);
      expect(total.delivered).toBeGreaterThan(COUNT * 10);
      expect(total.lossy).toBeGreaterThan(COUNT * 10);
      if (mode !== 'loss') expect(total.resumed).toBeGreaterThan(COUNT / 40);
    });
  });

  it('the same seed gives the same run', () => {
    for (const seed of [1, 2, 3]) expect(run(seed)).toEqual(run(seed));
  });
}
