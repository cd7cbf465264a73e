// npm run sim, npm run soak: bundles a program of the tests, which is TypeScript, into build/ and runs it. So Node needs to know no types.
import { rolldown } from 'rolldown';

const [name = ''] = process.argv.splice(2, 1);
const file = new URL(`../build/${name}.mjs`, import.meta.url).pathname;
const input = new URL(`../test/${name}/cli.ts`, import.meta.url).pathname;
const bundle = await rolldown({ input, platform: 'node' });
await bundle.write({ file, sourcemap: true });
await bundle.close();
await import(file);
