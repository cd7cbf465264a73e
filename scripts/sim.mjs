// npm run sim: bundles the simulation, which is TypeScript, into build/ and runs it. Node needs no types stripped for that.
import { rolldown } from 'rolldown';

const file = new URL('../build/sim.mjs', import.meta.url).pathname;
const bundle = await rolldown({ input: new URL('../test/sim/cli.ts', import.meta.url).pathname, platform: 'node' });
await bundle.write({ file, sourcemap: true });
await import(file);
