// The adaptive order-2 model of ENet's range coder: what is likely after what, within one datagram.
// Must not know how likelihoods become bits.

const MOST = 4096;
/** So many symbols, and the model starts over (ENET_CONTEXT_... in compress.c). */
const RESTART = 4094;
const MOST_TOTAL = 65280;
const ROOT = 0;

/** What a symbol's count grows by in a context. */
export const STEP = 2;
/** The same in the root. */
export const ROOT_STEP = 3;

/**
 * Contexts and symbols. A symbol is at once the context that is reached by seeing it; number 0 is the root. The symbols of a context are a
 * list in the order of their values.
 */
export class RangeModel {
  /** The context in which the next byte is looked for first. */
  predicted: number = ROOT;
  /** The shorter context of each. */
  readonly parent: Uint16Array = new Uint16Array(MOST);
  /** Sum of the counts and escapes of each context. */
  readonly total: Int32Array = new Int32Array(MOST);
  /** What stands for "none of mine" in each context. */
  readonly escapes: Int32Array = new Int32Array(MOST);
  /** After {@link seek}: the symbol, 0 if the context does not have it. */
  symbol = 0;
  /** After {@link seek}: sum of the counts of smaller values, with the implicit ones. */
  under = 0;
  /** After {@link seek}: the count, with the implicit one. */
  count = 0;
  readonly #value = new Uint8Array(MOST);
  readonly #count = new Int32Array(MOST);
  readonly #first = new Uint16Array(MOST);
  readonly #next = new Uint16Array(MOST);
  #before = 0;
  #order = 0;
  #made = 1;
  /** The symbols that one byte touched, the longest context's first. */
  readonly #touched = new Uint16Array(4);
  #touches = 0;

  /** Forgets everything. */
  reset(): void {
    this.#made = 1;
    this.#order = 0;
    this.#touches = 0;
    this.predicted = ROOT;
    this.#first[ROOT] = 0;
    this.parent[ROOT] = ROOT;
    this.escapes[ROOT] = 1;
    this.total[ROOT] = 257;
  }

  /** Looks for a value in a context. */
  seek(context: number, value: number): void {
    let under = 0;
    let before = 0;
    let at = this.#first[context] as number; // Symbols are numbers below MOST, all the arrays have so many.
    while (at !== 0 && (this.#value[at] as number) < value) {
      under += this.#count[at] as number;
      before = at;
      at = this.#next[at] as number;
    }
    const implicit = context === ROOT ? 1 : 0;
    const found = at !== 0 && this.#value[at] === value;
    this.symbol = found ? at : 0;
    this.under = under + value * implicit;
    this.count = (found ? (this.#count[at] as number) : 0) + implicit;
    this.#before = before;
  }

  /** The value in whose share of a context `frequency` lies, -1 if in none; {@link under} and {@link count} are its. */
  locate(context: number, frequency: number): number {
    const implicit = context === ROOT ? 1 : 0;
    let under = 0;
    let value = 0;
    for (let at = this.#first[context] as number; at !== 0; at = this.#next[at] as number) {
      const own = this.#value[at] as number;
      const begins = under + (own - value) * implicit;
      if (frequency < begins) break;
      const count = (this.#count[at] as number) + implicit;
      if (frequency < begins + count) {
        this.under = begins;
        this.count = count;
        return own;
      }
      under = begins + count;
      value = own + 1;
    }
    // Between two symbols, or behind the last: only the root has something there.
    if (implicit === 0) return -1;
    value += frequency - under;
    this.under = frequency;
    this.count = 1;
    return value < 256 ? value : -1;
  }

  /** Counts the value that was just sought; `missed` if the context stands for it only by an escape. */
  learn(context: number, value: number, missed: boolean): void {
    const root = context === ROOT;
    const step = root ? ROOT_STEP : STEP;
    const before = this.count;
    if (this.symbol !== 0) this.#count[this.symbol] = (this.#count[this.symbol] as number) + step;
    else this.#make(context, value, step);
    this.#touched[this.#touches++] = this.symbol;
    if (missed) this.escapes[context] = (this.escapes[context] as number) + 5;
    this.total[context] = (this.total[context] as number) + step + (missed ? 5 : 0);
    const most = 255 - 2 * step + (root ? 1 : 0);
    if (before > most || (this.total[context] as number) > MOST_TOTAL) this.#rescale(context);
  }

  /** One byte is over: what it touched becomes the next context. */
  advance(): void {
    for (let i = 1; i < this.#touches; i++) this.parent[this.#touched[i - 1] as number] = this.#touched[i] as number;
    this.predicted = this.#touched[0] as number;
    this.#touches = 0;
    if (this.#order < 2) this.#order++;
    else this.predicted = this.parent[this.predicted] as number;
    if (this.#made >= RESTART) this.reset();
  }

  #make(context: number, value: number, count: number): void {
    const made = this.#made++;
    this.#value[made] = value;
    this.#count[made] = count;
    this.#first[made] = 0;
    this.parent[made] = ROOT;
    this.total[made] = 0;
    this.escapes[made] = 0;
    if (this.#before === 0) {
      this.#next[made] = this.#first[context] as number;
      this.#first[context] = made;
    } else {
      this.#next[made] = this.#next[this.#before] as number;
      this.#next[this.#before] = made;
    }
    this.symbol = made;
  }

  #rescale(context: number): void {
    let sum = context === ROOT ? 256 : 0;
    for (let at = this.#first[context] as number; at !== 0; at = this.#next[at] as number) {
      const count = this.#count[at] as number;
      this.#count[at] = count - (count >> 1);
      sum += count - (count >> 1);
    }
    const escapes = this.escapes[context] as number;
    this.escapes[context] = escapes - (escapes >> 1);
    this.total[context] = sum + escapes - (escapes >> 1);
  }
}
