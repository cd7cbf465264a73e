// What network.ts, the wires' tests and the simulation may see of the session core.
// Nothing else is imported from outside this folder.

export { ClientSession, type ClientSetup } from './client.ts';
export {
  type LostReason,
  type SessionEnd,
  type SessionEndFacts,
  type SessionEvent,
  SessionMessage,
  type SuspendReason,
} from './events.ts';
export { type Delivery, type FatalReason, type LinkInfo, SessionLink } from './link.ts';
export {
  type ServerLimits,
  type SessionOptions,
  serverDefaults,
  serverLimits,
  sessionDefaults,
  sessionOptions,
} from './options.ts';
export type { SessionCrypto } from './resume.ts';
export { SessionServer } from './server.ts';
export type { AdmitExtras, AdmitRequest, ServerSetup, ServerStats } from './server-setup.ts';
export { Session } from './session.ts';
export type { PeerLimits, SessionSetup, SessionStats, SessionTimes } from './setup.ts';
export type { SessionShell } from './shell.ts';
export type { ChannelEntry, ChannelKind } from './table.ts';
