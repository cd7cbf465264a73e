// The browser's view of the package: what is meant for pages bundles with the usual bundlers, reaches no node: module and needs no polyfill.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { rolldown } from 'rolldown';
import { build as vite } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a page imports: the core, every codec, WebSocket. */
const PAGE = `
import * as core from 'pumpjack';
import { ws, reconnectOnWake } from 'pumpjack/ws';
const net = new core.Network({ transports: [ws()], channels: { a: core.text, b: core.json(), c: core.msgpack(), d: core.bytes } });
globalThis.pumpjack = { ...core, ws, reconnectOnWake, queue: new core.EventQueue({ drivers: [net] }) };
`;

// Inside the project, so that the package finds itself by name as its users find it.
const root = new URL('../../', import.meta.url).pathname;
let folder = '';
let entry = '';
beforeAll(async () => {
  folder = await mkdtemp(join(root, 'build-page-'));
  entry = join(folder, 'page.js');
  await writeFile(entry, PAGE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bundlers: Record<string, () => Promise<string>> = {
  async esbuild() {
    // An import of node: is an error here: the platform has none.
    const built = await esbuild({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
    });
    expect(built.warnings).toEqual([]);
    return built.outputFiles[0]?.text ?? '';
  },
  async vite() {
    const built = await vite({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { write: false, minify: false, rollupOptions: { input: entry, preserveEntrySignatures: 'strict' } },
    });
    const [output] = [built].flat();
    if (!output || !('output' in output)) throw new Error('vite built nothing');
    return output.output.map((each) => ('code' in each ? each.code : '')).join('\n');
  },
  async rolldown() {
    const warnings: string[] = [];
    const built = await rolldown({
      input: entry,
      platform: 'browser',
      onwarn: (warning) => warnings.push(warning.message),
    });
    const { output } = await built.generate({ format: 'esm' });
    expect(warnings).toEqual([]);
    return output.map((each) => ('code' in each ? each.code : '')).join('\n');
  },
};

/** Everything that a script imports or requires, at once or later. */
async function importsOf(code: string): Promise<string[]> {
  const { metafile } = await esbuild({
    stdin: { contents: code },
    bundle: true,
    format: 'esm',
    external: ['*'],
    metafile: true,
    write: false,
  });
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
}

describe.each(Object.keys(bundlers))('bundled by %s', (name) => {
  it('core, codecs and ws reach no module of Node, want no polyfill, and hold the browser’s half alone', async () => {
    const code = await bundlers[name]?.();
    if (!code) throw new Error('nothing was built');
    const imported = await importsOf(code);
    expect(imported).toEqual([]);
    expect(code).not.toMatch(/__vite-browser-external|browser-external|createRequire|polyfill/);
    // Which half it is: only Node's knows about a missing package.
    expect(code).toContain('in a browser');
    expect(code).not.toContain('ERR_MISSING_PACKAGE');
    expect(await importsOf(`import 'a'; import('b'); require('c')`)).toEqual(['a', 'b', 'c']);
    const file = join(folder, `${name}.mjs`);
    await writeFile(file, code);
    await import(file);
    expect(Object.keys((globalThis as unknown as { pumpjack: object }).pumpjack)).toContain('EventQueue');
  });
});
