// Mistakes in the options of ws(), told at once: a misspelt `origins` would leave a door open. Knows names and numbers only.
import { UsageError } from '../../../errors.ts';
import { checkNames } from '../../../option-names.ts';
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
  checkNames('ws()', options, OPTIONS, 'docs/websocket.md has them');
  for (const [name, value] of Object.entries(options)) {
    const least = OPTIONS[name as keyof WsOptions]; // looked at above
    if (least === undefined || value === undefined) continue;
    if (!(Number.isInteger(value) && Number(value) >= least))
      throw new UsageError(`ws({ ${name} }) takes a whole number from ${least} on`);
  }
}
