// The tests' own certificate for localhost.
import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(`certs/${name}`, import.meta.url), 'utf8');

/** For `tls()` on both sides: the certificate is its own authority. */
export const certificate = { key: read('localhost.key'), cert: read('localhost.crt'), ca: read('localhost.crt') };
