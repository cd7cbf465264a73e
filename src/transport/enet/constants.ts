// The numbers of ENet 1.3: command numbers, flags, sizes and limits that both sides of the wire have to agree on.
// Must not know what is done with them.

/** Command numbers (`ENetProtocolCommand`). */
export const ACKNOWLEDGE = 1;
/** The client's first word. */
export const CONNECT = 2;
/** The server's answer to it. */
export const VERIFY_CONNECT = 3;
/** The end, with a number for the other side's application. */
export const DISCONNECT = 4;
/** Asks for an acknowledgement and nothing else. */
export const PING = 5;
/** A whole reliable packet. */
export const SEND_RELIABLE = 6;
/** A whole unreliable sequenced packet. */
export const SEND_UNRELIABLE = 7;
/** A piece of a reliable packet. */
export const SEND_FRAGMENT = 8;
/** A whole unreliable packet without order. */
export const SEND_UNSEQUENCED = 9;
/** The sender's limits in bytes per second. */
export const BANDWIDTH_LIMIT = 10;
/** New values for both packet throttles. */
export const THROTTLE_CONFIGURE = 11;
/** A piece of an unreliable packet. */
export const SEND_UNRELIABLE_FRAGMENT = 12;

/** Bytes of each command before its payload, by number; 0 for those that do not exist. */
export const FIXED_SIZE: readonly number[] = [0, 8, 48, 44, 8, 4, 6, 8, 24, 8, 12, 16, 24, 0, 0, 0];

/** "Acknowledge me", in a command's first byte. */
export const WANTS_ACK = 0x80;
/** Outside any order, in a command's first byte. */
export const UNSEQUENCED = 0x40;
/** The channel of control commands. */
export const CONTROL = 0xff;

/** A sent time follows the head. */
export const HEAD_TIMED = 0x8000;
/** The commands are compressed. */
export const HEAD_COMPRESSED = 0x4000;
/** The peer id that means "no connection yet"; the largest real one is one less. */
export const NO_PEER = 0xfff;
/** "No session yet" in CONNECT. */
export const NO_SESSION = 0xff;

/** Least MTU, bytes of UDP payload. */
export const MIN_MTU = 576;
/** Largest MTU, and the largest datagram that is read. */
export const MAX_MTU = 4096;
/** Least send window, bytes of reliable payload in flight. */
export const MIN_WINDOW = 4096;
/** Largest send window. */
export const MAX_WINDOW = 65536;
/** Bytes per second for each {@link MIN_WINDOW} of window. */
export const WINDOW_SCALE = 65536;
/** Most channels of a connection. */
export const MAX_CHANNELS = 255;
/** How many reliable numbers the newest may be ahead of the oldest that is not acknowledged: 6 windows of 4096. */
export const RELIABLE_SPAN = 24576;
/** Most fragments of a packet that can arrive, a packet that begins right after a window's boundary. */
export const MAX_FRAGMENTS = 28671;
/** The scale of the packet throttle: everything is sent. */
export const THROTTLE_SCALE = 32;
/** What the throttle's counter grows by with each packet. */
export const THROTTLE_COUNTER = 7;
/** The round trip taken for granted until one was measured, ms. */
export const DEFAULT_RTT = 500;
/** How often bandwidth is shared out, ms. */
export const BANDWIDTH_INTERVAL = 1000;
/** How often the packet loss is worked out, ms. */
export const LOSS_INTERVAL = 10000;
