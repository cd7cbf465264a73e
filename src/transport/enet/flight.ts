// What was sent and is not acknowledged: matching acknowledgements, finding losses, deciding when to send again and when to give up.
// Must not know how commands are written, or what the connection does when it is given up.
import { CONTROL, LOSS_INTERVAL } from './constants.ts';
import type { EnetSettings } from './options.ts';
import { InFlight, type Outgoing, OutgoingList } from './outgoing.ts';
import type { RoundTrip } from './rtt.ts';

const NEVER: number = Number.POSITIVE_INFINITY;
/** So many retransmission times without a word, and only little is sent again until there is one. */
const SILENT = 4;

/** The reliable commands of one connection that are under way. */
export class Flight {
  /** What is to be sent again. */
  readonly lost: OutgoingList = new OutgoingList();
  /** Payload bytes in flight, lost ones included. */
  bytes = 0;
  /** Commands sent again. */
  retransmissions = 0;
  /** Share of commands lost, smoothed, 0 to 1. */
  loss = 0;
  /** When something was last acknowledged, ms. */
  lastAck: number;
  /** The settings that hold for this connection. */
  timeoutLimit: number;
  /** Never given up before, ms. */
  timeoutMinimum: number;
  /** Never given up after, ms. */
  timeoutMaximum: number;
  readonly #flying = new OutgoingList();
  readonly #roundTrip: RoundTrip;
  readonly #least: number;
  readonly #most: number;
  readonly #control: InFlight;
  readonly #channels: (InFlight | undefined)[] = [];
  /** Since when an acknowledgement is waited for. */
  #since: number;
  #newest = -1;
  #probed = -1;
  #sent = 0;
  #missing = 0;
  #lossEpoch: number;
  #lossKnown = false;

  /** @param first - the first number on the control channel. */
  constructor(roundTrip: RoundTrip, settings: EnetSettings, first: number, time: number) {
    this.#roundTrip = roundTrip;
    this.#least = settings.minimumRetransmission;
    this.#most = settings.maximumRetransmission;
    this.timeoutLimit = settings.timeoutLimit;
    this.timeoutMinimum = settings.timeoutMinimum;
    this.timeoutMaximum = settings.timeoutMaximum;
    this.#control = new InFlight(first);
    this.lastAck = time;
    this.#since = time;
    this.#lossEpoch = time;
  }

  /** Whether everything is acknowledged. */
  get idle(): boolean {
    return this.#flying.size === 0 && this.lost.size === 0;
  }

  /** How many commands are in flight. */
  get size(): number {
    return this.#flying.size + this.lost.size;
  }

  /** How long to wait for an acknowledgement, ms. */
  get retransmission(): number {
    const { rtt, variance, measured } = this.#roundTrip;
    if (!measured) return rtt;
    // A peer that stood still leaves a deviation of many seconds behind, which says nothing about the next packet.
    const most = Math.max(this.#most, rtt * 1.25);
    return Math.max(this.#least, Math.min(rtt + Math.max(4 * variance, rtt / 8, 4), most));
  }

  /** How far the newest number on a channel is ahead of the oldest unacknowledged. */
  span(channel: number): number {
    return this.#on(channel).span;
  }

  /** A command left for the first time. */
  sent(entry: Outgoing, time: number): void {
    if (this.idle) this.#since = time;
    this.#on(entry.channel).add(entry);
    if (entry.channel !== CONTROL) this.bytes += entry.to - entry.from;
    entry.firstAt = time;
    entry.sentAt = time;
    this.#flying.push(entry);
    this.#sent++;
  }

  /** The first of {@link lost} left again. */
  resent(entry: Outgoing, time: number): void {
    this.lost.remove(entry);
    entry.sentAt = time;
    this.#flying.push(entry);
    this.retransmissions++;
    this.#sent++;
  }

  /**
   * An acknowledgement: the command that it is for, unless there is none. One that claims a time at which the command was not yet sent is a forgery or
   * of an earlier round of the numbers, and is ignored. What was sent before `awake`, when this process last stood still, tells nothing about the way.
   */
  acknowledge(channel: number, seq: number, echoed: number, time: number, awake: number): Outgoing | undefined {
    const entry = this.#on(channel).get(seq);
    if (entry === undefined) return undefined;
    const sentAt = time - ((time - echoed) & 0xffff);
    if (sentAt < entry.firstAt) return undefined;
    this.#on(channel).remove(seq);
    entry.list?.remove(entry);
    if (channel !== CONTROL) this.bytes -= entry.to - entry.from;
    if (sentAt >= awake) this.#roundTrip.sample(Math.max(time - sentAt, 1), time);
    if (sentAt > this.#newest) this.#newest = sentAt;
    this.lastAck = time;
    this.#since = time;
    return entry;
  }

  /** The CONNECT was answered; it is not acknowledged otherwise. */
  answered(time: number): void {
    const entry = this.#control.get(1);
    if (entry === undefined) return;
    this.#control.remove(1);
    entry.list?.remove(entry);
    // Which transmission was answered is not said. If it was an earlier one, the first acknowledgement corrects the guess.
    this.#roundTrip.sample(Math.max(time - entry.sentAt, 1), time);
    this.lastAck = time;
    this.#since = time;
  }

  /** After a datagram's acknowledgements: what left clearly before something that has arrived is lost. Whether anything is. */
  overtaken(): boolean {
    const { rtt, variance } = this.#roundTrip;
    const before = this.#newest - Math.max(rtt / 4, variance, 3);
    let any = false;
    for (let head = this.#flying.head; head && head.sentAt < before; head = this.#flying.head) {
      this.#lose(head);
      any = true;
    }
    return any;
  }

  /** Shows every command that is under way. */
  each(show: (entry: Outgoing) => void): void {
    for (const list of [this.#flying, this.lost]) for (let entry = list.head; entry; entry = entry.next) show(entry);
  }

  /** When {@link expire} has something to do, ms. */
  get deadline(): number {
    const { head } = this.#flying;
    if (head === undefined) return NEVER;
    const due = head.sentAt + this.#pause(head.sentAt);
    return this.#probed > this.#since ? Math.max(due, this.#probed + this.#pause(this.#probed)) : due;
  }

  /** Marks as lost what has waited too long; says whether there was any. */
  expire(time: number, mtu: number): boolean {
    this.#measureLoss(time);
    if (time < this.deadline) return false;
    let budget = NEVER;
    if (time - this.#since > SILENT * this.retransmission) {
      this.#probed = time;
      budget = 2 * mtu;
    }
    for (let head = this.#flying.head; head && budget > 0; head = this.#flying.head) {
      if (head.sentAt + this.#pause(head.sentAt) > time) break;
      budget -= head.to - head.from + 8;
      this.#lose(head);
    }
    return true;
  }

  /** When the connection is to be given up, ms. */
  get givenUp(): number {
    if (this.idle) return NEVER;
    // ENet's times double from the first: so many of them have passed when the limit is reached.
    const times = (2 * this.timeoutLimit - 1) * this.retransmission;
    return this.#since + Math.min(Math.max(times, this.timeoutMinimum), this.timeoutMaximum);
  }

  /** Forgets all; the next control command has the number `next`. */
  clear(next: number): void {
    this.#flying.clear();
    this.lost.clear();
    this.bytes = 0;
    this.#channels.length = 0;
    this.#control.restart(next);
  }

  /** The pause after a transmission at `sentAt`: as long as nothing was heard before it, so it doubles in silence, and is as usual after a word. */
  #pause(sentAt: number): number {
    const usual = this.retransmission;
    return Math.max(usual, Math.min(sentAt - this.#since, this.#most));
  }

  #lose(entry: Outgoing): void {
    this.#flying.remove(entry);
    this.lost.push(entry);
    this.#missing++;
  }

  #measureLoss(time: number): void {
    if (time - this.#lossEpoch < LOSS_INTERVAL) return;
    this.#lossEpoch = time;
    if (this.#sent === 0) return;
    const share = Math.min(1, this.#missing / this.#sent);
    this.loss = this.#lossKnown ? this.loss + (share - this.loss) / 8 : share;
    this.#lossKnown = true;
    this.#sent = 0;
    this.#missing = 0;
  }

  #on(channel: number): InFlight {
    if (channel === CONTROL) return this.#control;
    let on = this.#channels[channel];
    if (on === undefined) {
      on = new InFlight(1);
      this.#channels[channel] = on;
    }
    return on;
  }
}
