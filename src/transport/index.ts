// The public names of the network room that need no platform; the wires that do are entries of their own.
export type { Address } from './address.ts';
export { parseAddress } from './address.ts';
export type { AdmitAnswer, AdmitRequest } from './admit.ts';
export type {
  AnyCodec,
  ChannelName,
  ChannelSpec,
  Channels,
  CodecOf,
  InputOf,
  LossyChannel,
  OutputOf,
} from './channel.ts';
export { lossy } from './channel.ts';
export type { DisconnectReason, NetworkErrorCode } from './errors.ts';
export { DISCONNECT_REASONS, NetworkError } from './errors.ts';
export type {
  NetworkConnectedEvent,
  NetworkDataEvent,
  NetworkDataInEvent,
  NetworkDataInvalidEvent,
  NetworkDisconnectedEvent,
  NetworkDrainEvent,
  NetworkErrorEvent,
  NetworkEvent,
  NetworkEventBase,
  NetworkListeningEvent,
  NetworkResumedEvent,
  NetworkSuspendedEvent,
} from './events.ts';
export {
  NETWORK,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED,
  NETWORK_DRAIN,
  NETWORK_ERROR,
  NETWORK_LISTENING,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
} from './events.ts';
export type { FrameDecoder, Framing, LengthPrefixedOptions, LinesOptions } from './framing.ts';
export { FramingError, lengthPrefixed, lines } from './framing.ts';
export { laneLogs } from './lane-logs.ts';
export type { NetworkLimits, OwnLimits } from './limits.ts';
export { networkDefaults } from './limits.ts';
export { Listener } from './listener.ts';
export type { NetemOptions, NetemStats } from './netem.ts';
export { Netem } from './netem.ts';
export { Network } from './network.ts';
export type {
  ConnectOptions,
  DefaultChannels,
  ListenOptions,
  NetworkOptions,
  NetworkStats,
  PeerCallbacks,
} from './network-options.ts';
export type { PeerState, PeerStats, SendOptions } from './peer.ts';
export { Peer } from './peer.ts';
export { seededRandom } from './random.ts';
export type { RawOptions } from './raw-options.ts';
export { rawLinks } from './raw-peer.ts';
export type { SuspendReason } from './session/events.ts';
export type { ServerLimits, SessionOptions } from './session/options.ts';
export { sessionServer } from './session-server.ts';
export { simulate } from './simulate.ts';
export type {
  Acceptor,
  AcceptorHooks,
  Delivery,
  LaneRole,
  Link,
  LinkHooks,
  LinkKind,
  LinkStats,
  LinkTerms,
  PacketTransport,
  RawRole,
  ServerRole,
  Transport,
  WriteHow,
} from './transport.ts';
export { mem } from './wires/mem.ts';
