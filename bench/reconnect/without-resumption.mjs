// The library as one module, as it is or with resumption taken out of it, for measuring what resumption costs. Knows texts of the session
// core and how to bundle; knows no measurement.
//
// Taken out: what is written is forgotten at once, so nothing is kept for a later link, and nothing is acknowledged, so there is no window
// and the pump owes nothing. All else is the same: codec, frames, numbers and their checks, queue, socket. Without acknowledgements nobody
// says when the bytes of a page may be written over, so pages go round instead: one is taken again after six others of 64 KiB,
// and a socket has four of them at most (there is one sender in the process).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const SOURCE = new URL('../../src/', import.meta.url).pathname;

/** @type {Readonly<Record<string, readonly (readonly [find: string, replace: string])[]>>} by file of the session core */
const PATCHES = {
  'outbox.ts': [
    [
      'return to > from ? this.#page?.bytes.subarray(from, to) : undefined;',
      'const piece = to > from ? this.#page?.bytes.subarray(from, to) : undefined;\n    this.#forget();\n    return piece;',
    ],
    [
      'out.part(page.bytes, from, this.#advance(most, window));',
      'out.part(page.bytes, from, this.#advance(most, window));\n    this.#forget();',
    ],
    [
      '  /**\n   * Forgets what is acknowledged.',
      `  #forget(): void {
    const counts = this.#counts;
    for (let c = this.#first * EACH; c < (this.#last + 1) * EACH; c += EACH) counts[c + ACKED] = counts[c + WRITTEN] as number;
    if (this.#cursor !== this.#tail || this.#page !== this.#oldest) {
      this.release(true);
      return;
    }
    this.#head = this.#tail;
    this.#headAt = this.#at;
    this.#free(this.buffered);
  }

  /**
   * Forgets what is acknowledged.`,
    ],
    ['last !== undefined) this.#drop(false);', 'last !== undefined) this.#drop(true);'],
    // A page is not begun again while the socket may have a view of it, and it is always a large one.
    ['if (this.#head === this.#tail) last.end = this.#at = this.#headAt = 0;\n', '\n'],
    ['Math.max(size, Math.min(LARGEST, Math.max(SMALLEST, 2 * this.buffered)))', 'Math.max(size, LARGEST)'],
    [
      '(usual === LARGEST ? spare.pop() : undefined)',
      '(usual === LARGEST && spare.length > 6 ? spare.shift() : undefined)',
    ],
  ],
  'inbox.ts': [
    ['        this.unacked += cost;\n', ''],
    ["if (this.cost + cost > this.#options.recvWindow) throw new FrameError('more than recvWindow', WINDOW);\n", '\n'],
  ],
};

/** @param {string} file @returns {string} its text with all patches; throws where one of them has nothing to replace */
function patched(file) {
  let code = readFileSync(join(SOURCE, 'transport/session', file), 'utf8');
  for (const [find, replace] of PATCHES[file] ?? []) {
    const parts = code.split(find);
    if (parts.length !== 2)
      throw new Error(
        `src/transport/session/${file} has changed: a text is there ${parts.length - 1} times, not once. Adapt bench/reconnect/without-resumption.mjs to it:\n${find}`,
      );
    code = parts.join(replace);
  }
  return code;
}

/** @typedef {typeof import('pumpjack') & typeof import('pumpjack/tcp')} Library */

/** The library with `tcp()`. @param {boolean} resumption @returns {Promise<Library>} */
export async function library(resumption) {
  const entry = `export * from '${SOURCE}index.ts';\nexport * from '${SOURCE}transport/wires/tcp.ts';\n`;
  const codes = new Map([['\0library', entry]]);
  if (!resumption)
    for (const file of Object.keys(PATCHES)) codes.set(join(SOURCE, 'transport/session', file), patched(file));
  const replaced = new Set();
  const folder = mkdtempSync(join(tmpdir(), 'pumpjack-bench-'));
  try {
    const bundle = await rolldown({
      input: '\0library',
      platform: 'node',
      plugins: [
        {
          name: 'library',
          resolveId: (id) => (id === '\0library' ? id : undefined),
          load(id) {
            const code = codes.get(id);
            if (code === undefined) return undefined;
            replaced.add(id);
            return { code, moduleType: 'ts' };
          },
        },
      ],
    });
    const file = join(folder, 'library.mjs');
    await bundle.write({ file });
    await bundle.close();
    if (replaced.size !== codes.size) throw new Error('not all of the patched files are part of the library');
    return /** @type {Library} */ (await import(file)); // what the entry exports
  } finally {
    rmSync(folder, { recursive: true });
  }
}
