// What a user's bundle grows by: each entry bundled for browsers, minified, gzipped, held against a budget.
// Fails when an entry is over its budget or reaches a node: module.
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

// 10 kB were hoped for; docs/decisions/006-network.md says where the bytes are. The budgets hold what was reached.
const core = `export { EventQueue, Network, json } from './dist/index.js'`;
const withWs = `${core}\nexport { ws } from './dist/transport/wires/ws/browser.js'`;
const cases = [
  { name: 'event queue', code: `export { EventQueue } from './dist/index.js'`, budget: 4_650 },
  { name: 'dom alone', code: `export { dom } from './dist/event/input/dom/index.js'`, budget: 11_400 },
  { name: 'core: queue, network, session, json', code: core, budget: 28_200 },
  { name: 'core with queue, session, json and ws', code: withWs, budget: 31_700 },
];

let failed = false;
for (const { name, code, budget } of cases) {
  const size = await measure(code);
  const over = size > budget;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '} ${name}: ${size} of ${budget} bytes, minified and gzipped`);
}
process.exit(failed ? 1 : 0);

async function measure(code) {
  const entry = '\0entry';
  const bundle = await rolldown({
    input: entry,
    platform: 'browser',
    cwd: process.cwd(),
    plugins: [
      {
        name: 'entry',
        resolveId: (id, from) => {
          if (id === entry) return entry;
          if (id.startsWith('node:')) throw new Error(`a browser entry reaches ${id} from ${from}`);
          return from === entry ? new URL(`../${id}`, import.meta.url).pathname : undefined;
        },
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return gzipSync(output[0].code, { level: 9 }).length;
}
