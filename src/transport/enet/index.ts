// The front door of the ENet room: what the shell, its tests and the simulation may see.
// Must not hold code.
export type {
  EnetConnectEvent,
  EnetDisconnectEvent,
  EnetEvent,
  EnetHostStats,
  EnetKind,
  EnetPeerStats,
  EnetReason,
  EnetReceiveEvent,
  EnetState,
} from './events.ts';
export { type EnetDatagram, EnetHost } from './host.ts';
export type { EnetOptions } from './options.ts';
export type { EnetPeer, EnetSendResult } from './peer.ts';
