// A WebSocket of the package ws as a port, its errors as ours. Knows that package; knows neither client nor server.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { NetworkError } from '../../errors.ts';
import { networkError } from '../socket.ts';
import { closeError, type WsLink, type WsPort } from './common.ts';
import { SMALL, smallFrame } from './frame.ts';

/** @internal */
export class NodePort implements WsPort {
  readonly instant: boolean;
  readonly #socket: WebSocket;
  readonly #under: Duplex | undefined;
  #failure: NetworkError | undefined;
  #dropped = false;

  /**
   * @param instant - whether there is a socket of the system under it, and not some stream that passes on what it is given.
   * @param under - on a server, the stream that was upgraded.
   */
  constructor(socket: WebSocket, instant: boolean, under?: Duplex) {
    this.#socket = socket;
    // With compression there may be messages that the package has not written yet.
    if (socket.extensions === '') this.#under = under;
    this.instant = instant;
    // What is left to see of a connection that was dropped is our own doing.
    socket.on('error', () => {});
  }

  start(link: WsLink): void {
    const socket = this.#socket;
    socket.on('open', () => link.opened());
    socket.on('message', (data, isBinary) => link.received(data as Buffer, !isBinary)); // binaryType is 'nodebuffer', the default
    socket.on('error', (error) => this.fail(wsError(error, link.uri)));
    socket.on('close', (code, reason) => {
      if (this.#dropped) link.ended(undefined);
      else link.ended(this.#failure ?? closeError(link.uri, code, String(reason)));
    });
  }

  /** Why it is about to end, where that is known. The first one stays. */
  fail(error: NetworkError): void {
    this.#failure ??= error;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }
  send(bytes: Uint8Array, text: boolean, sent: (() => void) | undefined): void {
    const socket = this.#socket;
    // The package writes head and body each by itself, which for a small message costs more than all else on its way.
    if (bytes.length < SMALL && socket.readyState === socket.OPEN && this.#under)
      this.#under.write(smallFrame(bytes, text), sent);
    else socket.send(bytes, { binary: !text }, sent);
  }
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }
  close(): void {
    this.#socket.close(1000);
  }
  abort(): void {
    this.#dropped = true;
    this.#socket.terminate();
  }
}

/** What `ws` itself finds wrong has a code that begins with WS_ERR; a handshake that is none comes from node:http's parser. */
function wsError(error: Error & { code?: string }, uri: string): NetworkError {
  const protocol =
    /^(WS_ERR|HPE_)/.test(error.code ?? '') || /Sec-WebSocket|subprotocol|Upgrade header/i.test(error.message);
  if (protocol) return new NetworkError('ERR_PROTOCOL', `${uri}: ${error.message}`, { cause: error });
  return networkError(error, uri);
}
