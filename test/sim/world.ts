// One run of the simulation: a server, some clients, applications that send and read, and everything that can go wrong, from one seed.
// Knows the core as a shell does, and the model; the faults are in link.ts.
import {
  ClientSession,
  type LinkInfo,
  type Session,
  type SessionEnd,
  type SessionLink,
  SessionServer,
  serverLimits,
  sessionOptions,
} from '../../src/transport/session/index.ts';
import { LaneOutbox } from '../../src/transport/session/lanes.ts';
import { seeded, testCrypto } from '../session/harness.ts';
import { attack } from './attack.ts';
import { type End, type LinkFaults, Process, wire } from './link.ts';
import { Broken, lossyPayload, Model, payloadOf, type Side } from './model.ts';
import type { Plan, Result } from './plans.ts';
import { Timeline } from './timeline.ts';
import { Trace } from './trace.ts';

const CHANNELS = [
  { name: 'chat', kind: 'r' },
  { name: 'move', kind: 'l' },
  { name: 'fx', kind: 'u' },
] as const;

const laneLogs = (channels: number): LaneOutbox => new LaneOutbox(channels);

/** Something that runs a core: a client with one session at a time, or the server. */
class Station {
  readonly process: Process;
  session: ClientSession | undefined;
  link: End | undefined;
  constructor(process: Process) {
    this.process = process;
  }
}

export class World {
  readonly time = new Timeline();
  readonly model = new Model(CHANNELS.length);
  readonly random: () => number;
  readonly plan: Plan;
  server!: SessionServer;
  readonly serverProcess: Process;
  readonly clients: Station[] = [];
  readonly serverSessions = new Set<Session>();
  readonly ends: Record<string, number> = {};
  hash = 2166136261;
  messages = 0;
  faults = 0;
  resumed = 0;
  readonly #trace: Trace | undefined;
  #generation = 0;
  #calm = false;
  #eager = false;
  /** Nothing that happens breaks a link. */
  readonly #healthy: boolean;

  constructor(plan: Plan, trace?: (line: string) => void) {
    this.plan = plan;
    if (trace) this.#trace = new Trace(() => this.time.now, trace);
    this.random = seeded(plan.seed);
    this.#healthy = Object.keys(plan.faults).every((fault) => fault === 'sleep' || fault === 'clock');
    const late = () => Math.floor(this.random() * 20);
    this.serverProcess = new Process('server', this.time, late, this.#trace);
    this.#startServer();
    for (let i = 0; i < plan.clients; i++) {
      const station = new Station(new Process(`client ${i + 1}`, this.time, late, this.#trace));
      this.clients.push(station);
      station.process.tick = () => station.session?.tick(station.process.now);
      station.process.after = () => station.session && this.#check(station.session, true);
      this.#startClient(station);
      this.#application(station.process, () => station.session, true);
      this.#faultsOf(station);
    }
    this.#application(this.serverProcess, () => this.#pick([...this.serverSessions]), false);
    this.#every(plan.faults.freeze, () => this.serverProcess.freeze(this.#between(200, 8000)));
    // The machine that everything runs on: nobody is late, so nobody may be given up [I-12].
    this.#every(plan.faults.sleep, () => {
      const ms = this.#between(1100, 20000);
      for (const { process } of this.clients) process.freeze(ms);
      this.serverProcess.freeze(ms);
    });
    this.#every(plan.faults.restart, () => this.serverProcess.run(() => this.#restart()));
    this.#every(plan.faults.attack, () => this.serverProcess.run(() => attack(this)));
    for (const process of [this.serverProcess, ...this.clients.map((each) => each.process)])
      this.#every(plan.faults.clock, () => this.#step(process));
    const { shutdown } = plan.faults;
    if (shutdown)
      for (let at = shutdown; at < plan.faultsMs; at += shutdown)
        this.time.plan(at, () => this.serverProcess.run(() => this.#shutdown()));
  }

  /** Faults for a time, then none; everything that is promised is checked on the way and at the end. */
  run(): Result {
    const { options, faultsMs } = this.plan;
    const o = sessionOptions(options);
    const stop = faultsMs;
    // I-2 and I-8: what has to happen within this time of a working network.
    const back = this.plan.faults.clock ? 6000 : 0;
    const settle = o.linkTimeoutMs + o.backoffMaxMs + o.handshakeMs + o.connectMs + 2000 + back;
    while (this.time.step(stop));
    this.#calm = true;
    // One more break for most, with messages on both ways and in both inboxes: what is lost now nothing later makes good.
    for (const { link } of this.clients) if (link && this.plan.faults.cut && this.random() < 0.7) this.#cut(link);
    while (this.time.step(stop + o.linkTimeoutMs));
    this.#eager = true;
    while (this.time.step(stop + settle + o.resumeMs + o.closeMs + 2000));
    this.#finalChecks();
    return {
      hash: this.hash,
      messages: this.messages,
      faults: this.faults,
      hours: this.time.now / 3600000,
      ends: this.ends,
      resumed: this.resumed,
    };
  }

  // --- cores

  #shell(process: Process) {
    return {
      transmit: (link: SessionLink) => {
        process.wanted.add(link);
      },
      wakeAt: (at: number) => process.wakeAt(at),
    };
  }

  #startServer(): void {
    const process = this.serverProcess;
    const { options, limits } = this.plan;
    this.server = new SessionServer(
      {
        app: 'sim/1',
        channels: CHANNELS,
        options: sessionOptions(options),
        limits: serverLimits({ newLinksBurst: 1e6, failedResumesPerMinute: 1e6, ...limits }),
        crypto: testCrypto(this.plan.seed * 31 + this.#generation++),
        random: this.random,
        lanes: laneLogs,
        shell: { ...this.#shell(process), open: () => {}, notify: (session) => this.serverSessions.add(session) },
      },
      process.now,
    );
    const server = this.server;
    process.tick = () => server.tick(process.now);
    process.after = () => {
      for (const session of this.serverSessions) this.#check(session, false);
    };
  }

  /** It closes what it has; a while later there is another one. */
  #shutdown(): void {
    this.serverProcess.say('shuts down');
    this.faults++;
    this.server.shutdown(7, 'bye', this.serverProcess.now);
    const { options, faults } = this.plan;
    const over = (options.closeMs ?? 0) + 2000;
    if ((faults.shutdown ?? 0) < over + 2000) return;
    this.time.plan(this.time.now + over, () => this.serverProcess.run(() => this.#restart()));
  }

  #restart(): void {
    this.serverProcess.say('is killed and starts again');
    this.faults++;
    for (const end of [...this.serverProcess.ends.values()]) {
      end.core = undefined;
      end.close(true);
    }
    this.serverProcess.ends.clear();
    // What was in the memory of the process is gone, also what its application had not taken.
    for (const session of this.serverSessions) if (session.id !== '') this.model.side(session, false).died = true;
    this.serverSessions.clear();
    this.#startServer();
  }

  #startClient(station: Station): void {
    const process = station.process;
    const session = new ClientSession(
      {
        app: 'sim/1',
        channels: CHANNELS,
        options: sessionOptions(this.plan.options),
        crypto: testCrypto(1),
        random: this.random,
        auth: new Uint8Array(0),
        lanes: this.plan.kind === 'packet' ? laneLogs : undefined,
        shell: {
          ...this.#shell(process),
          notify: () => {},
          open: (asking: ClientSession) => this.#open(station, asking),
        },
      },
      process.now,
    );
    station.session = session;
    process.run(() => session.start(process.now));
  }

  #open(station: Station, session: ClientSession): void {
    const info: LinkInfo = { kind: this.plan.kind, address: '192.0.2.7', secure: true, loopback: false };
    const faults: LinkFaults = {
      delay: () => 1 + this.random() * this.plan.delayMs,
      piece: () => (this.random() < 0.5 ? 1e9 : 1 + Math.floor(this.random() * this.plan.piece)),
      capacity: this.plan.capacity,
      random: this.random,
    };
    const [mine, theirs] = wire(station.process, this.serverProcess, this.time, faults);
    const core = session.attach(info, station.process.now);
    station.process.say('opens a link');
    mine.join(core);
    station.link = mine;
    this.time.plan(this.time.now + faults.delay(), () =>
      this.serverProcess.run(() => {
        if (!mine.alive) return;
        const accepted = this.server.accept(info, this.serverProcess.now);
        if (accepted) theirs.join(accepted);
        else theirs.close(true);
        this.time.plan(this.time.now + faults.delay(), () =>
          station.process.run(() => mine.alive && core.opened(station.process.now)),
        );
      }),
    );
  }

  // --- applications

  #application(process: Process, who: () => Session | undefined, client: boolean): void {
    this.#often(this.plan.sendMs, () =>
      process.run(() => {
        const session = who();
        if (session && !this.#calm) this.#send(session, client, process);
      }),
    );
    this.#often(this.plan.takeMs, () =>
      process.run(() => {
        const sessions = client ? [who()] : [...this.serverSessions];
        for (const session of sessions) if (session) this.#takeSome(session, client, process);
      }),
    );
  }

  #send(session: Session, client: boolean, process: Process): void {
    if (session.state === 'connecting' || (!client && session.phase === 'unconfirmed')) return;
    const side = this.model.side(session, client);
    const channel = Math.floor(this.random() * CHANNELS.length);
    for (let n = this.#between(1, 12); n > 0; n--) {
      if (this.random() < 0.2) {
        const stats = this.#lossyCount(session, channel);
        session.sendLossy(channel, lossyPayload(channel, stats), process.now);
        continue;
      }
      const seq = (side.out.accepted[channel] as number) + 1;
      const said = session.send(channel, payloadOf(channel, seq), process.now);
      process.trace?.say(
        process.name,
        `sends ${seq} on channel ${channel}: ${said} (session ${session.id.slice(0, 4)})`,
      );
      if (said === 'full') side.refused();
      if (said === 'ok') side.out.accepted[channel] = seq;
      else if (said === 'too-big') throw new Broken('too-big');
      if (seq !== (session.outbox.accepted[channel] as number) + (said === 'ok' ? 0 : 1) && session.state !== 'ended')
        throw new Broken('S-15: a refused message used a number');
    }
  }

  readonly #lossy = new Map<Session, number[]>();
  /** The next number of a lossy message, counted as the core has to. */
  #lossyCount(session: Session, channel: number): number {
    const counts = this.#lossy.get(session) ?? CHANNELS.map(() => 0);
    this.#lossy.set(session, counts);
    if (session.state === 'connected' || session.state === 'suspended')
      counts[channel] = (counts[channel] as number) + 1;
    return counts[channel] as number;
  }

  #takeSome(session: Session, client: boolean, process: Process): void {
    const most = this.#eager ? Number.POSITIVE_INFINITY : this.plan.take;
    for (let n = 0; n < most; n++) {
      const event = session.peek();
      if (event === undefined) return;
      session.shift(process.now);
      process.trace?.took(process.name, session.id, event);
      const side = this.model.side(session, client);
      side.event(event);
      if (event.kind === 'suspended' && this.#healthy)
        throw new Broken(`I-12: ${event.reason} at ${event.at} though every link works`);
      this.#note(event.kind.length, event.at, event.kind === 'message' ? event.seq : 0);
      if (event.kind === 'message') this.messages++;
      if (event.kind === 'resumed') this.resumed++;
      if (side.state === 'over') this.#over(session, client, event as SessionEnd);
    }
  }

  #over(session: Session, client: boolean, end: SessionEnd): void {
    const name = `${client ? 'client' : 'server'} ${end.kind}:${end.reason}:${end.code}`;
    this.ends[name] = (this.ends[name] ?? 0) + 1;
    const { reason, code } = end;
    const cheated = this.plan.faults.attack && code === 10;
    // Both sides keep to the protocol: neither may ever think that the other does not.
    if (reason === 'protocol' || reason === 'peer-error' || (reason === 'state' && !cheated))
      throw new Broken(`${name}: ${end.message}`);
    if (!this.#mayEnd(reason)) throw new Broken(`${name}: ended, and nothing that happens here leads to that`);
    if (reason === 'expired' && !this.plan.faults.clock) this.#expired(this.model.side(session, client), end.at);
    this.serverSessions.delete(session);
    const station = this.clients.find((each) => each.session === session);
    if (station && !this.#calm)
      this.time.plan(this.time.now + this.#between(1, 500), () =>
        station.process.run(() => this.#startClient(station)),
      );
  }

  /** Whether a session may end so, as things are. */
  #mayEnd(reason: string): boolean {
    const { restart, shutdown } = this.plan.faults;
    // Everybody reads in the end, nobody comes twice, and the bounds of the server are out of reach.
    if (reason === 'slow' || reason === 'replaced' || reason === 'evicted') return false;
    if (reason === 'shutdown' || reason === 'rejected') return shutdown !== undefined;
    if (reason === 'server-restarted') return (restart ?? shutdown) !== undefined;
    return reason === 'closed' || !this.#healthy;
  }

  /** A client was told that its session is unknown: then the server gave it up in time, and did not close it just now. */
  #expired(side: Side, at: number): void {
    const resumeMs = this.plan.options.resumeMs ?? 0;
    const end = side.other?.out.end;
    if (end?.kind === 'closed' && at - end.at < resumeMs) throw new Broken('S-32: closed, and then unknown');
    // A client that stood still with WELCOME unread may come too late; no other may.
    if (!side.other && !this.plan.faults.freeze && at - side.connectedAt < resumeMs)
      throw new Broken(`S-24: unknown at ${at} before it was confirmed, connected at ${side.connectedAt}`);
  }

  // --- faults

  #faultsOf(station: Station): void {
    const { process } = station;
    const { cut, hole, freeze, close, byHand } = this.plan.faults;
    this.#every(cut, () => station.link && this.#cut(station.link));
    this.#every(hole, () => {
      // Half open: one direction, or both, and no word about it.
      process.say('link goes half open');
      if (this.random() < 0.8) station.link?.hole();
      else station.link?.other.hole();
      if (this.random() < 0.5) station.link?.other.hole();
    });
    this.#every(freeze, () => process.freeze(this.#between(200, 8000)));
    this.#every(close, () => {
      const server = this.#pick([...this.serverSessions]);
      if (this.random() < 0.6) this.#close(process, station.session, 3, 'enough');
      else this.#close(this.serverProcess, server, 4, 'closing time');
    });
    this.#every(byHand, () =>
      process.run(() => {
        const suspend = this.random() < 0.5;
        process.say(suspend ? 'suspend()' : 'reconnect()');
        if (suspend) station.session?.suspend(process.now);
        else station.session?.reconnect(process.now);
      }),
    );
  }

  #close(process: Process, session: Session | undefined, code: number, reason: string): void {
    process.run(() => {
      process.say('close()');
      session?.close(code, reason, process.now);
    });
  }

  /** A clock steps, forward or back; a core takes a time that goes back as the last one [S-36]. */
  #step(process: Process): void {
    const forward = this.random() < 0.6;
    const ms = forward ? this.#between(1100, 20000) : -this.#between(1, 3000);
    process.say(`clock steps by ${ms} ms`);
    process.skew += ms;
    // Timers are late or early then; a core that is called too early has to ask again.
    process.run(process.tick);
  }

  /** The bytes under way are lost from some place on: what arrived ends anywhere in a frame. */
  #cut(mine: End): void {
    // Now and then what is under way comes all the same, behind the word that the link is closed: it has to be ignored.
    const late = this.random() < 0.25;
    mine.process.say(late ? 'link is cut, bytes come late' : 'link is cut');
    if (!late) {
      mine.hole();
      mine.other.hole();
    }
    this.time.plan(this.time.now + this.#between(0, 300), () => mine.hear(false));
    // Now and then only one side hears of it.
    if (this.random() < 0.7) this.time.plan(this.time.now + this.#between(0, 300), () => mine.other.hear(false));
  }

  #every(mean: number | undefined, run: () => void): void {
    if (mean)
      this.#often(mean, () => {
        if (this.#calm) return;
        this.faults++;
        run();
      });
  }

  #often(mean: number, run: () => void): void {
    const again = (): void => {
      run();
      this.time.plan(this.time.now - Math.log(1 - this.random()) * mean, again);
    };
    this.time.plan(this.time.now - Math.log(1 - this.random()) * mean, again);
  }

  // --- checks

  /** After each input of a process: what it has to keep, and what holds between it and the other side. */
  #check(session: Session, client: boolean): void {
    if (session.id === '' || session.state === 'ended' || (!client && session.phase === 'unconfirmed')) return;
    const side = this.model.side(session, client);
    side.bounds();
    const other = side.other;
    if (!other || other.session.state === 'ended') return;
    this.model.order(side, other);
    this.model.order(other, side);
  }

  #finalChecks(): void {
    this.model.ends();
    for (const { session } of this.clients) {
      if (!session) continue;
      if (session.state === 'ended') continue;
      const other = [...this.serverSessions].find((each) => each.id === session.id);
      if (!other) throw new Broken(`I-8: client ${session.state}, server knows nothing of it`);
      if (session.state !== 'connected' || other.state !== 'connected')
        throw new Broken(`I-2: ${session.state} and ${other.state} long after the last fault`);
      this.#allThere(this.model.side(session, true));
      this.#allThere(this.model.side(other, false));
    }
    for (const session of this.server.sessions) {
      const alive = this.clients.some((each) => each.session?.id === session.id && each.session.state !== 'ended');
      if (!alive && session.state !== 'ended') throw new Broken(`I-8: server ${session.phase}, client is over`);
    }
  }

  #allThere(side: Side): void {
    const { accepted, delivered } = side.out;
    if (accepted.some((a, c) => a !== delivered[c]))
      throw new Broken(`I-2: ${accepted} accepted, ${delivered} delivered`);
    if (side.session.outbox.size > 0) throw new Broken('I-2: not acknowledged');
    if (side.owed) throw new Broken('S-16: refused, and no WRITABLE ever came');
  }

  #note(...values: number[]): void {
    for (const value of values) this.hash = Math.imul(this.hash ^ Math.floor(value * 1000), 16777619) >>> 0;
  }

  #between(least: number, most: number): number {
    return Math.floor(least + this.random() * (most - least + 1));
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
