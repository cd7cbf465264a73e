// What both platforms share: a WebSocket as a Link, its URL, what a close code means. Knows neither Node nor a browser.
import { type Address, isLoopback } from '../../address.ts';
import { NetworkError } from '../../errors.ts';
import type { Link, LinkHooks, LinkTerms, WriteHow } from '../../transport.ts';

/** The schemes of `ws()`. @internal */
export const SCHEMES: readonly string[] = ['ws', 'wss', 'ws+raw', 'wss+raw'];

/** The subprotocol of session links: session-protocol section 11. @internal */
export const SUBPROTOCOL = 'pumpjack.1';

/** Bytes in the WebSocket's own buffer above which `write` says stop. The session keeps the rest, where it is counted. */
const WRITE_BUFFER = 256 * 1024;

/** Bytes in it below which there is room again. @internal */
export const LOW_WATER: number = WRITE_BUFFER / 2;

/** What a platform's WebSocket can do. @internal */
export interface WsPort {
  /** Bytes that were given to `send` and have not left. */
  readonly bufferedAmount: number;
  /** As of {@link Link}, on a socket without TLS. */
  readonly instant?: boolean;
  /** Sends one message. `sent`, where given, is called when what was sent so far has left, as far as the platform can tell. */
  send(bytes: Uint8Array, text: boolean, sent: (() => void) | undefined): void;
  pause(): void;
  resume(): void;
  /** The closing handshake, after what was sent. */
  close(): void;
  /** Drop it; the owner hears `ended` later. */
  abort(): void;
}

/** A WebSocket as a link. @internal */
export class WsLink implements Link {
  readonly kind = 'message';
  readonly uri: string;
  readonly remote: string;
  readonly secure: boolean;
  readonly #port: WsPort;
  #hooks: LinkHooks | undefined;
  #state: 'opening' | 'open' | 'over';
  #starved = false;

  constructor(port: WsPort, peer: { uri: string; remote: string; secure: boolean; open: boolean }) {
    this.#port = port;
    this.uri = peer.uri;
    this.remote = peer.remote;
    this.secure = peer.secure;
    this.#state = peer.open ? 'open' : 'opening';
  }

  get loopback(): boolean {
    return isLoopback(this.remote);
  }
  get buffered(): number {
    return this.#port.bufferedAmount;
  }
  get instant(): boolean {
    return this.#port.instant === true && !this.secure;
  }

  write(bytes: Uint8Array, how?: WriteHow): boolean {
    if (this.#state !== 'open') return true;
    const text = how?.text ?? false;
    const port = this.#port;
    const much = port.bufferedAmount + bytes.length >= WRITE_BUFFER;
    port.send(bytes, text, much ? this.#sent : undefined);
    if (!much || port.bufferedAmount < WRITE_BUFFER) return true;
    this.#starved = true;
    return false;
  }
  pause(): void {
    this.#port.pause();
  }
  resume(): void {
    this.#port.resume();
  }
  close(): void {
    this.#port.close();
  }
  abort(): void {
    this.#port.abort();
  }

  // --- what the platform tells

  /** Whom to tell. */
  start(hooks: LinkHooks): void {
    this.#hooks = hooks;
  }
  opened(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#hooks?.opened();
  }
  received(bytes: Uint8Array, text: boolean): void {
    if (this.#state === 'open') this.#hooks?.received(bytes, text);
  }
  ended(error: NetworkError | undefined): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#hooks?.closed(error);
  }

  readonly #sent = (): void => {
    if (!this.#starved || this.#state !== 'open' || this.#port.bufferedAmount > LOW_WATER) return;
    this.#starved = false;
    this.#hooks?.writable();
  };
}

/** The address as a URL for a WebSocket. @param host - `host:port` when the address names none. @internal */
export const urlOf = ({ uri, scheme }: Address, host: string): string =>
  `${scheme.replace('+raw', '')}://${uri.slice(scheme.length + 3).replace(/^(?=[/?]|$)/, host)}`;

/** What a link for this address offers. @internal */
export const protocolsOf = (address: Address, protocols: readonly string[] = []): string[] =>
  address.raw ? [...protocols] : [SUBPROTOCOL];

/** Bytes of the largest message: a session's frame has a few bytes more than what it carries. @internal */
export const payloadLimit = (terms: LinkTerms | undefined): number =>
  Math.max(16_384, (terms?.maxMessage ?? 65_536) + 64);

/** A close code (RFC 6455 section 7.4.1) as an error; in order are 1000, 1001 (the page is left) and 1005 (no code given). @internal */
export function closeError(uri: string, code: number, reason: string): NetworkError | undefined {
  if (code === 1000 || code === 1001 || code === 1005) return undefined;
  return code === 1006
    ? new NetworkError('ERR_RESET', `${uri}: the connection broke`)
    : new NetworkError('ERR_PEER', `${uri}: closed by the other side with code ${code}${reason && `: ${reason}`}`);
}
