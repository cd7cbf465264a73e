// Law 3: the pure folders reach for no clock, no timer, no randomness, no console, no platform.
import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const src = new URL('../src/', import.meta.url);
const FORBIDDEN =
  /\bDate[.(]|\b(new Date|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame|performance|console|process|Buffer|getRandomValues|subtle|document|globalThis)\b|from 'node:/;

/** What owns streams, signals and timers. */
const TERMINAL_SHELL = ['terminal', 'options', 'exits', 'write-now'].map((name) => `event/input/terminal/${name}.ts`);

/** What owns listeners, and the page's elements. */
const DOM_SHELL = [
  'dom',
  'editor',
  'focus',
  'key-listener',
  'options',
  'page',
  'pointer-listener',
  'room',
  'size',
  'window-listener',
].map((name) => `event/input/dom/${name}.ts`);

async function files(folder: string): Promise<string[]> {
  const names = await readdir(new URL(folder, src), { recursive: !folder.startsWith('event/') });
  return names.filter((name) => name.endsWith('.ts')).map((name) => folder + name);
}

it('event/, codec/, session/ and netem.ts take time and chance as arguments', async () => {
  const pure = [
    ...(await files('event/')),
    ...(await files('event/input/')),
    ...(await files('event/input/terminal/')).filter((name) => !TERMINAL_SHELL.includes(name)),
    ...(await files('event/input/dom/')).filter((name) => !DOM_SHELL.includes(name)),
    ...(await files('codec/')),
    ...(await files('transport/session/')),
    ...(await files('transport/enet/')),
    'transport/netem.ts',
    'transport/netem-options.ts',
    'transport/random.ts',
    'transport/framing.ts',
    'transport/read-buffer.ts',
  ];
  expect(pure.length).toBeGreaterThan(30);
  const found: string[] = [];
  for (const name of pure) {
    const code = (await readFile(new URL(name, src), 'utf8')).replace(
      /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g,
      (text) => (text.startsWith("'node:") ? text : ''),
    );
    for (const line of code.split('\n')) if (FORBIDDEN.test(line)) found.push(`${name}: ${line.trim()}`);
  }
  expect(found).toEqual([]);
});
