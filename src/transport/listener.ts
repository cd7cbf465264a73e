// Listener: where peers come in. Knows its acceptor; knows no peer.
/// <reference lib="esnext.disposable" preserve="true" />
import type { Channels } from './channel.ts';
import { NetworkError } from './errors.ts';
import type { Acceptor } from './transport.ts';

/** What `net.listen` returns. `C`: the channels of its network. */
export class Listener<C extends Channels = Channels> {
  /** Only for the type: which channels its peers have. */
  declare readonly channels?: C;
  #uri: string;
  #state: 'binding' | 'listening' | 'closed' = 'binding';
  #failure: NetworkError | undefined;
  #acceptor: Acceptor | undefined;
  #waiting: (() => void)[] = [];
  readonly #onClose: () => void;

  /** @internal */
  constructor(uri: string, onClose: () => void) {
    this.#uri = uri;
    this.#onClose = onClose;
  }

  /** Where it listens. Once it is bound this names the real port, also when 0 was asked for. */
  get uri(): string {
    return this.#uri;
  }

  /** `binding`, `listening` or `closed`. */
  get state(): 'binding' | 'listening' | 'closed' {
    return this.#state;
  }

  /**
   * Resolves with the listener once it listens; needs no pump.
   * @param options - `signal` stops the waiting; it then rejects with the signal's reason.
   * @throws NetworkError when it could not be bound, such as `ERR_ADDRESS_IN_USE`, or was closed before.
   */
  async ready(options: { signal?: AbortSignal } = {}): Promise<this> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#state === 'binding') {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    }
    if (this.#state === 'closed')
      throw this.#failure ?? new NetworkError('ERR_NETWORK', `${this.#uri}: this listener is closed`);
    return this;
  }

  /** Stops accepting. Peers that came in stay. Resolves when the address is free again; closing twice is harmless. */
  async close(): Promise<void> {
    this.#settle('closed');
    this.#onClose();
    await this.#acceptor?.close();
  }

  /** The same as `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  bind(acceptor: Acceptor): void {
    this.#acceptor = acceptor;
  }

  /** @internal */
  bound(uri: string): void {
    if (this.#state !== 'binding') return;
    this.#uri = uri;
    this.#settle('listening');
  }

  /** It could not be bound. @internal */
  failed(error: NetworkError): void {
    this.#failure = error;
    this.#settle('closed');
    this.#onClose();
  }

  #settle(state: 'listening' | 'closed'): void {
    this.#state = state;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
