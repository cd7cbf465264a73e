// ENet's range coder (compress.c's format): one datagram's commands to fewer bytes and back.
// Must not know what the bytes are. Nothing is kept from one datagram to the next.
import { RangeModel } from './range-model.ts';

const TOP = 0x1000000;
const BOTTOM = 0x10000;

/** A compressor of datagrams. One is enough for a host: its memory is reused. */
export class RangeCoder {
  readonly #model = new RangeModel();
  #low = 0;
  #range = 0;
  #code = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  /**
   * Compresses `from` up to `to` of `input` into `output` at `at`.
   * Returns how many bytes that made; 0 when they would not be fewer.
   */
  compress(input: Uint8Array, from: number, to: number, output: Uint8Array, at: number): number {
    this.#begin(output, at, Math.min(output.length, at + to - from - 1));
    for (let i = from; i < to; i++) {
      this.#encodeByte(input[i] as number); // i is below to, which is at most the length.
      if (this.#at > this.#end) return 0;
    }
    while (this.#low !== 0) this.#shift();
    return this.#at > this.#end ? 0 : this.#at - at;
  }

  /**
   * The way back. Returns how many bytes came out; 0 when they are none, more than `most`, or the input is no such data.
   */
  decompress(input: Uint8Array, from: number, to: number, output: Uint8Array, at: number, most: number): number {
    this.#begin(input, from, to);
    for (let i = 0; i < 4; i++) this.#code = ((this.#code << 8) | this.#take()) >>> 0;
    for (let made = 0; ; made++) {
      const value = this.#decodeByte();
      if (value === -1) return made;
      if (value === -2 || made >= most) return 0;
      output[at + made] = value;
    }
  }

  #begin(bytes: Uint8Array, at: number, end: number): void {
    this.#model.reset();
    this.#low = 0;
    this.#range = 0xffffffff;
    this.#code = 0;
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  #encodeByte(value: number): void {
    const model = this.#model;
    for (let context = model.predicted; ; context = model.parent[context] as number) {
      // Contexts are indices that the model gave out itself: they are inside its arrays.
      const total = model.total[context] as number;
      const escapes = model.escapes[context] as number;
      model.seek(context, value);
      const { under, count } = model;
      if (count > 0) {
        model.learn(context, value, false);
        this.#put(escapes + under, count, total);
        break;
      }
      if (escapes > 0 && escapes < total) this.#put(0, escapes, total);
      model.learn(context, value, true);
    }
    model.advance();
  }

  /** The next byte; -1: the end; -2: this is no compressed data. */
  #decodeByte(): number {
    const model = this.#model;
    const first = model.predicted;
    let context = first;
    let value = -1;
    for (; context !== 0; context = model.parent[context] as number) {
      const total = model.total[context] as number;
      const escapes = model.escapes[context] as number;
      if (escapes === 0 || escapes >= total) continue;
      const x = this.#share(total);
      if (x >= total) return -2;
      if (x < escapes) {
        this.#consume(0, escapes);
        continue;
      }
      value = model.locate(context, x - escapes);
      if (value < 0) return -2;
      this.#consume(escapes + model.under, model.count);
      break;
    }
    if (context === 0) {
      const total = model.total[0] as number;
      const escapes = model.escapes[0] as number;
      const x = this.#share(total);
      if (x < escapes) return -1;
      if (x >= total) return -2;
      value = model.locate(0, x - escapes);
      if (value < 0) return -2;
      this.#consume(escapes + model.under, model.count);
    }
    const found = context;
    for (context = first; context !== found; context = model.parent[context] as number) {
      model.seek(context, value);
      model.learn(context, value, model.symbol === 0);
    }
    model.seek(found, value);
    model.learn(found, value, false);
    model.advance();
    return value;
  }

  #put(under: number, count: number, total: number): void {
    this.#range = Math.floor(this.#range / total);
    this.#low = (this.#low + under * this.#range) >>> 0;
    this.#range = (this.#range * count) >>> 0;
    while (this.#narrow()) this.#shift();
  }

  #share(total: number): number {
    this.#range = Math.floor(this.#range / total);
    return Math.floor(((this.#code - this.#low) >>> 0) / this.#range);
  }

  #consume(under: number, count: number): void {
    this.#low = (this.#low + under * this.#range) >>> 0;
    this.#range = (this.#range * count) >>> 0;
    while (this.#narrow()) {
      this.#code = ((this.#code << 8) | this.#take()) >>> 0;
      this.#range = (this.#range << 8) >>> 0;
      this.#low = (this.#low << 8) >>> 0;
    }
  }

  /** Whether the first byte is settled; makes it so where the range has become too small. */
  #narrow(): boolean {
    if ((this.#low ^ (this.#low + this.#range)) >>> 0 >= TOP) {
      if (this.#range >= BOTTOM) return false;
      this.#range = -this.#low & (BOTTOM - 1);
    }
    return true;
  }

  #shift(): void {
    if (this.#at < this.#end) this.#bytes[this.#at] = this.#low >>> 24;
    // Beyond the end is remembered: then it did not fit.
    this.#at++;
    this.#range = (this.#range << 8) >>> 0;
    this.#low = (this.#low << 8) >>> 0;
  }

  #take(): number {
    // Inside: #at is below #end, which is at most the length.
    return this.#at < this.#end ? (this.#bytes[this.#at++] as number) : 0;
  }
}
