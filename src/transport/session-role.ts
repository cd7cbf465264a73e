// The network's sessions: a client core for each connect, one server core for all listeners. Knows cores and links by contract.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { UsageError } from '../errors.ts';
import { cryptoRandomBytes, utf8Encode } from '../platform.ts';
import type { Address } from './address.ts';
import type { AdmitAnswer, AdmitRequest } from './admit.ts';
import { NetworkError } from './errors.ts';
import { NETWORK_ERROR, type NetworkEvent } from './events.ts';
import { LinkShell, type LinkShellOwner } from './link-shell.ts';
import type { Peer } from './peer.ts';
import type { PeerHandlers, PeerHost } from './peer-host.ts';
import {
  ClientSession,
  type LinkInfo,
  type Session,
  type SessionCrypto,
  type SessionLink,
  type SessionServer,
  type SessionSetup,
  type SessionShell,
} from './session/index.ts';
import { SessionPeer } from './session-peer.ts';
import type { LaneRole, Link, LinkHooks, LinkStats, Transport } from './transport.ts';

interface ListenContext {
  readonly handlers: PeerHandlers;
  readonly admit: ((request: AdmitRequest) => AdmitAnswer | Promise<AdmitAnswer>) | undefined;
}

/** Where a server's session came in; kept for the peer that it becomes with its first event. */
interface Origin {
  readonly handlers: PeerHandlers;
  readonly uri: string;
  readonly data: unknown;
}

const sessionCrypto: SessionCrypto = {
  randomBytes: cryptoRandomBytes,
  hmacSha256: (key, data) => hmac(sha256, key, data),
};

/** Both roles of the session protocol for one network. @internal */
export class SessionRole {
  readonly #host: PeerHost;
  readonly #setup: Omit<SessionSetup, 'shell'>;
  readonly #shells = new Map<SessionLink, LinkShell>();
  /** Those that were ended here and are not closed yet. */
  readonly #lingering = new Set<LinkShell>();
  readonly #contexts = new Map<SessionLink, ListenContext>();
  readonly #origins = new WeakMap<Session, Origin>();
  readonly #owner: LinkShellOwner = {
    now: () => this.#host.now(),
    flushLater: (what) => this.#host.flushLater(what),
    settled: ({ client }) => client && this.#settled(client),
    lingers: (shell) => this.#lingering.add(shell),
    closed: (shell, error) => this.#linkClosed(shell, error),
  };
  #server: SessionServer | undefined;
  #allClosed: (() => void) | undefined;
  #warned = false;
  #complains = false;

  constructor(options: { app: string; random: () => number; lanes: LaneRole | undefined; host: PeerHost }) {
    const { app, random, lanes, host } = options;
    this.#host = host;
    this.#setup = {
      app,
      channels: host.table.list.map(({ name, kind }) => ({ name, kind })),
      options: host.limits,
      crypto: sessionCrypto,
      random,
      lanes: lanes?.open,
    };
  }

  /** Whether the server side has anything that needs ticks. */
  get busy(): boolean {
    return this.#shells.size > 0 || this.#server?.deadline !== undefined;
  }
  get stats(): { refused: number; badHandshakes: number; badResumes: number } {
    const stats = this.#server?.stats;
    if (!stats) return { refused: 0, badHandshakes: 0, badResumes: 0 };
    const refused = stats.refusedLinks + stats.refusedAddress + stats.refusedRate + stats.refusedBlocked + stats.busy;
    return { refused, badHandshakes: stats.badHandshake + stats.late, badResumes: stats.badResume };
  }

  connect(
    address: Address,
    transport: Transport,
    options: { handlers: PeerHandlers; credentials: string | Uint8Array | undefined },
  ): Peer {
    const { credentials = '' } = options;
    const auth = typeof credentials === 'string' ? utf8Encode(credentials) : new Uint8Array(credentials);
    if (auth.length > 1024) throw new UsageError(`credentials of ${auth.length} bytes; at most 1024 fit`);
    const peer = new SessionPeer(this.#host, address.uri, options.handlers, false);
    const open = (session: ClientSession): void => {
      let shell: LinkShell | undefined;
      // A wire calls nothing before connect has returned.
      const hooks: LinkHooks = {
        opened: () => shell?.opened(),
        received: (bytes, text) => shell?.received(bytes, text),
        writable: () => shell?.writable(),
        closed: (error) => shell?.closed(error),
      };
      const link = transport.connect(address, hooks, this.#host.limits);
      shell = this.#join(link, session.attach(linkInfo(link), this.#host.now()), peer);
    };
    const setup = { ...this.#setup, auth, lanes: transport.lanes?.open, shell: this.#shell(peer, open) };
    const session = new ClientSession(setup, this.#host.now());
    peer.begin(
      session,
      () => this.#statsOf(session),
      (now) => session.tick(now),
    );
    // In this order: an address that the wire does not take throws here, and nothing is left behind.
    session.start(this.#host.now());
    this.#host.lives(peer);
    return peer.peer;
  }

  accept(link: Link, transport: Transport, context: ListenContext): LinkHooks | undefined {
    const now = this.#host.now();
    this.#server ??= this.#makeServer(transport);
    const core = this.#server?.accept(linkInfo(link), now);
    if (!core) return undefined;
    this.#contexts.set(core, context);
    const shell = this.#join(link, core, undefined);
    shell.opened();
    return shell;
  }

  tick(now: number): void {
    this.#server?.tick(now);
    for (const shell of this.#lingering) shell.tick(now);
  }

  /** All sessions have ended: what is left are links that end in order, and links in handshake, which are nobody's. */
  async close(): Promise<void> {
    for (const shell of this.#shells.values()) if (shell.core.ending === 'open') shell.link.abort();
    if (this.#shells.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#allClosed = resolve;
    });
  }

  #makeServer({ server }: Transport): SessionServer | undefined {
    return server?.open(
      {
        ...this.#setup,
        limits: this.#host.limits,
        shell: this.#shell(undefined, () => {}),
        admit: ({ auth, link, answer }) => {
          const context = this.#contexts.get(link);
          const request: AdmitRequest = {
            credentials: auth,
            uri: this.#shells.get(link)?.link.uri ?? '',
            data: undefined,
          };
          void this.#decide(context?.admit, request, (ok, reason) => {
            answer(ok, reason, this.#host.now());
            if (context && link.session) {
              this.#origins.set(link.session, { handlers: context.handlers, uri: request.uri, data: request.data });
            }
          });
        },
      },
      this.#host.now(),
    );
  }

  async #decide(
    admit: ListenContext['admit'],
    request: AdmitRequest,
    answer: (ok: boolean, reason: string) => void,
  ): Promise<void> {
    if (!admit) {
      answer(true, '');
      return;
    }
    try {
      const said = admit(request);
      const verdict = typeof said === 'object' ? await said : said;
      answer(verdict === true, typeof verdict === 'string' ? verdict : '');
    } catch (cause) {
      // What went wrong is the server's affair; the client only learns that it may not come in.
      answer(false, '');
      const { uri } = request;
      // String() of what is no Error may throw itself.
      const why = cause instanceof Error ? cause.message : 'see cause';
      const error = new NetworkError('ERR_ADMIT', `${uri}: admit threw, so the client was refused: ${why}`, { cause });
      this.#complain({ type: NETWORK_ERROR, time: this.#host.now(), error, uri });
    }
  }

  /** Strangers can bring this about as often as they like: one that waits says it all. */
  #complain(event: NetworkEvent): void {
    if (this.#complains) return;
    this.#complains = true;
    this.#host.arrived({
      deliver: (push) => {
        const taken = push(event);
        this.#complains = !taken;
        return taken;
      },
    });
  }

  #shell(client: SessionPeer | undefined, open: (session: ClientSession) => void): SessionShell {
    return {
      transmit: (link) => link.keeper?.ask(),
      notify: (session, count) => (client ?? session.keeper ?? this.#peerOf(session)).notify(count),
      wakeAt: (at) => this.#host.wakeAt(at),
      open,
    };
  }

  /** A session of the server becomes a peer with its first event. */
  #peerOf(session: Session): SessionPeer {
    const origin = this.#origins.get(session);
    const peer = new SessionPeer(this.#host, origin?.uri ?? '', origin?.handlers ?? {}, true);
    peer.peer.data = origin?.data;
    peer.begin(session, () => this.#statsOf(session));
    session.keeper = peer;
    this.#host.lives(peer);
    return peer;
  }

  #statsOf(session: Session): LinkStats | undefined {
    return session.current && this.#shells.get(session.current)?.link.stats;
  }

  #join(link: Link, core: SessionLink, peer: SessionPeer | undefined): LinkShell {
    const shell = new LinkShell(this.#owner, link, core, peer);
    this.#shells.set(core, shell);
    core.keeper = shell;
    return shell;
  }

  #settled(peer: SessionPeer): void {
    peer.settled();
    if (this.#warned || !peer.keyExposed) return;
    this.#warned = true;
    const text = `${peer.peer.uri}: the key of this session went over a link that others may read; use tls://, or take the risk (told once)`;
    this.#tell(new NetworkError('ERR_INSECURE', text), peer);
  }

  #tell(error: NetworkError, { peer }: SessionPeer): void {
    const event: NetworkEvent = { type: NETWORK_ERROR, time: this.#host.now(), error, uri: peer.uri, peer };
    this.#host.arrived({ deliver: (push) => push(event) });
  }

  #linkClosed(shell: LinkShell, error: NetworkError | undefined): void {
    const peer = shell.client;
    this.#shells.delete(shell.core);
    this.#lingering.delete(shell);
    this.#contexts.delete(shell.core);
    if (this.#shells.size === 0) this.#allClosed?.();
    if (error && peer?.state === 'connecting') this.#tell(error, peer);
  }
}

const linkInfo = (link: Link): LinkInfo => ({
  kind: link.kind === 'datagram' ? 'message' : link.kind,
  address: link.remote,
  secure: link.secure,
  loopback: link.loopback,
});
