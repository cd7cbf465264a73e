// What types cost: a program with 200 events and 60 channels, checked by both compilers that the project has.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { program, schemasOnly } from './generate.mjs';

// Within the package, so that its own name leads to its own types.
const FOLDER = new URL('../../build/bench-types/', import.meta.url);
const BIN = new URL('../../node_modules/', import.meta.url);

const programs = {
  schemas: schemasOnly(200, 60),
  small: program(2, 4),
  large: program(200, 60),
};
const compilers = {
  'tsc 7': new URL('@typescript/native/bin/tsc', BIN),
  'tsc 6': new URL('typescript/bin/tsc6', BIN),
};
const OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
  module: 'NodeNext',
  moduleDetection: 'force',
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
};

/** @param {{ rounds: number }} plan @param {import('../lib/record.mjs').Recorder} record @param {(text: string) => void} say */
export async function run(plan, record, say) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, source] of Object.entries(programs)) {
    writeFileSync(new URL(`${name}.ts`, FOLDER), source);
    writeFileSync(
      new URL(`tsconfig.${name}.json`, FOLDER),
      JSON.stringify({ compilerOptions: OPTIONS, files: [`${name}.ts`] }),
    );
  }
  for (let round = 0; round < plan.rounds; round++) {
    say(`types: round ${round + 1} of ${plan.rounds}`);
    for (const [compiler, bin] of Object.entries(compilers)) {
      if (!existsSync(bin)) continue;
      for (const name of Object.keys(programs)) {
        record.add({ suite: 'types', case: name, contender: compiler, round, ...(await check(bin, name)) });
      }
    }
  }
}

/** @param {URL} bin @param {string} name */
async function check(bin, name) {
  const project = fileURLToPath(new URL(`tsconfig.${name}.json`, FOLDER));
  const start = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [
    fileURLToPath(bin),
    '-p',
    project,
    '--extendedDiagnostics',
  ]);
  const total = (performance.now() - start) / 1000;
  const told = (/** @type {string} */ what) => Number(new RegExp(`^${what}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1]);
  return {
    total,
    check: told('Check time'),
    memory: told('Memory used') / 1024,
    types: told('Types'),
    instantiations: told('Instantiations'),
  };
}
