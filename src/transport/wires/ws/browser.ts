/**
 * `ws()` in a page or a web worker: the browser's own WebSocket.
 * @module
 */
// ws:// and wss:// by way of the WHATWG WebSocket. Knows the DOM's WebSocket; knows no session, no event and no Node.
import { UsageError } from '../../../errors.ts';
import { atEndOfTurn, startTimer, utf8Decode, utf8Encode } from '../../../platform.ts';
import { NetworkError } from '../../errors.ts';
import { rawLinks } from '../../raw-peer.ts';
import type { Transport } from '../../transport.ts';
import { closeError, LOW_WATER, payloadLimit, protocolsOf, SCHEMES, urlOf, WsLink, type WsPort } from './common.ts';
import type { WsOptions } from './options.ts';

export type { UpgradeServer, WsOptions, WsRequest } from './options.ts';
export { reconnectOnWake } from './wake.ts';

/** How often a full buffer is looked at, ms: browsers have no event for it. */
const POLL = 10;

/** WebSocket, client only: `ws://host:port/path` with sessions, `ws+raw://…` for any server. Without a host: the page's own. */
export function ws(options: WsOptions = {}): Transport {
  const { protocols, pausedBytes = 1_048_576, ...others } = options;
  for (const name of Object.keys(others))
    throw new UsageError(`ws() has no option ${JSON.stringify(name)} in a browser; only protocols and pausedBytes`);
  return {
    schemes: SCHEMES,
    raw: rawLinks,
    text: true,
    connect(address, hooks, terms) {
      const { uri, port } = address;
      const page = address.host === '' ? location : undefined;
      let socket: WebSocket;
      try {
        if (port === 0) throw new UsageError('port 0 is for listening');
        socket = new WebSocket(urlOf(address, page?.host ?? ''), protocolsOf(address, protocols));
      } catch (cause) {
        // A URL that can not be, a page on https that asks for ws:, a port that browsers do not allow.
        throw new UsageError(`${uri}: ${cause instanceof Error ? cause.message : 'not possible here'}`, 'ERR_ADDRESS');
      }
      const end = new BrowserPort(socket, pausedBytes);
      const remote = page?.hostname ?? address.host;
      const link = new WsLink(end, { uri, remote, secure: socket.url.startsWith('wss'), open: false });
      link.start(hooks);
      end.start(link, payloadLimit(terms));
      return link;
    },
  };
}

class BrowserPort implements WsPort {
  readonly #socket: WebSocket;
  readonly #mostHeld: number;
  #link: WsLink | undefined;
  #paused = false;
  #held: { bytes: Uint8Array; text: boolean }[] = [];
  #heldBytes = 0;
  #closed: (() => void) | undefined;
  #stopPolling: (() => void) | undefined;

  constructor(socket: WebSocket, mostHeld: number) {
    this.#socket = socket;
    this.#mostHeld = mostHeld;
    socket.binaryType = 'arraybuffer';
  }

  start(link: WsLink, maxPayload: number): void {
    const socket = this.#socket;
    let opened = false;
    this.#link = link;
    socket.onopen = () => {
      opened = true;
      link.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      const text = typeof data === 'string';
      const bytes = text ? utf8Encode(data) : new Uint8Array(data);
      if (bytes.length > maxPayload) this.#fail(`a message of ${bytes.length} bytes; at most ${maxPayload} are taken`);
      else this.#take(bytes, text);
    };
    socket.onclose = ({ code, reason }) => {
      this.#end(() =>
        link.ended(
          opened
            ? closeError(link.uri, code, reason)
            : new NetworkError(
                'ERR_REFUSED',
                `${link.uri}: not possible; a browser does not say why (see its console)`,
              ),
        ),
      );
    };
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }
  send(bytes: Uint8Array, text: boolean, sent: (() => void) | undefined): void {
    // Never shared memory: codecs and the session make plain arrays.
    this.#socket.send(text ? utf8Decode(bytes) : (bytes as Uint8Array<ArrayBuffer>));
    if (sent && !this.#stopPolling) this.#poll(sent);
  }
  pause(): void {
    this.#paused = true;
  }
  resume(): void {
    this.#paused = false;
    while (!this.#paused && this.#held.length > 0) {
      const next = this.#held.shift();
      if (!next) break;
      this.#heldBytes -= next.bytes.length;
      this.#link?.received(next.bytes, next.text);
    }
    if (this.#held.length === 0) this.#closed?.();
  }
  close(): void {
    this.#socket.close(1000);
  }
  abort(): void {
    this.#drop(undefined);
  }

  #take(bytes: Uint8Array, text: boolean): void {
    if (!this.#paused) {
      this.#link?.received(bytes, text);
      return;
    }
    this.#held.push({ bytes, text });
    this.#heldBytes += bytes.length + 32;
    if (this.#heldBytes > this.#mostHeld)
      this.#fail(`more than ${this.#mostHeld} bytes came while nobody pumped; a browser can not hold the sender up`);
  }

  #fail(message: string): void {
    this.#drop(new NetworkError('ERR_NETWORK', `${this.#link?.uri}: ${message}`));
  }

  /** A browser can only close in order; we do not wait for it. */
  #drop(error: NetworkError | undefined): void {
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#held = [];
    atEndOfTurn(() => {
      this.#paused = false;
      this.#end(() => this.#link?.ended(error));
    });
  }

  /** After what is held has been taken. */
  #end(tell: () => void): void {
    this.#stopPolling?.();
    if (this.#paused && this.#held.length > 0) this.#closed = tell;
    else tell();
  }

  #poll(sent: () => void): void {
    this.#stopPolling = startTimer(POLL, () => {
      this.#stopPolling = undefined;
      if (this.bufferedAmount > LOW_WATER) this.#poll(sent);
      else sent();
    });
  }
}
