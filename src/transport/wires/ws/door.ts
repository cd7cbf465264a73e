// Who may become a WebSocket: method, path, subprotocol, origin, asked before the upgrade. Facts in, refusal out; knows no socket.
import { UsageError } from '../../../errors.ts';
import { SUBPROTOCOL } from './common.ts';
import type { WsOptions, WsRequest } from './options.ts';

/** A refusal: an HTTP status and its reason phrase, which is all that a client gets to see. @internal */
export type Refusal = readonly [status: number, phrase: string];

/** What a door is made of. @internal */
export interface Door {
  readonly raw: boolean;
  readonly protocols: readonly string[];
  readonly origins: NonNullable<WsOptions['origins']>;
}

/** @throws UsageError for a list of origins with one that no browser sends. @internal */
export function doorOf(raw: boolean, { protocols = [], origins = 'same-host' }: WsOptions): Door {
  if (typeof origins === 'object') for (const origin of origins) checkOrigin(origin);
  return { raw, protocols, origins };
}

/** The subprotocol to take: the first of ours that was offered. @internal */
export const protocolFor = (door: Door, offered: ReadonlySet<string>): string | false =>
  (door.raw ? door.protocols : [SUBPROTOCOL]).find((each) => offered.has(each)) ?? false;

/** Why this request may not come in; `undefined`: it may. @internal */
export function refusal(door: Door, request: WsRequest): Refusal | undefined {
  const offered = new Set((text(request, 'sec-websocket-protocol') ?? '').split(',').map((each) => each.trim()));
  offered.delete('');
  if (!door.raw && !offered.has(SUBPROTOCOL)) return [400, `This address speaks ${SUBPROTOCOL}`];
  if (door.raw && door.protocols.length > 0 && offered.size > 0 && protocolFor(door, offered) === false)
    return [400, `This address speaks ${door.protocols.join(', ')}`];
  // Version 8 of the protocol, which is still taken, had another name for it.
  const origin = text(request, 'origin') ?? text(request, 'sec-websocket-origin');
  return origin === undefined || allowed(door, origin, request) ? undefined : [403, 'Origin not allowed'];
}

function allowed({ origins }: Door, origin: string, request: WsRequest): boolean {
  if (typeof origins === 'function') return decides(origins, origin, request);
  if (origins !== 'same-host') return origins.includes(origin);
  // What sandboxed pages and files send is the word null: no host.
  const from = URL.canParse(origin) ? new URL(origin) : undefined;
  // As the page's own scheme writes it: some proxies add the usual port.
  const here = `${from?.protocol}//${text(request, 'host')}`;
  return from !== undefined && URL.canParse(here) && new URL(here).host === from.host;
}

/** One that throws has not let anybody in: what a stranger asks for must not end the process. */
function decides(decide: (origin: string, request: WsRequest) => boolean, origin: string, request: WsRequest): boolean {
  try {
    return decide(origin, request) === true;
  } catch {
    return false;
  }
}

/** An origin as browsers send it: scheme, host and port, nothing behind. */
function checkOrigin(origin: string): void {
  if (origin === 'null' || (URL.canParse(origin) && new URL(origin).origin === origin)) return;
  throw new UsageError(
    `origins: ${JSON.stringify(origin)} is no origin; write scheme and host, and the port if it is not the usual one: "https://game.example"`,
  );
}

function text({ headers }: WsRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value.join(',') : value;
}
