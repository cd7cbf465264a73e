// Memory for what an application gave to send, so that no message has an array of its own.
// Must not know what is in it.
import { uninitialized } from '../../platform.ts';
import { copy } from './bytes.ts';

/** One message that nobody acknowledges keeps so much alive, until its connection is given up. */
const PAGE = 8192;
/** What is longer has memory of its own. */
const LONG = PAGE / 2;

/** Copies, with what goes in front of them, one behind the other in pages that all peers of a host share. A page lives as long as anything in it is referred to. */
export class Pages {
  /** Where the last copy is. */
  page: Uint8Array = new Uint8Array(0);
  /** Where in it; in front of that is the room that was asked for. */
  at = 0;
  #current: Uint8Array = this.page;
  #used = 0;

  /** Copies a payload to {@link page}, {@link at}, behind `head` bytes for the caller. */
  add(payload: Uint8Array, head: number): void {
    const { length } = payload;
    const size = head + length;
    if (size > LONG) {
      this.page = uninitialized(size);
      this.at = head;
    } else {
      if (this.#used + size > this.#current.length) {
        this.#current = uninitialized(PAGE);
        this.#used = 0;
      }
      this.page = this.#current;
      this.at = this.#used + head;
      this.#used += size;
    }
    copy(payload, 0, length, this.page, this.at);
  }
}
