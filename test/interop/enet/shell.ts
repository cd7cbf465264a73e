// What the interop tests stand on: the compiled libenet program, a thin UDP shell around our host, and a lossy proxy between them.
// Loopback only, every port given by the system.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type EnetEvent, EnetHost, type EnetOptions, type EnetPeer } from '../../../src/transport/enet/index.ts';
import { Netem } from '../../../src/transport/netem.ts';
import { seededRandom } from '../../../src/transport/random.ts';

const COMPILER = 'cc';

/** The program linked with libenet; undefined where there is no compiler or no libenet. */
export function compile(): string | undefined {
  if (!existsSync('/usr/include/enet/enet.h') || spawnSync(COMPILER, ['--version']).status !== 0) return undefined;
  const out = join(mkdtempSync(join(tmpdir(), 'enet-')), 'peer');
  const source = fileURLToPath(new URL('peer.c', import.meta.url));
  const made = spawnSync(COMPILER, ['-O1', '-o', out, source, '-lenet'], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return out;
}

/** The bytes that both sides make from a seed. */
export function fill(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let s = seed >>> 0;
  for (let i = 0; i < length; i++) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    bytes[i] = s >>> 24;
  }
  return bytes;
}

export function hash(bytes: Uint8Array): number {
  let h = 2166136261;
  for (const byte of bytes) h = Math.imul(h ^ byte, 16777619);
  return h >>> 0;
}

/** Waits for a condition, looked at whenever something has happened. */
class Bell {
  #waiting: { done: () => boolean; resolve: () => void }[] = [];
  ring(): void {
    this.#waiting = this.#waiting.filter(({ done, resolve }) => {
      if (!done()) return true;
      resolve();
      return false;
    });
  }
  until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ done, resolve }));
  }
}

/** libenet, in a process of its own. */
export class Libenet {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #bell = new Bell();
  constructor(program: string, args: readonly string[] = []) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin!.on('error', () => {});
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.lines.push(line);
      this.#bell.ring();
    });
  }
  say(...words: (string | number)[]): void {
    this.#child.stdin!.write(`${words.join(' ')}\n`);
  }
  /** The first line that begins like this, when it is there. */
  async line(begin: string, count = 1): Promise<string> {
    // Each line is looked at once, or 66,000 lines would take minutes.
    let at = 0;
    let found = 0;
    let last = '';
    await this.#bell.until(() => {
      for (; at < this.lines.length && found < count; at++) {
        if (!this.lines[at]!.startsWith(begin)) continue;
        found++;
        last = this.lines[at]!;
      }
      return found >= count;
    });
    return last;
  }
  async listen(peers = 8, channels = 255): Promise<number> {
    this.say('listen', peers, channels);
    return Number((await this.line('port')).slice(5));
  }
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
  kill(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }
}

/** Our host on a socket. */
export class Ours {
  readonly host: EnetHost;
  readonly events: EnetEvent[] = [];
  readonly sizes: number[] = [];
  readonly #socket: Socket = createSocket('udp4');
  readonly #bell = new Bell();
  #timer: NodeJS.Timeout | undefined;
  #queued = false;
  #closed = false;
  port = 0;

  constructor(options: EnetOptions = {}, seed = 1) {
    this.host = new EnetHost({ ...options, random: seededRandom(seed) }, performance.now());
    this.#socket.on('message', (bytes, { address, port }) => {
      this.host.receive(bytes, `${address}:${port}`, performance.now());
      this.wake();
    });
  }
  async bind(): Promise<number> {
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    this.#socket.setRecvBufferSize(1 << 20);
    this.port = this.#socket.address().port;
    return this.port;
  }
  connect(port: number, channels = 4, data = 0): EnetPeer {
    const peer = this.host.connect(`127.0.0.1:${port}`, channels, data, performance.now());
    this.wake();
    return peer;
  }
  /** One flush at the end of the turn. */
  wake(): void {
    if (this.#queued) return;
    this.#queued = true;
    setImmediate(() => this.#turn());
  }
  #turn(): void {
    if (this.#closed) return;
    this.#queued = false;
    const { host } = this;
    host.tick(performance.now());
    for (let out = host.pollTransmit(); out; out = host.pollTransmit()) {
      const colon = out.to.lastIndexOf(':');
      this.sizes.push(out.bytes.length);
      this.#socket.send(Uint8Array.from(out.bytes), Number(out.to.slice(colon + 1)), out.to.slice(0, colon));
    }
    for (let event = host.pollEvent(); event; event = host.pollEvent()) this.events.push(event);
    this.#bell.ring();
    clearTimeout(this.#timer);
    const next = host.deadline();
    if (next !== undefined) this.#timer = setTimeout(() => this.wake(), Math.max(0, next - performance.now()));
  }
  /** The events of a type, when there are so many. */
  async event<T extends EnetEvent['type']>(type: T, count = 1): Promise<Extract<EnetEvent, { type: T }>[]> {
    const found = () => this.events.filter((event): event is Extract<EnetEvent, { type: T }> => event.type === type);
    await this.#bell.until(() => found().length >= count);
    return found();
  }
  close(): void {
    clearTimeout(this.#timer);
    this.#closed = true;
    this.#socket.close();
  }
}

/** Between a client and a server: loses datagrams both ways from a seed. Clients connect to its port. */
export class LossyProxy {
  readonly #front: Socket = createSocket('udp4');
  readonly #back: Socket = createSocket('udp4');
  #client = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #ways: { netem: Netem; send: (bytes: Uint8Array) => void }[] = [];

  async bind(server: number, loss: number, seed: number): Promise<number> {
    const random = seededRandom(seed);
    this.#front.bind(0, '127.0.0.1');
    this.#back.bind(0, '127.0.0.1');
    await Promise.all([once(this.#front, 'listening'), once(this.#back, 'listening')]);
    const there = new Netem({ loss, latency: 4, duplicate: loss / 10, jitter: 2 }, random);
    const back = new Netem({ loss, latency: 4, duplicate: loss / 10, jitter: 2 }, random);
    this.#ways.push({ netem: there, send: (bytes) => this.#back.send(bytes, server, '127.0.0.1') });
    this.#ways.push({ netem: back, send: (bytes) => this.#front.send(bytes, this.#client, '127.0.0.1') });
    this.#front.on('message', (bytes, { port }) => {
      this.#client = port;
      there.send(bytes, performance.now());
      this.#pass();
    });
    this.#back.on('message', (bytes) => {
      back.send(bytes, performance.now());
      this.#pass();
    });
    return this.#front.address().port;
  }
  #pass(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { netem, send } of this.#ways) {
      for (let bytes = netem.poll(performance.now()); bytes; bytes = netem.poll(performance.now())) send(bytes);
      next = Math.min(next, netem.deadline() ?? next);
    }
    clearTimeout(this.#timer);
    if (next < Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#pass(), Math.max(1, next - performance.now()));
  }
  close(): void {
    clearTimeout(this.#timer);
    this.#front.close();
    this.#back.close();
  }
}
