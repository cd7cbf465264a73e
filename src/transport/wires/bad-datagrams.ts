// A bad network between a UDP socket and the world, one line each way for each remote address. Knows the netem core; knows no socket.
import { monotonicNow, startTimer } from '../../platform.ts';
import { Netem } from '../netem.ts';
import type { NetemOptions } from '../netem-options.ts';
import type { Endpoint } from './datagram-socket.ts';

/** Remote addresses that have lines of their own; then the oldest loses what is on its way. */
const MOST_LINES = 1024;

interface Line {
  readonly remote: Endpoint;
  readonly out: Netem;
  readonly in: Netem;
}

/** Delays, loses, doubles and reorders datagrams in real time. @internal */
export class BadDatagrams {
  readonly #lines = new Map<string, Line>();
  readonly #options: NetemOptions;
  readonly #ends: { out(bytes: Uint8Array, to: Endpoint): void; in(bytes: Uint8Array, from: Endpoint): void };
  #made = 0;
  #stopTimer: (() => void) | undefined;
  #stopped = false;

  /** @param ends - where what comes through goes. */
  constructor(
    options: NetemOptions,
    ends: { out(bytes: Uint8Array, to: Endpoint): void; in(bytes: Uint8Array, from: Endpoint): void },
  ) {
    this.#options = { ...options, kind: 'datagram' };
    this.#ends = ends;
  }

  /** A datagram leaves; it is copied. */
  send(bytes: Uint8Array, to: Endpoint): void {
    this.#line(to).out.send(bytes, monotonicNow());
    this.#run();
  }

  /** One has come. */
  receive(bytes: Uint8Array, from: Endpoint): void {
    this.#line(from).in.send(bytes, monotonicNow());
    this.#run();
  }

  /** Nothing comes through any more. */
  stop(): void {
    this.#stopped = true;
    this.#stopTimer?.();
    this.#lines.clear();
  }

  #line(remote: Endpoint): Line {
    const key = `${remote.address} ${remote.port}`;
    const known = this.#lines.get(key);
    if (known) return known;
    if (this.#lines.size >= MOST_LINES)
      for (const oldest of this.#lines.keys()) {
        this.#lines.delete(oldest);
        break;
      }
    const seed = (this.#options.seed ?? 1) + 2 * this.#made++;
    const out = new Netem({ ...this.#options, seed });
    const line = { remote, out, in: new Netem({ ...this.#options, seed: seed + 1 }) };
    this.#lines.set(key, line);
    return line;
  }

  #run(): void {
    this.#stopTimer?.();
    let next = Number.POSITIVE_INFINITY;
    for (const { remote, out, in: incoming } of this.#lines.values()) {
      const now = monotonicNow();
      for (let bytes = out.poll(now); bytes; bytes = out.poll(now)) this.#ends.out(bytes, remote);
      for (let bytes = incoming.poll(now); bytes; bytes = incoming.poll(now)) {
        // Whoever gets it may close the socket.
        if (this.#stopped) return;
        this.#ends.in(bytes, remote);
      }
      next = Math.min(next, out.deadline() ?? next, incoming.deadline() ?? next);
    }
    if (this.#stopped || next === Number.POSITIVE_INFINITY) return;
    this.#stopTimer = startTimer(Math.max(0, Math.ceil(next - monotonicNow())), () => this.#run());
  }
}
