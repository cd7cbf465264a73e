// docs/tutorial.md: its files compile against the package, as strict as it gets.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;

it('every file of the tutorial compiles', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tutorial-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const page = await readFile(join(root, 'docs/tutorial.md'), 'utf8');
  const files = [...page.matchAll(/```ts\n\/\/ file: (\S+)\n(.*?)```/gs)];
  expect(files.map((match) => match[1])).toEqual(['rules.ts', 'wire.ts', 'server.ts', 'play.ts']);
  for (const [, name, code] of files) await writeFile(join(folder, name ?? ''), code ?? '');
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules/pumpjack'));
  for (const name of ['zod', '@types'])
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    types: ['node'],
    noEmit: true,
    skipLibCheck: true,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => {
    throw new Error(error.stdout);
  });
});
