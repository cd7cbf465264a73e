// Where one message ends and the next begins, on a raw stream of bytes.
// Knows no socket and no codec; pure.
import { EncodeError } from '../codec/codec.ts';
import { PumpjackError, UsageError } from '../errors.ts';
import { ReadBuffer } from './read-buffer.ts';

/** The stream can not be cut into messages: one is too long, or it ended in the middle of one. Code `ERR_FRAMING`. */
export class FramingError extends PumpjackError {
  /** @param message - what is wrong. @param options - the `cause`, if any. */
  constructor(message: string, options?: { cause?: unknown }) {
    super('ERR_FRAMING', message, options);
  }
}

/** Finds the messages in one stream. Keeps what is unfinished; one for each connection. */
export interface FrameDecoder {
  /**
   * Takes the next bytes and calls `emit` for each message that they complete, in order. A message may be a view on `chunk`:
   * whoever uses his chunks again copies what he keeps. `emit` must not throw. Throws {@link FramingError} when the stream is broken, after the
   * messages before the fault were emitted; then the connection is over, as nothing tells where the next message begins.
   */
  push(chunk: Uint8Array, emit: (message: Uint8Array) => void): void;
  /** The peer ended the stream in order: what is unfinished is emitted, dropped, or a {@link FramingError}, as the framing says. */
  end?(emit: (message: Uint8Array) => void): void;
}

/** How messages are laid out in a stream. `lines()` and `lengthPrefixed()` are two; anybody can write his own. */
export interface Framing {
  /** A decoder for a new connection. */
  decoder(): FrameDecoder;
  /** The message with what marks its end or length, as new bytes. Throws `EncodeError` when it does not fit this framing. */
  encode(message: Uint8Array): Uint8Array;
}

/** Options of {@link lines}. */
export interface LinesOptions {
  /** The longest line in bytes, without its end, in both directions. Default 65,536. */
  readonly maxLength?: number;
  /** What ends a line that is written. Default `'\n'`; SMTP, IRC and the like want `'\r\n'`. Reading takes both. */
  readonly newline?: '\n' | '\r\n';
  /**
   * What becomes of a last line without an end when the peer ends the stream in order: `'emit'` (default, as readline does) or
   * `'drop'`. A connection that breaks never emits it.
   */
  readonly unfinished?: 'emit' | 'drop';
}

/** Options of {@link lengthPrefixed}. */
export interface LengthPrefixedOptions {
  /** How many bytes hold the length. Default 4. */
  readonly bytes?: 1 | 2 | 4;
  /** Which byte of the length comes first: the most (`'big'`, default, network order) or the least significant one. */
  readonly endian?: 'big' | 'little';
  /** The longest message in bytes, without its prefix, in both directions. Default 65,536, or what the prefix can say if that is less. */
  readonly maxLength?: number;
}

const DEFAULT_MAX_LENGTH = 65_536;
const LF = 0x0a;
const CR = 0x0d;
const ENDED = 'this stream is over; take a new decoder for a new connection';

/**
 * Messages are lines: each ends at `\n`, and a `\r` right before it is taken off. An empty line is an empty message. `encode`
 * throws `EncodeError` for a message that holds `\n`, ends in `\r`, or is too long, since it would arrive as something else.
 */
export function lines(options: LinesOptions = {}): Framing {
  const { maxLength = DEFAULT_MAX_LENGTH, newline = '\n', unfinished = 'emit' } = options;
  checkMaxLength(maxLength, 2 ** 32 - 1);
  if (newline !== '\n' && newline !== '\r\n') throw new UsageError("newline must be '\\n' or '\\r\\n'");
  if (unfinished !== 'emit' && unfinished !== 'drop') throw new UsageError("unfinished must be 'emit' or 'drop'");
  return {
    decoder: () => new LineDecoder(maxLength, unfinished === 'emit'),
    encode(message) {
      if (message.length > maxLength) throw tooLongToSend(message.length, maxLength);
      if (message.includes(LF))
        throw new EncodeError('a line can not hold a line feed; use lengthPrefixed() or another codec');
      if (message.at(-1) === CR)
        throw new EncodeError('a line can not end in a carriage return: it would be taken off');
      const out = new Uint8Array(message.length + newline.length);
      out.set(message);
      if (newline === '\r\n') out[message.length] = CR;
      out[out.length - 1] = LF;
      return out;
    },
  };
}

/**
 * Each message comes after its length, an unsigned number of 1, 2 or 4 bytes that does not count itself. Nothing is allocated from a
 * length that was only announced. A stream that ends in the middle of a message is a {@link FramingError}.
 */
export function lengthPrefixed(options: LengthPrefixedOptions = {}): Framing {
  const { bytes = 4, endian = 'big' } = options;
  if (bytes !== 1 && bytes !== 2 && bytes !== 4)
    throw new UsageError(`a length takes 1, 2 or 4 bytes, not ${String(bytes)}`);
  if (endian !== 'big' && endian !== 'little') throw new UsageError("endian must be 'big' or 'little'");
  const largest = 2 ** (8 * bytes) - 1;
  const { maxLength = Math.min(DEFAULT_MAX_LENGTH, largest) } = options;
  checkMaxLength(maxLength, largest);
  return {
    decoder: () => new PrefixDecoder(bytes, endian === 'little', maxLength),
    encode(message) {
      if (message.length > maxLength) throw tooLongToSend(message.length, maxLength);
      const out = new Uint8Array(bytes + message.length);
      for (let i = 0; i < bytes; i++) out[endian === 'big' ? bytes - 1 - i : i] = message.length >>> (8 * i);
      out.set(message, bytes);
      return out;
    },
  };
}

class LineDecoder implements FrameDecoder {
  readonly #maxLength: number;
  readonly #emitUnfinished: boolean;
  readonly #pending = new ReadBuffer();
  #over = false;

  constructor(maxLength: number, emitUnfinished: boolean) {
    this.#maxLength = maxLength;
    this.#emitUnfinished = emitUnfinished;
  }

  push(chunk: Uint8Array, emit: (message: Uint8Array) => void): void {
    if (this.#over) throw new FramingError(ENDED);
    let start = 0;
    // Only new bytes are searched: what is pending holds no line feed.
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      const part = chunk.subarray(start, end);
      start = end + 1;
      this.#line(part, emit);
    }
    if (start === chunk.length) return;
    const rest = chunk.subarray(start);
    // One byte more than a line may have, since the last one may be a carriage return.
    if (this.#pending.length + rest.length > this.#maxLength + 1) throw this.#fail();
    this.#pending.append(rest);
  }

  end(emit: (message: Uint8Array) => void): void {
    if (this.#over) return;
    if (this.#pending.length > 0 && this.#emitUnfinished) this.#line(new Uint8Array(0), emit);
    this.#pending.clear();
    this.#over = true;
  }

  #line(part: Uint8Array, emit: (message: Uint8Array) => void): void {
    let line = part;
    if (this.#pending.length > 0) {
      this.#pending.append(part);
      line = this.#pending.read(this.#pending.length) ?? part;
    }
    if (line.at(-1) === CR) line = line.subarray(0, -1);
    if (line.length > this.#maxLength) throw this.#fail();
    emit(line);
  }

  #fail(): FramingError {
    this.#over = true;
    this.#pending.clear();
    return new FramingError(`a line is longer than ${this.#maxLength} bytes`);
  }
}

class PrefixDecoder implements FrameDecoder {
  readonly #bytes: number;
  readonly #little: boolean;
  readonly #maxLength: number;
  readonly #pending = new ReadBuffer();
  /** Length of the message that began; undefined while the length itself is incomplete. */
  #length: number | undefined;
  /** The length as far as it came, and how many bytes of it. */
  #partial = 0;
  #have = 0;
  #over = false;

  constructor(bytes: number, little: boolean, maxLength: number) {
    this.#bytes = bytes;
    this.#little = little;
    this.#maxLength = maxLength;
  }

  push(chunk: Uint8Array, emit: (message: Uint8Array) => void): void {
    if (this.#over) throw new FramingError(ENDED);
    let at = 0;
    for (;;) {
      if (this.#length === undefined) at = this.#prefix(chunk, at);
      if (this.#length === undefined) return;
      const missing = this.#length - this.#pending.length;
      if (chunk.length - at < missing) {
        if (at < chunk.length) this.#pending.append(chunk.subarray(at));
        return;
      }
      let message = chunk.subarray(at, at + missing);
      at += missing;
      if (this.#pending.length > 0) {
        this.#pending.append(message);
        message = this.#pending.read(this.#length) ?? message;
      }
      this.#length = undefined;
      emit(message);
    }
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#length !== undefined || this.#have > 0) {
      this.#pending.clear();
      throw new FramingError('the stream ended in the middle of a message');
    }
  }

  #prefix(chunk: Uint8Array, from: number): number {
    let at = from;
    for (; this.#have < this.#bytes; at++) {
      const byte = chunk[at];
      if (byte === undefined) return at;
      // Multiplied, not shifted: four bytes are more than a signed shift holds.
      this.#partial = this.#little ? this.#partial + byte * 2 ** (8 * this.#have) : this.#partial * 256 + byte;
      this.#have++;
    }
    if (this.#partial > this.#maxLength) {
      this.#over = true;
      throw new FramingError(
        `a message of ${this.#partial} bytes was announced; at most ${this.#maxLength} are allowed`,
      );
    }
    this.#length = this.#partial;
    this.#partial = 0;
    this.#have = 0;
    return at;
  }
}

function checkMaxLength(maxLength: number, largest: number): void {
  if (!Number.isInteger(maxLength) || maxLength < 1 || maxLength > largest)
    throw new UsageError(`maxLength must be a whole number from 1 to ${largest}, not ${String(maxLength)}`);
}

function tooLongToSend(length: number, maxLength: number): EncodeError {
  return new EncodeError(`a message of ${length} bytes is longer than the framing's maxLength of ${maxLength}`);
}
