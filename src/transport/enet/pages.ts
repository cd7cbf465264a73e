// Memory for what an application gave to send, so that no message has an array of its own.
// Must not know what is in it.
import { uninitialized } from '../../platform.ts';
import { copy } from './bytes.ts';

const PAGE = 16384;
/** What is longer has memory of its own, so that it does not keep small ones waiting in a page. */
const LONG = PAGE / 4;

/** Copies, one behind the other in pages that all peers of a host share. A page lives as long as anything in it is referred to. */
export class Pages {
  /** Where the last copy is. */
  page: Uint8Array = new Uint8Array(0);
  /** Where in it. */
  at = 0;
  #current: Uint8Array = this.page;
  #used = 0;

  /** Copies a payload to {@link page}, {@link at}. */
  add(payload: Uint8Array): void {
    const { length } = payload;
    if (length > LONG) {
      this.page = uninitialized(length);
      this.at = 0;
      this.page.set(payload);
      return;
    }
    if (this.#used + length > this.#current.length) {
      this.#current = uninitialized(PAGE);
      this.#used = 0;
    }
    this.page = this.#current;
    this.at = this.#used;
    copy(payload, 0, length, this.page, this.at);
    this.#used += length;
  }
}
