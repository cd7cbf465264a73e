// A packet or command on its way out, and the lists it stands in. The lists cost no object of their own for each entry.
// Must not know when anything is sent.

/** One command that will be, or was, sent; or a packet of which the fragments are cut off one by one. */
export class Outgoing {
  /** The command's number. */
  readonly op: number;
  /** Channel, 255 for control. */
  readonly channel: number;
  /** Its reliable number; for a packet in fragments that of the first. */
  readonly seq: number;
  /** Its unreliable number or group. */
  readonly second: number;
  /** Where the payload is, behind its head unless it is cut into fragments; for control commands the whole command. */
  readonly bytes: Uint8Array;
  /** Where in there it begins. */
  readonly start: number;
  /** How long it is. */
  readonly length: number;
  /** How many commands the packet is cut into. */
  readonly count: number;
  /** The first byte of the payload that belongs to this command. */
  from = 0;
  /** The one behind the last. */
  to: number;
  /** Which fragment this is; of a packet in the queue: which comes next. */
  number = 0;
  /** When it was first sent, ms. */
  firstAt = 0;
  /** When it was sent last, ms. */
  sentAt = 0;
  /** The list it is in. */
  list: OutgoingList | undefined = undefined;
  /** The one before it there. */
  prev: Outgoing | undefined = undefined;
  /** The one behind it there. */
  next: Outgoing | undefined = undefined;

  /** @param op - command number. */
  constructor(
    op: number,
    channel: number,
    seq: number,
    second: number,
    bytes: Uint8Array,
    start: number,
    length: number,
    count: number,
  ) {
    this.op = op;
    this.channel = channel;
    this.seq = seq;
    this.second = second;
    this.bytes = bytes;
    this.start = start;
    this.length = length;
    this.count = count;
    this.to = length;
  }
}

/** A list of them. An entry is in one list at a time. */
export class OutgoingList {
  /** The first. */
  head: Outgoing | undefined = undefined;
  /** The last. */
  tail: Outgoing | undefined = undefined;
  /** How many. */
  size = 0;

  /** Appends an entry. */
  push(entry: Outgoing): void {
    entry.list = this;
    entry.prev = this.tail;
    entry.next = undefined;
    if (this.tail) this.tail.next = entry;
    else this.head = entry;
    this.tail = entry;
    this.size++;
  }

  /** Takes an entry out, wherever it stands. */
  remove(entry: Outgoing): void {
    if (entry.prev) entry.prev.next = entry.next;
    else this.head = entry.next;
    if (entry.next) entry.next.prev = entry.prev;
    else this.tail = entry.prev;
    entry.list = undefined;
    entry.prev = undefined;
    entry.next = undefined;
    this.size--;
  }

  /** Forgets all. */
  clear(): void {
    this.head = undefined;
    this.tail = undefined;
    this.size = 0;
  }
}

/** What is in flight on one channel, found by number in one step. */
export class InFlight {
  /** The oldest number that is not acknowledged; equal to {@link next} when all are. */
  oldest: number;
  /** The number that will be sent next. */
  next: number;
  #slots: (Outgoing | undefined)[] = [];

  /** @param first - the number that will be sent first. */
  constructor(first: number) {
    this.oldest = first;
    this.next = first;
  }

  /** How far the next number is ahead of the oldest. */
  get span(): number {
    return (this.next - this.oldest) & 0xffff;
  }

  /** The next number was sent. */
  add(entry: Outgoing): void {
    if (this.span === this.#slots.length) this.#grow();
    this.#slots[this.next & (this.#slots.length - 1)] = entry;
    this.next = (this.next + 1) & 0xffff;
  }

  /** What was sent under a number, unless it was acknowledged or never sent. */
  get(seq: number): Outgoing | undefined {
    if (((seq - this.oldest) & 0xffff) >= this.span) return undefined;
    return this.#slots[seq & (this.#slots.length - 1)];
  }

  /** A number was acknowledged. */
  remove(seq: number): void {
    const mask = this.#slots.length - 1;
    this.#slots[seq & mask] = undefined;
    while (this.oldest !== this.next && this.#slots[this.oldest & mask] === undefined)
      this.oldest = (this.oldest + 1) & 0xffff;
    // After a burst the slots would stay for the life of the connection.
    if (this.oldest === this.next && this.#slots.length > 1024) this.#slots = [];
  }

  /** Forgets all; `next` is what will be sent next. */
  restart(next: number): void {
    this.oldest = next;
    this.next = next;
    this.#slots = [];
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Array<Outgoing | undefined>(Math.max(16, old.length * 2)).fill(undefined);
    for (let i = 0, seq = this.oldest; i < old.length; i++, seq = (seq + 1) & 0xffff)
      slots[seq & (slots.length - 1)] = old[seq & (old.length - 1)];
    this.#slots = slots;
  }
}
