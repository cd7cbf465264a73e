// An attacker's socket: sends any bytes, from any loopback address, and says what came back.
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export class RawSocket {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#chunks.push(chunk));
    socket.on('error', () => {}); // resets are what an attacker gets
    socket.on('close', () => {
      this.closed = true;
    });
    onTestFinished(() => {
      socket.destroy();
    });
  }

  /** `from` tells attackers apart: the limits are per address. */
  static async open(uri: string, from = '127.0.0.1'): Promise<RawSocket> {
    const port = Number(/:(\d+)$/.exec(uri)?.[1]);
    const socket = connect({ host: '127.0.0.1', port, localAddress: from, noDelay: true });
    const raw = new RawSocket(socket);
    await first(socket, 'connect', 'close');
    return raw;
  }

  send(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  /** Everything that came so far. */
  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Resolves when the other side has ended it. */
  async end(): Promise<void> {
    if (!this.closed) await first(this.socket, 'close');
  }

  /** Resolves when at least that many bytes have come. */
  async bytes(count: number): Promise<Buffer> {
    while (this.received.length < count && !this.closed) await first(this.socket, 'data', 'close');
    return this.received;
  }
}

/** A HELLO written by hand, from session-protocol section 3.4 alone. */
export function hello(app: string, table: string, recvWindow = 262144): Uint8Array {
  const body = Buffer.concat([
    Buffer.from('PJK1'),
    Buffer.from([1, 1, 0]),
    blob(Buffer.from(app)),
    blob(Buffer.from(table)),
    varint(recvWindow),
    varint(65536),
    blob(Buffer.alloc(0)),
  ]);
  return frame(1, body);
}

export const frame = (type: number, body: Uint8Array): Uint8Array =>
  Buffer.concat([varint(body.length + 1), Buffer.from([type]), body]);

/** A PING: the frame that confirms a session. */
export const ping = (): Uint8Array => frame(7, varint(1));

export function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...out, rest]);
}

const blob = (bytes: Uint8Array): Buffer => Buffer.concat([varint(bytes.length), bytes]);

/** Resolves with the first of these events. `events.once` would reject for a reset, which is what an attacker gets. */
const first = (socket: Socket, ...events: readonly string[]): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const each of events) socket.off(each, done);
      resolve();
    };
    for (const each of events) socket.on(each, done);
  });
