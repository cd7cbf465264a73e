// SessionLink: one physical link as the core sees it: bytes in, bytes out, how it shall end.
// Must not know what a session is for: whole frames go to the session that has the link, or to its owner until one has.

import type { Clock } from './clock.ts';
import { Decoder, type FrameSink } from './decoder.ts';
import { DATA } from './frame.ts';
import type { Session } from './session.ts';
import type { Stage } from './states.ts';
import { type Cursor, FrameError } from './varint.ts';
import { scratch } from './writer.ts';

/** What the shell knows of a link. */
export interface LinkInfo {
  /**
   * `stream`: bytes without boundaries (TCP, TLS); `message`: whole messages in order (WebSocket, WebRTC, mem); `packet`: whole
   * messages on lanes that do not wait for each other, some of which may be lost (ENet).
   */
  readonly kind: 'stream' | 'message' | 'packet';
  /** The remote address, for the limits per address. An IPv6 one counts as its /64. */
  readonly address: string;
  /** Whether nobody on the way can read it. */
  readonly secure: boolean;
  /** Whether it does not leave this machine. */
  readonly loopback: boolean;
}

/** Why a link could not be opened at all: reported by the shell, ends a first connection at once. */
export interface FatalReason {
  /** A literal for the event, such as `refused`. */
  readonly reason: string;
  /** Words for people. */
  readonly message: string;
}

/** Who looks after a link that no session has yet. Internal to the core. */
export interface LinkOwner {
  /** The transport says that it is open. */
  opened(link: SessionLink): void;
  /** A frame of the handshake. May throw {@link FrameError}. */
  handshake(link: SessionLink, type: number, body: Cursor): void;
  /** Bytes that can not be. */
  garbage(link: SessionLink, error: FrameError): void;
  /** The transport says that it is over. */
  gone(link: SessionLink, fatal: FatalReason | undefined): void;
  /** The link has something to write, or wants to end. */
  transmit(link: SessionLink): void;
}

/** How a packet travels: for certain and in order on its lane; or perhaps, and none after a newer one; or perhaps, in any order. */
export type Delivery = 'reliable' | 'unreliable' | 'unsequenced';

/**
 * The most that leaves in one write or message, unless it is one frame (S-9). On a stream too: the other side begins to read while this one
 * still writes (docs/decisions/012-speed.md).
 */
const PIECE = 16384;

/**
 * One link. The shell calls `receive`, `closed` and, on the client, `opened`; it is told by `shell.transmit(link)` when to
 * call `transmit` until that gives `undefined` or there is no `more`, and then looks at `ending`.
 */
export class SessionLink implements FrameSink {
  /** What the shell said about it. */
  readonly info: LinkInfo;
  /** Whether it is packet-like: it has lanes. @internal */
  readonly lanes: boolean;
  /** `open`; `end`: close it in order once the last bytes are out, and drop it after a second; `abort`: drop it now. */
  ending: 'open' | 'end' | 'abort' = 'open';
  /**
   * Bytes that the transport still holds; the shell keeps it up to date, also before `receive`. Decides about lossy messages, and whether memory
   * that the peer says it has got may be given to others.
   */
  buffered = 0;
  /** Whether what `transmit` gives may be lent: see {@link SessionLink.lent}. Set by the shell; else it is the shell's to keep. */
  instant = false;
  /** What `transmit` gave last is only there until the next call, on any link; {@link SessionLink.keep} makes it the shell's. */
  lent = false;
  /** False: there is nothing behind what `transmit` gave last, and it need not be called again. */
  more = true;
  /** On a packet-like link: the lane on which the bytes that `transmit` gave last have to leave; 0 is that of everything but messages. */
  lane = 0;
  /** On a packet-like link: how they travel. */
  delivery: Delivery = 'reliable';
  /** On a packet-like link: whether the other side is known to have the answer to the handshake (L-2). @internal */
  heard = false;
  /** Who writes what the link has to write; set by the shell, for itself. The core does not look at it. */
  keeper: { ask(): void; gathers(now: number): void } | undefined;
  /** The session that has this link. @internal */
  session: Session | undefined;
  /** Where it stands while no session has it; only the server uses it. @internal */
  stage: Stage = 'fresh';
  /** Whether the shell was told to call transmit() and has not yet. @internal */
  wanted = false;
  /** When it began, ms. @internal */
  readonly born: number;
  /** When something was last read, ms. @internal */
  readAt: number;
  /** Cuts its bytes into frames. @internal */
  readonly decoder: Decoder;
  readonly #owner: LinkOwner;
  readonly #clock: Clock;
  #control: Uint8Array[] = [];
  #over = false;

  /** Made by the core only: `ClientSession.attach`, `SessionServer.accept`. */
  constructor(info: LinkInfo, owner: LinkOwner, clock: Clock) {
    this.info = info;
    this.lanes = info.kind === 'packet';
    this.#owner = owner;
    this.#clock = clock;
    this.born = clock.now;
    this.readAt = clock.now;
    this.decoder = new Decoder(info.kind !== 'stream');
  }

  /** The transport says that it is open. Only on links that the client opened. */
  opened(now: number): void {
    this.#clock.set(now);
    this.#owner.opened(this);
  }

  /** Bytes have come: any piece of the stream, or one whole message. They may be kept (views of them become payloads). */
  receive(bytes: Uint8Array, now: number): void {
    if (this.ending !== 'open' || this.#over) return;
    this.#clock.set(now);
    this.readAt = this.#clock.now;
    const before = this.session?.inbox;
    const mark = before?.events.tail;
    const stored = before?.stored ?? -1;
    this.#decode(bytes);
    const session = this.session;
    if (session === undefined) return;
    session.bytesIn += bytes.length;
    session.inbox.settle(mark ?? session.inbox.events.head, stored, bytes.buffer.byteLength);
    session.flushNews();
  }

  /** A text message came on a WebSocket: there are none in this protocol (S-8). */
  receiveText(now: number): void {
    if (this.ending !== 'open' || this.#over) return;
    this.#clock.set(now);
    this.#bad(new FrameError('text message'));
  }

  /** The transport is over: ended, closed or failed, also when the core asked for it. Always call it, once. */
  closed(now: number, fatal?: FatalReason): void {
    if (this.#over) return;
    this.#clock.set(now);
    this.#over = true;
    const session = this.session;
    if (session === undefined) this.#owner.gone(this, fatal);
    else session.step('drop');
  }

  /**
   * Everything that may leave now, at most about `budget` bytes, or one message; `undefined` if nothing does.
   * What does not fit waits: call again when the transport has room.
   */
  transmit(now: number, budget: number): Uint8Array | undefined {
    this.#clock.set(now);
    this.wanted = false;
    this.lent = false;
    if (budget <= 0 || this.#over || this.ending === 'abort') return undefined;
    scratch.limit = Math.min(budget, PIECE);
    this.leaves(0, 'reliable');
    const control = this.#control;
    while (control.length > 0 && scratch.frame(control[0] as Uint8Array)) control.shift();
    const session = this.session;
    const piece = control.length === 0 ? session?.fill(scratch) : undefined;
    if (session) session.bytesOut += piece?.length ?? scratch.at;
    this.more = session === undefined || control.length > 0 || !session.silent;
    this.lent = this.instant && scratch.at > 0;
    return piece ?? scratch.take(this.lent);
  }

  /** The transport could not take all that was lent, and holds on to it. */
  keep(): void {
    this.lent = false;
    scratch.leave();
  }

  /** One whole frame. @internal */
  frame(type: number, body: Cursor): void {
    const session = this.session;
    if (session === undefined) this.#owner.handshake(this, type, body);
    else {
      if (!this.heard) {
        this.heard = true;
        if (this.lanes) this.want();
      }
      if (type >= DATA && session.live) session.data(type - DATA, body);
      else session.frame(type, body);
    }
  }

  /** Where the bytes go that `transmit` is about to give. @internal */
  leaves(lane: number, delivery: Delivery): void {
    this.lane = lane;
    this.delivery = delivery;
  }

  /** Writes a frame of the handshake. @internal */
  write(frame: Uint8Array): void {
    this.#control.push(frame);
    this.want();
  }

  /** Has the shell call transmit(). @internal */
  want(): void {
    if (this.wanted || this.#over) return;
    this.wanted = true;
    this.#owner.transmit(this);
  }

  /** Ends it after what is written and `frame`; nothing is read from it any more. @internal */
  finish(frame?: Uint8Array): void {
    if (this.ending !== 'open') return;
    if (frame) this.#control.push(frame);
    this.#end('end');
  }

  /** Drops it. @internal */
  abort(): void {
    this.#control = [];
    if (this.ending !== 'abort') this.#end('abort');
  }

  #end(how: 'end' | 'abort'): void {
    this.ending = how;
    this.stage = 'gone';
    this.decoder.stopped = true;
    this.want();
  }

  #decode(bytes: Uint8Array): void {
    // One hidden class for all that is read, whatever kind of buffer the transport has.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    try {
      this.decoder.push(plain, this, this.#clock.now);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#bad(error);
    }
  }

  #bad(error: FrameError): void {
    this.decoder.stopped = true;
    const session = this.session;
    if (session === undefined) this.#owner.garbage(this, error);
    else session.bad(error);
  }
}
