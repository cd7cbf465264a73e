// The package as a stranger gets it: packed, installed into an empty folder, README's snippets type-checked and run there.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumpjack-'));
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  const zod = manifest.devDependencies.zod;
  const node = manifest.devDependencies['@types/node'];
  await run(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      `./${stdout.trim()}`,
      `zod@${zod}`,
      `@types/node@${node}`,
    ],
    { cwd: folder },
  );
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The README's code blocks that begin with `// file: name`. */
async function snippets(): Promise<Map<string, string>> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  return new Map(
    [...readme.matchAll(/```ts\n\/\/ file: (\S+)\n(.*?)```/gs)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

describe('the packed package', () => {
  it('type-checks and runs the README’s snippets from an empty folder', async () => {
    const files = await snippets();
    expect([...files.keys()]).toEqual(['server.ts', 'client.ts']);
    for (const [name, code] of files) await writeFile(join(folder, name), code.replaceAll(':4000', ':47613'));
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          lib: ['es2023'],
          module: 'nodenext',
          strict: true,
          exactOptionalPropertyTypes: true,
          types: ['node'],
          outDir: 'out',
          rootDir: '.',
        },
        files: [...files.keys()],
      }),
    );
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => {
      throw new Error(error.stdout);
    });
    const server = spawn(process.execPath, ['out/server.js'], { cwd: folder });
    let said = '';
    const listening = new Promise<void>((resolve) =>
      server.stdout.on('data', (chunk) => {
        said += chunk;
        if (said.includes('listening on')) resolve();
      }),
    );
    const over = new Promise<number | null>((resolve) => server.on('close', resolve));
    await listening;
    const client = await run(process.execPath, ['out/client.js'], { cwd: folder });
    expect(client.stdout).toBe('the server says hello network.\n');
    expect(await over).toBe(0);
    expect(said).toMatch(
      /^listening on tcp:\/\/127\.0\.0\.1:47613\np\d+ has 3\np\d+ says hello yourself\.\np\d+ is gone: closed\n$/,
    );
  }, 60_000);

  it('every path of `exports` leads to a file that loads, and its types are there', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'node_modules/pumpjack/package.json'), 'utf8'));
    for (const [path, target] of Object.entries<Record<string, string> | string>(manifest.exports)) {
      const files = typeof target === 'string' ? [target] : Object.values(target);
      for (const file of files) await readFile(join(folder, 'node_modules/pumpjack', file));
      if (typeof target === 'string') continue;
      const { stdout } = await run(
        process.execPath,
        ['-e', `import('pumpjack${path.slice(1)}').then((m) => console.log(Object.keys(m).length > 0))`],
        { cwd: folder },
      );
      expect(stdout.trim(), path).toBe('true');
    }
  });
});
