// What ws() can be told, on both platforms. Types only: knows neither Node nor a browser, so that either can read them.

/** What a WebSocket server knows of a browser or program that asks to come in. */
export interface WsRequest {
  /** Path and query as they were asked for: `/play?room=3`. */
  readonly url: string;
  /** The HTTP headers, with names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The client's IP address; see `proxies` in {@link WsOptions}. */
  readonly remote: string;
}

/** A `node:http` or `node:https` server: what tells it from other servers. */
export interface UpgradeServer {
  /** Whether it has an address already. */
  readonly listening: boolean;
  /** As in `node:http`: how long the headers of a request may take, ms. */
  readonly headersTimeout: number;
}

/**
 * Options of `ws()`. In a browser only `protocols` and `pausedBytes` exist, since its WebSocket takes nothing else; others throw
 * `UsageError` there.
 */
export interface WsOptions {
  /**
   * Subprotocols of raw links, best first. A client offers them; a server takes the first of its own that was offered, and refuses a
   * client that offers only others. Default none. Session links always speak `pumpjack.1`.
   */
  protocols?: readonly string[];
  /**
   * Browser: bytes of raw messages held while the program does not pump, since a browser's WebSocket can not be paused; beyond them the peer is
   * ended (`error`). Node pauses the socket instead. Default 1,048,576.
   */
  pausedBytes?: number;
  /**
   * Bytes of the largest message that may arrive; a larger one ends the link before it is read whole. Default: what the network's
   * `maxMessage` needs, at least 16,384.
   */
  maxPayload?: number;
  /** Compress messages (RFC 7692). Costs about 300 KiB of memory and much time for each link; game messages are too small to gain. Default `false`. */
  perMessageDeflate?: boolean;
  /** Client: more HTTP headers of the handshake, such as `authorization`. */
  headers?: Readonly<Record<string, string>>;

  /**
   * Server: attach to this `node:http` or `node:https` server instead of opening a port. The address then gives the path alone:
   * `net.listen('ws:///play')`. Closing the listener leaves the server as it is.
   */
  server?: UpgradeServer;
  /**
   * Server: which pages may connect. Default `'same-host'`: those whose origin has the host and port of the `Host` header. Else a list of
   * origins (`['https://game.example']`), or a function that decides (one that throws refuses). A request without `Origin` does not come from a page and is let
   * in: this check protects people's browsers, `admit` protects the server.
   */
  origins?: 'same-host' | readonly string[] | ((origin: string, request: WsRequest) => boolean);
  /**
   * Server: how many proxies of your own stand in front of it. The client's address is then taken from `X-Forwarded-For`, that many
   * entries from its end. Default 0: the header, which anybody can write, is not read.
   */
  proxies?: number;
  /** Server on its own port: connections that may be on their way to a WebSocket at one time; more are dropped. Default 256. */
  maxHandshakes?: number;
  /** Server on its own port: how long a connection may take to become a WebSocket, TLS included, ms. Default 5000. */
  handshakeMs?: number;

  /** `wss:` the server's private key, PEM. Needed to listen on a port of its own. */
  key?: string | Uint8Array;
  /** `wss:` the server's certificate chain, PEM. Needed to listen on a port of its own. */
  cert?: string | Uint8Array;
  /** `wss:` certificates to trust instead of the well-known ones, PEM: for a certificate of your own. */
  ca?: string | Uint8Array | (string | Uint8Array)[];
  /** `wss:` the passphrase of `key`. */
  passphrase?: string;
  /** `wss:` the name the server's certificate must carry; default the host of the address. */
  servername?: string;
  /** `wss:` the least version; default `TLSv1.2`. */
  minVersion?: 'TLSv1.2' | 'TLSv1.3';
}
