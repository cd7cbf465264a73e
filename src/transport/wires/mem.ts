// mem://name: both ends in one process, whole messages, nothing lost. Knows no session and no socket.
import { atEndOfTurn } from '../../platform.ts';
import type { Address } from '../address.ts';
import { NetworkError } from '../errors.ts';
import { rawLinks } from '../raw-peer.ts';
import { sessionServer } from '../session-server.ts';
import type { AcceptorHooks, Link, LinkHooks, Transport } from '../transport.ts';

/** The names that are listened on, for those who share them. @internal */
type Hub = Map<string, AcceptorHooks>;

/** Bytes on the way to the other end above which `write` says stop. */
const PIPE_BUFFER = 256 * 1024;

const everybody: Hub = new Map();

/**
 * In-process links, for tests, for a single-player game that is its own server, and for a worker's two halves of one program.
 * `mem://name` and `mem+raw://name`; the name is all the address there is. What is written arrives in a later turn of the
 * event loop, so that a program behaves as it will over a socket.
 * @param options - `isolated` gives this transport names of its own; otherwise everybody in the process shares them.
 */
export function mem(options: { isolated?: boolean } = {}): Transport {
  const hub: Hub = options.isolated ? new Map() : everybody;
  return {
    schemes: ['mem', 'mem+raw'],
    raw: rawLinks,
    server: sessionServer,
    connect: (address, hooks) => connect(hub, address, hooks),
    listen(address, hooks) {
      const name = nameOf(address);
      const free = !hub.has(name);
      if (free) hub.set(name, hooks);
      atEndOfTurn(() => {
        if (free) hooks.listening(address.uri);
        else
          hooks.failed(new NetworkError('ERR_ADDRESS_IN_USE', `${address.uri}: somebody listens on that name already`));
      });
      return {
        close: async () => {
          if (hub.get(name) === hooks) hub.delete(name);
        },
      };
    },
  };
}

const nameOf = (address: Address): string => `${address.scheme}://${address.host}${address.path}`;

function connect(hub: Hub, address: Address, hooks: LinkHooks): Link {
  const near = new MemLink(address.uri);
  near.hooks = hooks;
  atEndOfTurn(() => {
    if (near.ended) return;
    const acceptor = hub.get(nameOf(address));
    const far = new MemLink(address.uri);
    far.other = near;
    near.other = far;
    far.hooks = acceptor?.accepted(far);
    if (!acceptor) near.end(new NetworkError('ERR_REFUSED', `${address.uri}: nobody listens on that name`));
    else if (!far.hooks) near.end();
    else hooks.opened();
  });
  return near;
}

class MemLink implements Link {
  readonly kind = 'message';
  readonly remote = 'mem';
  readonly secure = true;
  readonly loopback = true;
  readonly uri: string;
  hooks: LinkHooks | undefined;
  other: MemLink | undefined;
  ended = false;
  #closing = false;
  #inbox: Uint8Array[] = [];
  #held = 0;
  #paused = false;
  #scheduled = false;
  /** Whether `write` said stop and `writable` is owed. */
  starved = false;

  constructor(uri: string) {
    this.uri = uri;
  }

  get buffered(): number {
    return this.other?.held ?? 0;
  }
  /** Bytes on their way to this end. */
  get held(): number {
    return this.#held;
  }

  write(bytes: Uint8Array): boolean {
    const other = this.other;
    if (!other || this.ended || this.#closing) return true;
    // The other side may keep it, and this side may write into it again.
    other.#take(new Uint8Array(bytes));
    if (other.#held < PIPE_BUFFER) return true;
    this.starved = true;
    return false;
  }
  pause(): void {
    this.#paused = true;
  }
  resume(): void {
    this.#paused = false;
    this.#schedule();
  }
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    atEndOfTurn(() => {
      this.other?.close();
      this.#schedule();
    });
  }
  abort(): void {
    this.#inbox = [];
    atEndOfTurn(() => {
      this.other?.close();
      this.end();
    });
  }

  /** The link is gone; told once. */
  end(error?: NetworkError): void {
    if (this.ended) return;
    this.ended = true;
    this.#inbox = [];
    this.#held = 0;
    this.hooks?.closed(error);
  }

  #take(bytes: Uint8Array): void {
    if (this.ended) return;
    this.#inbox.push(bytes);
    this.#held += bytes.length;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    atEndOfTurn(() => this.#deliver());
  }

  #deliver(): void {
    this.#scheduled = false;
    const due = this.#inbox;
    this.#inbox = [];
    for (const [at, bytes] of due.entries()) {
      if (this.ended) return;
      if (this.#paused) {
        this.#inbox = [...due.slice(at), ...this.#inbox];
        return;
      }
      this.#held -= bytes.length;
      this.hooks?.received(bytes);
    }
    this.#refill();
    if (this.#closing && this.#inbox.length === 0) this.end();
  }

  #refill(): void {
    const writer = this.other;
    if (!writer?.starved || this.#held >= PIPE_BUFFER / 2) return;
    writer.starved = false;
    writer.hooks?.writable();
  }
}
