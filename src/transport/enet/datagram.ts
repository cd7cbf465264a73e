// A datagram's envelope: head, sent time, checksum, compression; in and out.
// Must not know what the commands inside it mean.
import { copy, put16, put32, u16, u32 } from './bytes.ts';
import { HEAD_COMPRESSED, HEAD_TIMED, MAX_MTU } from './constants.ts';
import { CRC_START, crc32End, crc32Update } from './crc32.ts';
import { RangeCoder } from './range-coder.ts';

/** Room for the longest envelope; it is written backwards from here, since only the commands tell how long it is. */
const FRONT = 8;

/** How the datagrams of a connection are wrapped. */
export interface Wrapping {
  /** Whether there is a checksum. */
  checksum: boolean;
  /** Whether commands are compressed where that makes them shorter. */
  compress: boolean;
  /** What the checksum begins with: the connection's id, 0 before there is one. */
  connectId: number;
}

/** One datagram being written. The commands go to `bytes` at `at`. */
export class DatagramWriter {
  /** The buffer. */
  readonly bytes: Uint8Array = new Uint8Array(FRONT + MAX_MTU);
  /** Where the next command goes. */
  at: number = FRONT;
  /** Whether a command asked for an acknowledgement, so that the time belongs into the head. */
  timed = false;
  readonly #packed = new Uint8Array(FRONT + MAX_MTU);
  readonly #coder = new RangeCoder();
  #end: number = FRONT;
  /** What is to be copied: what stands one behind the other there as here is copied at once. */
  #source: Uint8Array = this.bytes;
  #from = 0;
  #to = 0;
  #target: number = FRONT;

  /** Begins a datagram of at most `mtu` bytes in all. */
  begin(mtu: number, checksum: boolean): void {
    this.at = FRONT;
    this.timed = false;
    this.#from = this.#to = 0;
    this.#end = FRONT + mtu - 4 - (checksum ? 4 : 0);
  }

  /** Whether a command of `size` bytes fits. */
  room(size: number): boolean {
    return this.at + size <= this.#end;
  }

  /** Whether there is no command yet. */
  get empty(): boolean {
    return this.at === FRONT;
  }

  /** Writes the bytes `from` up to `to` of a payload, which has to stay as it is until {@link finish}. */
  payload(source: Uint8Array, from: number, to: number): void {
    if (source !== this.#source || from !== this.#to || this.#target + this.#to - this.#from !== this.at) {
      this.#settle();
      this.#source = source;
      this.#from = from;
      this.#target = this.at;
    }
    this.#to = to;
    this.at += to - from;
  }

  /** Puts the envelope around it. The result is a view that the next datagram overwrites. */
  finish(head: number, time: number, how: Wrapping, seed: number): Uint8Array {
    this.#settle();
    const { bytes } = this;
    let out = bytes;
    let end = this.at;
    let flags = head | (this.timed ? HEAD_TIMED : 0);
    if (how.compress) {
      const size = this.#coder.compress(bytes, FRONT, end, this.#packed, FRONT);
      if (size > 0) {
        out = this.#packed;
        end = FRONT + size;
        flags |= HEAD_COMPRESSED;
      }
    }
    const start = FRONT - 2 - (this.timed ? 2 : 0) - (how.checksum ? 4 : 0);
    put16(bytes, start, flags);
    if (this.timed) put16(bytes, start + 2, time);
    if (how.checksum) {
      // The sum is taken with the seed in its own place, and of the commands as they were before compression.
      put32(bytes, FRONT - 4, seed);
      put32(bytes, FRONT - 4, crc32End(crc32Update(CRC_START, bytes, start, this.at)));
    }
    if (out !== bytes) copy(bytes, start, FRONT, out, start);
    return out.subarray(start, end);
  }

  #settle(): void {
    copy(this.#source, this.#from, this.#to, this.bytes, this.#target);
  }
}

/** One datagram being read. */
export class DatagramReader {
  /** The commands, from `from` up to `to`. */
  body: Uint8Array = new Uint8Array(0);
  /** Where they begin. */
  from = 0;
  /** Where they end. */
  to = 0;
  /** The sender's time, -1 when it is not there. */
  sentTime = -1;
  readonly #unpacked = new Uint8Array(MAX_MTU);
  readonly #seed = new Uint8Array(4);
  readonly #coder = new RangeCoder();

  /**
   * Takes the envelope off. False when it is too short, its checksum is wrong, it is compressed and may not be, or holds more than `most` bytes.
   */
  open(datagram: Uint8Array, checksum: boolean, compressed: boolean, seed: number, most: number): boolean {
    const { length } = datagram;
    const head = u16(datagram, 0);
    const header = head & HEAD_TIMED ? 4 : 2;
    const from = header + (checksum ? 4 : 0);
    if (length < from || length > MAX_MTU) return false;
    this.sentTime = header === 4 ? u16(datagram, 2) : -1;
    this.body = datagram;
    this.from = from;
    this.to = length;
    if (head & HEAD_COMPRESSED) {
      if (!compressed) return false;
      const size = this.#coder.decompress(datagram, from, length, this.#unpacked, 0, Math.min(most, MAX_MTU - header));
      if (size === 0) return false;
      // Parts of it will be kept, and the next one is unpacked into the same memory.
      this.body = this.#unpacked.slice(0, size);
      this.from = 0;
      this.to = size;
    }
    if (!checksum) return true;
    put32(this.#seed, 0, seed);
    let crc = crc32Update(CRC_START, datagram, 0, header);
    crc = crc32Update(crc, this.#seed, 0, 4);
    crc = crc32Update(crc, this.body, this.from, this.to);
    return crc32End(crc) === u32(datagram, header);
  }
}
