// simulate(transport, options): any wire over a bad line, in real time. Knows links and the netem core; knows no session.
import { checkNames, given } from '../option-names.ts';
import { monotonicNow, startTimer } from '../platform.ts';
import type { NetworkError } from './errors.ts';
import { Netem, type NetemOptions } from './netem.ts';
import { checkSettings, PERFECT } from './netem-options.ts';
import type { Link, LinkHooks, PacketTransport, Transport, WriteHow } from './transport.ts';

const AS_TEXT = { text: true };

/** Bytes that wait for their turn on a slow line above which `write` says stop. */
const LINE_BUFFER = 64 * 1024;

/**
 * Wraps a transport in a bad line, for a player who wants to feel it and a developer who has to: latency, jitter, loss, rate,
 * cuts, from a seed. Each direction of each link gets a line of its own, so that `latency: 80` costs a round trip 160 ms more;
 * wrap one side only. On streams (TCP, TLS) nothing is lost: a loss is a delay for all that follows, as in TCP itself. `enet()` and `udp()` get a bad
 * network below them: their datagrams are lost, doubled and overtaken, and ENet does about it what it does.
 *
 * ```ts
 * new Network({ transports: [simulate(tcp(), { latency: 80, jitter: 20, loss: 0.05 })] });
 * ```
 * @param transport - what to wrap; its schemes stay.
 * @param options - how bad; a cut closes the link without a word, and a session comes back on a new one.
 * @throws UsageError for an option that there is not, or a number out of range.
 */
export function simulate<T extends Transport | PacketTransport>(transport: T, options: NetemOptions): T {
  checkNames('simulate()', options, { ...PERFECT, kind: 0, seed: 0 });
  const bad = given(options);
  checkSettings({ ...PERFECT, ...bad });
  // The same kind comes back as went in.
  return ('kind' in transport ? transport.simulated(bad) : simulated(transport, bad)) as T;
}

function simulated(transport: Transport, options: NetemOptions): Transport {
  let links = 0;
  const line = (): NetemOptions => ({ ...options, seed: (options.seed ?? 1) + 2 * links++ });
  const { listen, ...rest } = transport;
  return {
    ...rest,
    connect(address, hooks, terms) {
      let bad: BadLink | undefined;
      const good: LinkHooks = {
        opened: () => bad?.opened(),
        received: (bytes, text) => bad?.received(bytes, text),
        writable: () => bad?.writable(),
        closed: (error) => bad?.closed(error),
      };
      const link = transport.connect(address, good, terms);
      bad = new BadLink(link, line());
      bad.hooks = hooks;
      return bad;
    },
    ...(listen && {
      listen: (address, hooks, terms) => {
        const accepted = (link: Link): LinkHooks | undefined => {
          const bad = new BadLink(link, line());
          bad.hooks = hooks.accepted(bad);
          if (!bad.hooks) return undefined;
          bad.opened();
          return bad;
        };
        return listen.call(transport, address, { ...hooks, accepted }, terms);
      },
    }),
  };
}

class BadLink implements Link, LinkHooks {
  hooks: LinkHooks | undefined;
  readonly kind: Link['kind'];
  readonly #link: Link;
  readonly #out: Netem;
  readonly #in: Netem;
  /** Which of the messages on their way are text: whole messages stay in order. */
  readonly #outTexts: boolean[] = [];
  readonly #inTexts: boolean[] = [];
  #stopTimer: (() => void) | undefined;
  #open = false;
  #paused = false;
  #full = false;
  #closing = false;
  #gone: { error: NetworkError | undefined } | undefined;
  #told = false;

  constructor(link: Link, options: NetemOptions) {
    this.#link = link;
    this.kind = link.kind;
    // What is packet-like has its bad network below it; here its lanes would be mixed up.
    const kind = link.kind === 'packet' ? 'message' : link.kind;
    this.#out = new Netem({ ...options, kind });
    this.#in = new Netem({ ...options, kind, seed: (options.seed ?? 1) + 1 });
  }

  get remote(): string {
    return this.#link.remote;
  }
  get uri(): string {
    return this.#link.uri;
  }
  get secure(): boolean {
    return this.#link.secure;
  }
  get loopback(): boolean {
    return this.#link.loopback;
  }
  get buffered(): number {
    return this.#out.backlog(monotonicNow()) + this.#link.buffered;
  }

  write(bytes: Uint8Array, how?: WriteHow): boolean {
    const now = monotonicNow();
    this.#out.send(bytes, now);
    if (this.kind === 'message') this.#outTexts.push(how?.text ?? false);
    this.#full = this.#out.backlog(now) > LINE_BUFFER;
    this.#run();
    return !this.#full;
  }
  pause(): void {
    this.#paused = true;
    this.#link.pause();
  }
  resume(): void {
    this.#paused = false;
    this.#link.resume();
    this.#run();
  }
  close(): void {
    this.#closing = true;
    this.#run();
  }
  abort(): void {
    this.#stop();
    this.#link.abort();
  }

  opened(): void {
    this.#open = true;
    this.hooks?.opened();
    this.#run();
  }
  received(bytes: Uint8Array, text = false): void {
    this.#in.send(bytes, monotonicNow());
    if (this.kind === 'message') this.#inTexts.push(text);
    this.#run();
  }
  writable(): void {
    if (!this.#full) this.hooks?.writable();
  }
  closed(error?: NetworkError): void {
    this.#gone = { error };
    this.#run();
  }

  /** Moves what has arrived on either line, and asks to be called when more does. */
  #run(): void {
    if (this.#told) return;
    const now = monotonicNow();
    if (this.#open && !this.#gone) this.#moveOut(now);
    if (!this.#paused)
      for (let got = this.#in.poll(now); got && !this.#told; got = this.#in.poll(now))
        this.hooks?.received(got, this.#inTexts.shift());
    if (this.#out.isCut || this.#in.isCut) {
      // As when a cable is cut: the other side finds out by itself, or by its heartbeat.
      this.#link.abort();
      this.#end(undefined);
      return;
    }
    if (this.#gone && (this.#paused || this.#in.inFlight === 0)) this.#end(this.#gone.error);
    else this.#again(now);
  }

  #moveOut(now: number): void {
    for (let gone = this.#out.poll(now); gone; gone = this.#out.poll(now))
      this.#link.write(gone, this.#outTexts.shift() ? AS_TEXT : undefined);
    if (this.#full && this.#out.backlog(now) < LINE_BUFFER / 2) {
      this.#full = false;
      this.hooks?.writable();
    }
    if (!this.#closing || this.#out.inFlight > 0) return;
    this.#closing = false;
    this.#link.close();
  }

  #again(now: number): void {
    this.#stopTimer?.();
    const at = Math.min(
      this.#out.deadline() ?? Number.POSITIVE_INFINITY,
      this.#paused ? Number.POSITIVE_INFINITY : (this.#in.deadline() ?? Number.POSITIVE_INFINITY),
    );
    this.#stopTimer =
      at === Number.POSITIVE_INFINITY ? undefined : startTimer(Math.max(0, Math.ceil(at - now)), () => this.#run());
  }

  #end(error: NetworkError | undefined): void {
    if (this.#told) return;
    this.#told = true;
    this.#stop();
    this.hooks?.closed(error);
  }

  #stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}
