// The simulation with one text of the session core replaced, as a module that can be run.
// Knows how to bundle; knows no mutant.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import type { Result } from '../sim/plans.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Where a file of the session core lies. */
export const sessionFile = (file: string): string => join(ROOT, 'src/transport/session', file);

/** The source with `find` replaced; throws when it is not there exactly once. */
export function patch(file: string, find: string, replace: string): string {
  const parts = readFileSync(sessionFile(file), 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`${file}: ${parts.length - 1} times in the source, not once: ${find}`);
  return parts.join(replace);
}

/** What the simulation offers. */
export interface Simulation {
  runSeed(seed: number, trace?: (line: string) => void, mode?: string): Result;
}

/** The simulation over a session core in which `file` says `code`. */
export async function simulationWith(file: string, code: string): Promise<Simulation> {
  const folder = mkdtempSync(join(tmpdir(), 'pumpjack-mutant-'));
  try {
    const bundle = await rolldown({
      input: join(ROOT, 'test/sim/run.ts'),
      platform: 'node',
      // Without its tree: an unused import in a broken file is nobody's concern.
      logLevel: 'silent',
      plugins: [{ name: 'mutant', load: (id) => (id === sessionFile(file) ? code : undefined) }],
    });
    const out = join(folder, 'sim.mjs');
    await bundle.write({ file: out });
    await bundle.close();
    return (await import(/* @vite-ignore */ out)) as Simulation; // what run.ts exports
  } finally {
    rmSync(folder, { recursive: true });
  }
}
