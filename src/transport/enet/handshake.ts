// What client and server agree on, and a connection of which the other side has not yet proved its address.
// Must not know how many there are.
import { type Hello, helloBytes } from './command.ts';
import {
  MAX_CHANNELS,
  MAX_MTU,
  MAX_WINDOW,
  MIN_MTU,
  MIN_WINDOW,
  NO_SESSION,
  VERIFY_CONNECT,
  WINDOW_SCALE,
} from './constants.ts';
import type { Wrapping } from './datagram.ts';
import type { EnetSettings } from './options.ts';

/** An MTU within the protocol's bounds. */
export const clampMtu = (mtu: number): number => Math.min(Math.max(mtu, MIN_MTU), MAX_MTU);

/** A window within them. */
export const clampWindow = (window: number): number => Math.min(Math.max(window, MIN_WINDOW), MAX_WINDOW);

/** The window that a bandwidth allows; 0 is unlimited. */
export const windowFor = (bandwidth: number): number =>
  bandwidth === 0 ? MAX_WINDOW : clampWindow(Math.floor(bandwidth / WINDOW_SCALE) * MIN_WINDOW);

/** The send window between what we can send and they can receive, bytes per second each, 0 for unlimited. */
export const sendWindow = (outgoing: number, incoming: number): number =>
  windowFor(outgoing === 0 || incoming === 0 ? outgoing + incoming : Math.min(outgoing, incoming));

/** Whether a CONNECT asks for something that can be. */
export const acceptable = (hello: Hello): boolean => hello.channels >= 1 && hello.channels <= MAX_CHANNELS;

/** A client that has asked and not yet proved that it gets what is sent to its address. */
export class HalfOpen {
  /** What kind of place this is in the directory. */
  readonly place: 'half' = 'half';
  /** Where the CONNECT came from. */
  readonly address: string;
  /** How the client is to address us; by lot, so that a stranger has to guess it. */
  readonly localId: number;
  /** What the client said. */
  readonly hello: Hello;
  /** How its datagrams are wrapped. */
  readonly wrapping: Wrapping;
  /** Session of what is sent. */
  readonly outgoingSession: number;
  /** Session of what is received. */
  readonly incomingSession: number;
  /** The time that VERIFY_CONNECT claims. Its acknowledgement has to bring it back: 16 bits that a stranger has to guess too. */
  readonly cookie: number;
  /** Channels, as they will be. */
  readonly channels: number;
  /** MTU, as it will be. */
  readonly mtu: number;
  /** Our send window. */
  readonly window: number;
  /** When it is forgotten, ms. */
  readonly expires: number;
  /** VERIFY_CONNECT. */
  readonly answer: Uint8Array;
  /** Bytes received from the address less bytes sent there: no more is sent than was received. */
  credit = 0;
  /** When the last answer was given, ms. */
  answeredAt = 0;
  /** Wrong guesses so far. */
  wrong = 0;

  /** @param chance - numbers in [0, 1). */
  constructor(
    address: string,
    localId: number,
    hello: Hello,
    wrapping: Wrapping,
    settings: EnetSettings,
    time: number,
    chance: () => number,
  ) {
    this.address = address;
    this.localId = localId;
    this.hello = hello;
    this.wrapping = wrapping;
    // The client's slot was last used with these; NO_SESSION and one more is 0, as for a fresh slot.
    this.outgoingSession = (hello.incomingSession + 1) & 3;
    this.incomingSession = (hello.outgoingSession + 1) & 3;
    this.cookie = Math.floor(chance() * 65536);
    this.channels = Math.min(hello.channels, settings.channelLimit);
    this.mtu = Math.min(clampMtu(hello.mtu), settings.mtu);
    this.window = sendWindow(settings.outgoingBandwidth, hello.incomingBandwidth);
    this.expires = time + settings.halfOpenTime;
    this.answer = helloBytes(VERIFY_CONNECT, 1, {
      ...hello,
      peerId: localId,
      // Named from the client's point of view.
      incomingSession: this.outgoingSession,
      outgoingSession: this.incomingSession,
      mtu: this.mtu,
      window: clampWindow(Math.min(windowFor(settings.incomingBandwidth), hello.window)),
      channels: this.channels,
      incomingBandwidth: settings.incomingBandwidth,
      outgoingBandwidth: settings.outgoingBandwidth,
    });
  }
}

/** The CONNECT of a client. */
export const connectHello = (
  settings: EnetSettings,
  peerId: number,
  channels: number,
  connectId: number,
  data: number,
): Hello => ({
  peerId,
  incomingSession: NO_SESSION,
  outgoingSession: NO_SESSION,
  mtu: settings.mtu,
  window: windowFor(settings.outgoingBandwidth),
  channels,
  incomingBandwidth: settings.incomingBandwidth,
  outgoingBandwidth: settings.outgoingBandwidth,
  interval: settings.packetThrottleInterval,
  acceleration: settings.packetThrottleAcceleration,
  deceleration: settings.packetThrottleDeceleration,
  connectId,
  data,
});
