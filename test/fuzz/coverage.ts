// The session core with counters in it: which statements and branches an input reaches, so that inputs that reach new ones are kept.
// Knows the bundler and the instrumenter; knows no target.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { rolldown } from 'rolldown';

/** What istanbul leaves behind for one file: how often each statement ran and each branch was taken. */
interface Counters {
  readonly s: Record<string, number>;
  readonly b: Record<string, number[]>;
}

/** A module with counters. */
export interface Instrumented<T> {
  readonly module: T;
  /** Whether something was reached since the last call that never had been, or in another order of magnitude of times. */
  readonly novel: () => boolean;
  /** Share of all statements that were reached, 0 to 1. */
  readonly reached: () => number;
}

/** Loads a TypeScript file of this folder, and all it imports, with counters. */
export async function instrumented<T>(file: string): Promise<Instrumented<T>> {
  const bundle = await rolldown({
    input: new URL(file, import.meta.url).pathname,
    platform: 'node',
    external: [/^@noble/],
  });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  // Beside node_modules, where the packages that are left out are found.
  const folder = new URL(`../../build/fuzz-${process.pid}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  const out = new URL(file.replace('.ts', '.mjs'), folder);
  const variable = '__pumpjack_fuzz__';
  const instrumenter = createInstrumenter({ esModules: true, compact: false, coverageVariable: variable });
  writeFileSync(out, instrumenter.instrumentSync(output[0].code, out.pathname));
  try {
    const module = (await import(/* @vite-ignore */ out.pathname)) as T; // the caller names the file and its type
    const all = (globalThis as unknown as Record<string, Record<string, Counters>>)[variable]; // made by the module just loaded
    const counters = all?.[out.pathname];
    if (!counters) throw new Error('no counters');
    return { module, ...follow(counters) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function follow({ s, b }: Counters): Pick<Instrumented<unknown>, 'novel' | 'reached'> {
  const names = Object.keys(s);
  const branches = Object.values(b);
  // By counter: which orders of magnitude have been seen, as bits.
  const seen = new Uint32Array(names.length + branches.reduce((sum, each) => sum + each.length, 0));
  const look = (i: number, count: number): boolean => {
    const bit = 1 << (32 - Math.clz32(count));
    const before = seen[i] ?? 0;
    seen[i] = before | bit;
    return (before & bit) === 0;
  };
  const novel = (): boolean => {
    let news = false;
    let i = 0;
    for (const name of names) {
      const count = s[name] ?? 0;
      if (count > 0 && look(i, count)) news = true;
      s[name] = 0;
      i++;
    }
    for (const branch of branches) {
      for (let k = 0; k < branch.length; k++, i++) {
        const count = branch[k] ?? 0;
        if (count > 0 && look(i, count)) news = true;
        branch[k] = 0;
      }
    }
    return news;
  };
  novel();
  return { novel, reached: () => names.filter((_, i) => (seen[i] ?? 0) > 0).length / names.length };
}
