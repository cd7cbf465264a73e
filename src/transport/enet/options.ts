// Every bound and setting of an ENet host: its name in ENet where it has one, its default, its unit, what happens at it.
// Must not know who uses it.
import { UsageError } from '../../errors.ts';

/** The settings of a host. Where ENet has the setting, its name and default are kept; the source is in brackets. */
export interface EnetOptions {
  /** Peers at once, from 1 to 4095, with those whose end was not taken yet; then a CONNECT is refused. Default 1024. [enet_host_create] */
  readonly peerCount?: number;
  /** Channels that an incoming connection may have, 1 to 255. Default 255. [ENetHost.channelLimit] */
  readonly channelLimit?: number;
  /** What this host can receive, bytes per second; 0 is unlimited, the default. [ENetHost.incomingBandwidth] */
  readonly incomingBandwidth?: number;
  /** What it can send, bytes per second; 0 is unlimited, the default. [ENetHost.outgoingBandwidth] */
  readonly outgoingBandwidth?: number;
  /** Largest datagram sent, bytes of UDP payload, 576 to 4096; the smaller of both sides' holds. Default 1392. [ENET_HOST_DEFAULT_MTU of 1.3.18] */
  readonly mtu?: number;
  /** Largest packet in both directions, bytes; larger ones are `too-big`, or not received. Default 33554432. [ENetHost.maximumPacketSize] */
  readonly maximumPacketSize?: number;
  /**
   * Bytes of a peer that were received and not taken by `pollEvent`, with 64 for each packet or fragment; beyond it what is reliable is not acknowledged,
   * so that it is sent again, and the rest is dropped. Default 33554432. [ENetHost.maximumWaitingData]
   */
  readonly maximumWaitingData?: number;
  /** Peers of one IP address; then a CONNECT is refused. Default 4095. [ENetHost.duplicatePeers] */
  readonly duplicatePeers?: number;
  /** Whether datagrams have a CRC-32; `'auto'` answers each client as it came, and connects without. Default false. [ENetHost.checksum] */
  readonly checksum?: boolean | 'auto';
  /** Whether datagrams are compressed by the range coder; `'auto'` as with checksums. Default false. [enet_host_compress_with_range_coder] */
  readonly compression?: boolean | 'auto';
  /** How long after the last acknowledgement a PING is sent, ms. Default 500. [ENET_PEER_PING_INTERVAL] */
  readonly pingInterval?: number;
  /** So many retransmission times, doubling, without any acknowledgement end a connection. Default 32. [ENET_PEER_TIMEOUT_LIMIT] */
  readonly timeoutLimit?: number;
  /** But never before so many ms. Default 5000. [ENET_PEER_TIMEOUT_MINIMUM] */
  readonly timeoutMinimum?: number;
  /** And never after so many ms. Default 30000. [ENET_PEER_TIMEOUT_MAXIMUM] */
  readonly timeoutMaximum?: number;
  /** How often the throttle takes stock of the round trip, ms. Default 5000. [ENET_PEER_PACKET_THROTTLE_INTERVAL] */
  readonly packetThrottleInterval?: number;
  /** How fast more unreliable packets are let through, of 32. Default 2. [ENET_PEER_PACKET_THROTTLE_ACCELERATION] */
  readonly packetThrottleAcceleration?: number;
  /** How fast fewer are, of 32; 0 turns the throttle off. Default 2. [ENET_PEER_PACKET_THROTTLE_DECELERATION] */
  readonly packetThrottleDeceleration?: number;
  /** All peers' waiting bytes; beyond it only peers with less than their even share may still receive. Default 134217728. */
  readonly hostWaitingData?: number;
  /** Unreliable packets of a channel that wait for reliable ones; then the oldest is dropped. Default 1024. */
  readonly waitingUnreliable?: number;
  /** Bytes accepted by `send` that were not sent, or not acknowledged; then `full`. One packet is always taken. Default 33554432. */
  readonly pendingLimit?: number;
  /** The same in packets and commands. Default 65536. */
  readonly pendingPackets?: number;
  /** Acknowledgements that wait for a datagram; then what arrives is ignored and sent again. Default 4096. */
  readonly waitingAcknowledgements?: number;
  /** Unproven connections; then the oldest is forgotten. Default 4096. */
  readonly halfOpenLimit?: number;
  /** The same for one IP address. Default 64. */
  readonly halfOpenPerAddress?: number;
  /** How long a client may take to prove its address, ms. Default 10000. */
  readonly halfOpenTime?: number;
  /** Answers to strangers that wait to be sent; then they are not given. Default 1024. */
  readonly waitingReplies?: number;
  /** Ended connections remembered so that the other side learns that they ended; then the oldest is forgotten. Default 1024. */
  readonly graves?: number;
  /** How long they are remembered, ms. Default 30000. */
  readonly graveTime?: number;
  /** Least retransmission time, ms. Default 30. */
  readonly minimumRetransmission?: number;
  /** Largest retransmission time, ms, where the round trip is not longer itself. Default 1000. */
  readonly maximumRetransmission?: number;
  /** Whether a client that can not be taken is told so (a DISCONNECT), or hears nothing, as from libenet. Default true. */
  readonly refuse?: boolean;
  /** The number that a refused client is told. Default 0. */
  readonly refusalData?: number;
}

/** The settings as they hold. */
export type EnetSettings = Required<EnetOptions>;

type Numbers = Exclude<keyof EnetOptions, 'checksum' | 'compression' | 'refuse'>;
const U32 = 0xffffffff;
const MOST = 2147483647;

// name: default, least, most
const NUMBERS: Record<Numbers, readonly [number, number, number]> = {
  peerCount: [1024, 1, 4095],
  channelLimit: [255, 1, 255],
  incomingBandwidth: [0, 0, U32],
  outgoingBandwidth: [0, 0, U32],
  mtu: [1392, 576, 4096],
  maximumPacketSize: [33554432, 1, MOST],
  maximumWaitingData: [33554432, 1024, MOST],
  duplicatePeers: [4095, 1, 4095],
  pingInterval: [500, 10, MOST],
  timeoutLimit: [32, 1, MOST],
  timeoutMinimum: [5000, 10, MOST],
  timeoutMaximum: [30000, 10, MOST],
  packetThrottleInterval: [5000, 1, U32],
  packetThrottleAcceleration: [2, 0, U32],
  packetThrottleDeceleration: [2, 0, U32],
  hostWaitingData: [134217728, 1024, Number.MAX_SAFE_INTEGER],
  waitingUnreliable: [1024, 1, 65536],
  pendingLimit: [33554432, 1, Number.MAX_SAFE_INTEGER],
  pendingPackets: [65536, 1, MOST],
  waitingAcknowledgements: [4096, 64, 65536],
  halfOpenLimit: [4096, 1, MOST],
  halfOpenPerAddress: [64, 1, MOST],
  halfOpenTime: [10000, 100, MOST],
  waitingReplies: [1024, 1, MOST],
  graves: [1024, 0, MOST],
  graveTime: [30000, 0, MOST],
  minimumRetransmission: [30, 1, MOST],
  maximumRetransmission: [1000, 1, MOST],
  refusalData: [0, 0, U32],
};

/** The settings: the defaults with `given` over them. Throws `UsageError` for a value that may not be. */
export function enetSettings(given: EnetOptions = {}): EnetSettings {
  const numbers = {} as Record<Numbers, number>; // Filled by the loop, name by name.
  for (const key in NUMBERS) {
    const name = key as Numbers; // The keys of a literal are those of its type.
    const [usual, least, most] = NUMBERS[name];
    numbers[name] = checked(name, given[name] ?? usual, least, most);
  }
  const { checksum = false, compression = false, refuse = true } = given;
  for (const [name, value] of Object.entries({ checksum, compression }))
    if (value !== true && value !== false && value !== 'auto')
      throw new UsageError(`${name} must be true, false or 'auto', not ${String(value)}`);
  if (numbers.timeoutMinimum > numbers.timeoutMaximum)
    throw new UsageError('timeoutMinimum may not be greater than timeoutMaximum');
  return { ...numbers, checksum, compression, refuse };
}

/** A whole number from `least` to `most`, or a `UsageError` that names it. */
export function checked(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new UsageError(`${name} is ${String(value)}: use a whole number from ${least} to ${most}`);
  return value;
}
