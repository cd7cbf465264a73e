// A link that lies between two processes of the simulation: delays, cuts bytes anywhere, breaks with or without a word.
// Knows SessionLink as a shell does; knows nothing of what the bytes say.
import type { Delivery, SessionLink } from '../../src/transport/session/index.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** Pieces of one end that an attacker has written down, at most. */
const HEARD = 200;

/** One process: it can stand still; what comes meanwhile waits, and timers come first when it goes on. */
export class Process {
  readonly name: string;
  readonly trace: Trace | undefined;
  /** How far its clock is ahead of the true time, ms: it steps, as clocks do when a machine sleeps or is set right. */
  skew = 0;
  readonly wanted = new Set<SessionLink>();
  readonly ends = new Map<SessionLink, End>();
  frozen = false;
  tick: () => void = () => {};
  /** Called after each input, when the core is at rest. */
  after: () => void = () => {};
  readonly #time: Timeline;
  #waiting: (() => void)[] = [];
  #wake = Number.POSITIVE_INFINITY;
  readonly #late: () => number;

  constructor(name: string, time: Timeline, late: () => number, trace?: Trace) {
    this.name = name;
    this.trace = trace;
    this.#time = time;
    this.#late = late;
  }

  /** What its clock shows. */
  get now(): number {
    return this.#time.now + this.skew;
  }

  say(what: string): void {
    this.trace?.say(this.name, what);
  }

  /** Does something in this process, now or when it goes on. */
  run(task: () => void): void {
    if (this.frozen) {
      this.#waiting.push(task);
      return;
    }
    task();
    this.#flush();
    this.after();
  }

  wakeAt(at: number): void {
    if (at >= this.#wake && this.#wake > this.now) return;
    this.#wake = at;
    this.#time.plan(at - this.skew + this.#late(), () => {
      if (at !== this.#wake || this.frozen) return;
      this.#timer();
    });
  }

  freeze(ms: number): void {
    if (this.frozen) return;
    this.frozen = true;
    this.say(`stands still for ${ms} ms`);
    this.#time.plan(this.#time.now + ms, () => {
      this.say('goes on');
      this.frozen = false;
      // As Node does: timers that are over come before the sockets are looked at.
      this.#timer();
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const task of waiting) this.run(task);
    });
  }

  #timer(): void {
    this.#wake = Number.POSITIVE_INFINITY;
    this.run(this.tick);
  }

  #flush(): void {
    for (const link of this.wanted) {
      this.wanted.delete(link);
      this.ends.get(link)?.flush();
    }
  }
}

export interface LinkFaults {
  /** Milliseconds that a piece takes. */
  delay(): number;
  /** Into pieces of which size a write is cut. */
  piece(): number;
  /** How many bytes fit between core and core. */
  capacity: number;
  /** Numbers in [0, 1): which lossy packets are lost, on a packet-like link. */
  random(): number;
}

/** One of the two ends. */
export class End {
  core: SessionLink | undefined;
  other!: End;
  readonly process: Process;
  readonly #time: Timeline;
  readonly #faults: LinkFaults;
  /** By lane, when the last piece arrives: what is in order, is so on its lane only. */
  readonly #arrives: number[] = [];
  #held = 0;
  #deaf = false;
  #closed = false;
  #ended = false;
  /** Bytes written by this end that have not been eaten by a fault: for attackers who listen. */
  readonly heard: Uint8Array[] = [];

  constructor(process: Process, time: Timeline, faults: LinkFaults) {
    this.process = process;
    this.#time = time;
    this.#faults = faults;
  }

  join(core: SessionLink): void {
    this.core = core;
    this.process.ends.set(core, this);
  }

  get alive(): boolean {
    return !this.#closed;
  }

  /** Nothing that is written here arrives any more, and nobody says so. */
  hole(): void {
    this.#deaf = true;
  }

  /** Writes what the core wants to write, as much as there is room for. */
  flush(): void {
    const core = this.core;
    if (core === undefined || this.#closed) return;
    let room = this.#faults.capacity - this.#held;
    while (room > 0) {
      const bytes = core.transmit(this.process.now, room);
      if (bytes === undefined) break;
      this.process.trace?.wrote(this.process.name, this.other.process.name, bytes);
      this.#send(bytes);
      room = this.#faults.capacity - this.#held;
      if (!core.more) break;
    }
    core.buffered = this.#held;
    if (core.ending === 'abort') this.close(false);
    else if (core.ending === 'end' && room > 0) this.#end();
  }

  /** An orderly end: the other side hears of it behind the last bytes. */
  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#deaf) this.#time.plan(this.#afterAll(), () => this.other.hear(true));
    this.#time.plan(this.#time.now + 1000, () => this.hear(false));
  }

  /** This end is over at once; the other hears of it, unless nothing gets through. */
  close(told: boolean): void {
    if (this.#closed) return;
    if (!this.#deaf) this.#time.plan(this.#next(), () => this.other.hear(told));
    this.hear(false);
  }

  /** The transport says that it is over. */
  hear(orderly: boolean): void {
    if (this.#closed) return;
    if (orderly && !this.#ended) this.#end();
    this.process.run(() => {
      if (this.#closed) return;
      this.#closed = true;
      const core = this.core;
      if (core === undefined) return;
      this.process.say(orderly ? 'link ended' : 'link closed');
      core.closed(this.process.now);
      this.process.ends.delete(core);
    });
  }

  #next(lane = 0): number {
    const at = Math.max(this.#arrives[lane] ?? 0, this.#time.now + this.#faults.delay());
    this.#arrives[lane] = at;
    return at;
  }

  /** An end comes behind everything, on whatever lane. */
  #afterAll(): number {
    return Math.max(this.#next(), ...this.#arrives.filter((at) => at !== undefined));
  }

  #send(bytes: Uint8Array): void {
    if (this.heard.length < HEARD) this.heard.push(bytes);
    this.#held += bytes.length;
    if (this.#deaf) return;
    const { core } = this;
    if (core?.info.kind === 'packet') {
      this.#sendPacket(bytes.slice(), core.lane, core.delivery);
      return;
    }
    const whole = core?.info.kind === 'message';
    for (let at = 0; at < bytes.length; ) {
      const size = whole ? bytes.length : Math.min(bytes.length - at, this.#faults.piece());
      const piece = bytes.slice(at, at + size);
      at += size;
      this.#time.plan(this.#next(), () => this.#arrive(piece));
    }
  }

  /** Lanes do not wait for each other; what is not reliable is lost now and then, and unsequenced packets overtake. */
  #sendPacket(bytes: Uint8Array, lane: number, delivery: Delivery): void {
    if (delivery !== 'reliable' && this.#faults.random() < 0.2) {
      this.#held -= bytes.length;
      return;
    }
    const at = delivery === 'unsequenced' ? this.#time.now + this.#faults.delay() : this.#next(lane);
    this.#time.plan(at, () => this.#arrive(bytes));
  }

  #arrive(piece: Uint8Array): void {
    // A hole that opened meanwhile eats what is under way.
    if (this.#deaf) return;
    this.other.process.run(() => {
      // Late bytes after a close do come, from some transports: the core has to ignore them.
      this.other.core?.receive(piece, this.other.process.now);
      this.process.run(() => {
        this.#held -= piece.length;
        if (!this.#closed) this.flush();
      });
    });
  }
}

/** Joins two ends. */
export function wire(a: Process, b: Process, time: Timeline, faults: LinkFaults): [End, End] {
  const ends: [End, End] = [new End(a, time, faults), new End(b, time, faults)];
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  return ends;
}
