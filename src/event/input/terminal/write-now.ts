// Writing to a terminal when the program is about to end. Knows file descriptors; knows nothing of what is written.
import { writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';

/** How often a terminal that takes nothing at the moment is tried. */
const TRIES = 1000;

/** Writes before it returns, as far as the terminal lets it; never throws. */
export function writeNow(output: WriteStream & { readonly fd?: number }, text: string): void {
  const { fd } = output;
  if (fd === undefined) {
    output.write(text);
    return;
  }
  let rest = Buffer.from(text);
  for (let tries = 0; rest.length > 0 && tries < TRIES; tries++) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      // EAGAIN: the terminal is busy. Anything else: it is gone.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
    }
  }
}
