// One node:dgram socket: opening, sending copies in batches, what the system says. Knows addresses and errors; knows no ENet and no peer.
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { atEndOfTurn } from '../../platform.ts';
import type { NetworkError } from '../errors.ts';
import type { NetemOptions } from '../netem-options.ts';
import { BadDatagrams } from './bad-datagrams.ts';
import { networkError } from './socket.ts';

/** Where a datagram goes or comes from. @internal */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What a socket tells its owner. Nothing before `open` has returned. @internal */
export interface DatagramHooks {
  /** It can send and receive. `remote`: the other side, with its name looked up, if one was given. */
  open(local: Endpoint, remote: Endpoint | undefined): void;
  /** The bytes are the owner's. */
  received(bytes: Uint8Array, from: Endpoint): void;
  /** After `send` answered false. */
  writable(): void;
  /** It could not be opened. The last call. */
  failed(error: NetworkError): void;
  /** It is open, and something could not be delivered: the other side's machine says that nobody listens there, for example. */
  trouble(error: NetworkError): void;
}

/** How to open a socket. @internal */
export interface DatagramSettings {
  /** For messages. */
  readonly uri: string;
  /** Where to bind; a name is looked up. */
  readonly local?: Endpoint;
  /** The other side; a name is looked up. */
  readonly remote?: Endpoint;
  /** Whether the system is to let through nothing but what comes from there, and to say when nobody is there. */
  readonly connected: boolean;
  /** Whether other programs may bind to the same port, as listeners of a group do. */
  readonly shared?: boolean;
  /** The system's buffer for what arrives, bytes; it may give less. */
  readonly receiveBuffer: number;
  /** Options of the socket; what they throw is a failure to open. */
  readonly prepare?: (socket: Socket) => void;
  /** A bad network on both ways. */
  readonly simulate: NetemOptions | undefined;
}

/** Datagrams that the system has not taken yet, above which `send` says stop, and below which it goes on. */
const MOST_QUEUED = 64;
const FEW_QUEUED = 16;

/** A UDP socket. @internal */
export class DatagramSocket {
  readonly #hooks: DatagramHooks;
  readonly #uri: string;
  readonly #bad: BadDatagrams | undefined;
  #socket: Socket | undefined;
  #connected = false;
  #open = false;
  #closed = false;
  #blocked = false;
  #queued = false;
  #scratch = Buffer.allocUnsafeSlow(2048);

  constructor(settings: DatagramSettings, hooks: DatagramHooks) {
    this.#hooks = hooks;
    this.#uri = settings.uri;
    if (settings.simulate) {
      this.#bad = new BadDatagrams(settings.simulate, {
        out: (bytes, to) => this.#transmit(bytes, to),
        in: (bytes, from) => this.#hooks.received(bytes, from),
      });
    }
    const { local, remote } = settings;
    const named = remote ?? local;
    const name = named?.address ?? '';
    if (name === '') atEndOfTurn(() => this.#create(settings, local, 4));
    else if (isIP(name)) atEndOfTurn(() => this.#create(settings, local, isIP(name), remote));
    else {
      // libenet knows IPv4 only, and there is no second try as with TCP.
      lookup(name, { order: 'ipv4first' }, (error, address, family) => {
        if (error) this.#failed(error);
        else if (remote) this.#create(settings, local, family, { address, port: remote.port });
        else this.#create(settings, { address, port: local?.port ?? 0 }, family);
      });
    }
  }

  /** Whether `send` would only add to what waits. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Bytes that the system has not taken yet. */
  get queuedBytes(): number {
    return this.#socket?.getSendQueueSize() ?? 0;
  }

  /** Sends a copy; on a connected socket `to` has to be the other side. `false`: taken, but wait for `writable`. */
  send(bytes: Uint8Array, to: Endpoint): boolean {
    if (this.#bad) this.#bad.send(bytes, to);
    else this.#transmit(bytes, to);
    return !this.#blocked;
  }

  /** A socket that only waits for stragglers shall not keep the process alive. */
  unref(): void {
    this.#socket?.unref();
  }

  /** Closes it; nothing is told afterwards. @param done - called when the port is free. */
  close(done?: () => void): void {
    const socket = this.#socket;
    if (this.#closed) {
      done?.();
      return;
    }
    this.#closed = true;
    this.#bad?.stop();
    if (socket) socket.close(done);
    else done?.();
  }

  #create(settings: DatagramSettings, local: Endpoint | undefined, family: number, remote?: Endpoint): void {
    if (this.#closed) return;
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      reuseAddr: settings.shared ?? false,
      recvBufferSize: settings.receiveBuffer,
      // Every address is an IP address by now: Node would ask the resolver about each datagram.
      lookup: (host, _options, done) => done(null, host, family),
    });
    this.#socket = socket;
    socket.on('error', (error) => this.#error(error));
    socket.on('message', (bytes, from) => {
      // Nobody can be answered at port 0, which only a forger writes: Node throws for it.
      if (this.#closed || from.port === 0) return;
      if (this.#bad) this.#bad.receive(bytes, { address: from.address, port: from.port });
      else this.#hooks.received(bytes, from);
    });
    const opened = (): void => {
      if (this.#closed) return;
      this.#open = true;
      this.#hooks.open(socket.address(), remote);
    };
    socket.bind({ port: local?.port ?? 0, exclusive: true, ...(local?.address && { address: local.address }) }, () => {
      if (this.#closed) return;
      try {
        settings.prepare?.(socket);
      } catch (error) {
        // Node's: EADDRNOTAVAIL, ENODEV and the like; there is nothing else in the call.
        this.#failed(error as Error);
        return;
      }
      if (!remote || !settings.connected) opened();
      else {
        socket.once('connect', () => {
          this.#connected = true;
          opened();
        });
        socket.connect(remote.port, remote.address);
      }
    });
  }

  #transmit(bytes: Uint8Array, to: Endpoint): void {
    const socket = this.#socket;
    if (!socket || this.#closed || !this.#open) return;
    if (bytes.length > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(bytes.length);
    const scratch = this.#scratch;
    scratch.set(bytes);
    // While something waits, each brings a callback along, so that the last one can say that there is room again.
    const done = this.#queued ? this.#sent : undefined;
    if (this.#connected) socket.send(scratch, 0, bytes.length, done);
    else socket.send(scratch, 0, bytes.length, to.port, to.address, done);
    const waiting = socket.getSendQueueCount();
    this.#queued = waiting > 0;
    // As a rule the system has taken it by now, and the memory can be used again.
    if (waiting > 0) this.#scratch = Buffer.allocUnsafeSlow(2048);
    if (waiting >= MOST_QUEUED) this.#blocked = true;
  }

  readonly #sent = (): void => {
    if (!this.#blocked || this.#closed || (this.#socket?.getSendQueueCount() ?? 0) > FEW_QUEUED) return;
    this.#blocked = false;
    this.#hooks.writable();
  };

  #error(error: Error): void {
    if (this.#closed) return;
    if (this.#open) this.#hooks.trouble(networkError(error, this.#uri));
    else this.#failed(error);
  }

  #failed(error: Error): void {
    if (this.#closed) return;
    this.close();
    this.#hooks.failed(networkError(error, this.#uri));
  }
}
