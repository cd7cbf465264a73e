// Writes the programs whose type-checking is measured. They are compiled and never run.

/**
 * A game with so many events and channels: all declared with schemas, all handled in one exhaustive switch.
 * @param {number} events @param {number} channels
 */
export function program(events, channels) {
  const all = [...Array(events).keys()];
  const channel = [...Array(channels).keys()];
  return `import { bytes, defineEvent, EventQueue, json, lossy, NETWORK_CONNECTED, NETWORK_DATA_IN, NETWORK_DATA_INVALID,
  NETWORK_DISCONNECTED, NETWORK_DRAIN, NETWORK_ERROR, NETWORK_LISTENING, NETWORK_RESUMED, NETWORK_SUSPENDED, Network, QUIT,
  text } from 'pumpjack';
import { z } from 'zod';

${all.map((i) => `const E${i} = defineEvent('E${i}', z.object(${shape(i)}));`).join('\n')}

const net = new Network({
  channels: {
${channel.map((i) => `    c${i}: ${codec(i)},`).join('\n')}
  },
});
const queue = new EventQueue({ drivers: [net], events: [${all.map((i) => `E${i}`).join(', ')}] });
const server = net.connect('mem://bench');
let total = 0;

for (const e of queue.get()) {
  switch (e.type) {
${all.map((i) => `    case E${i}.type: total += e.f${i} + e.name.length; break;`).join('\n')}
    case NETWORK_DATA_IN:
      switch (e.channel) {
${channel.map((i) => `        case 'c${i}': total += ${use(i)}; break;`).join('\n')}
        default: e satisfies never;
      }
      break;
    case NETWORK_LISTENING: case NETWORK_CONNECTED: case NETWORK_SUSPENDED: case NETWORK_RESUMED: case NETWORK_DISCONNECTED:
    case NETWORK_DRAIN: case NETWORK_DATA_INVALID: case NETWORK_ERROR: case QUIT: break;
    default: e satisfies never;
  }
}
${channel.map((i) => `server.send('c${i}', ${value(i)});`).join('\n')}
${all.map((i) => `queue.post(E${i}({ f${i}: ${i}, name: 'n', at: [1] }));`).join('\n')}
for (const e of queue.get([E0, E1])) total += e.name.length;
export { total };
`;
}

/** The same schemas and nothing else: what zod costs by itself. @param {number} events @param {number} channels */
export const schemasOnly = (events, channels) =>
  `import { z } from 'zod';

${[...Array(events).keys()].map((i) => `const E${i} = z.object(${shape(i)});\nexport const e${i}: z.infer<typeof E${i}> = { f${i}: ${i}, name: 'n', at: [1] };`).join('\n')}
${[...Array(channels).keys()]
  .filter((i) => i % 4 > 1)
  .map(
    (i) =>
      `const C${i} = z.object({ c${i}: z.number() });\nexport const c${i}: z.infer<typeof C${i}> = { c${i}: ${i} };`,
  )
  .join('\n')}
`;

/** @param {number} i */
const shape = (i) => `{ f${i}: z.number(), name: z.string(), at: z.array(z.number()) }`;

/** Text, bytes, and twice an object of its own, one of them lossy. @param {number} i */
const codec = (i) =>
  ['text', 'bytes', `json(z.object({ c${i}: z.number() }))`, `lossy(json(z.object({ c${i}: z.number() })))`][i % 4];

/** @param {number} i */
const use = (i) => (i % 4 > 1 ? `e.data.c${i}` : 'e.data.length');

/** @param {number} i */
const value = (i) => ["'hello'", 'new Uint8Array(1)', `{ c${i}: 1 }`, `{ c${i}: 1 }`][i % 4];
