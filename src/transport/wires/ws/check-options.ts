// Mistakes in the options of ws(), told at once: a misspelt `origins` would leave a door open. Knows names and numbers only.
import { UsageError } from '../../../errors.ts';
import type { WsOptions } from './options.ts';

/** Every option; those with a number have the least that makes sense. */
const OPTIONS: Readonly<Record<keyof WsOptions, number | undefined>> = {
  protocols: undefined,
  pausedBytes: 1,
  maxPayload: 1,
  perMessageDeflate: undefined,
  headers: undefined,
  server: undefined,
  origins: undefined,
  proxies: 0,
  maxHandshakes: 1,
  handshakeMs: 1,
  key: undefined,
  cert: undefined,
  ca: undefined,
  passphrase: undefined,
  servername: undefined,
  minVersion: undefined,
};

/** @throws UsageError for a name that is no option, or a number that can not be. @internal */
export function checkOptions(options: WsOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(name in OPTIONS))
      throw new UsageError(`ws() has no option ${JSON.stringify(name)}; docs/websocket.md has them`);
    const least = OPTIONS[name as keyof WsOptions]; // looked at a line above
    if (least === undefined || value === undefined) continue;
    if (!(Number.isInteger(value) && Number(value) >= least))
      throw new UsageError(`ws({ ${name} }) takes a whole number from ${least} on`);
  }
}
