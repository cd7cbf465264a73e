// Measures the codecs and the MessagePack libraries that might stand behind one of them, on small game messages.
// `npm run build`, then `node bench/codecs.mjs`. Rivals are measured when they are there:
// `npm install --no-save --ignore-scripts msgpackr@2.1.3 notepack.io@3.0.1 msgpack-lite@0.2.2`
import { Decoder, Encoder } from '@msgpack/msgpack';
import { z } from 'zod';

const { bytes, json, msgpack, text } = await import(
  new URL(process.env.PUMPJACK_CODEC ?? '../dist/codec/index.js', import.meta.url)
);

const messages = {
  move: { x: 12.5, y: -3.25 },
  input: { seq: 1042, keys: ['up', 'fire'], at: 123456.75, aim: { x: 0.25, y: -0.5 } },
  chat: { from: 'alice', text: 'ready when you are, good luck \u{1f600}' },
  state: {
    tick: 9001,
    units: Array.from({ length: 20 }, (_, id) => ({ id, x: id * 1.5, y: id * -2.25, hp: 100 - id })),
  },
};
const schemas = {
  move: z.object({ x: z.number(), y: z.number() }),
  input: z.object({
    seq: z.int(),
    keys: z.array(z.string()),
    at: z.number(),
    aim: z.object({ x: z.number(), y: z.number() }),
  }),
  chat: z.object({ from: z.string(), text: z.string() }),
  state: z.object({
    tick: z.int(),
    units: z.array(z.object({ id: z.int(), x: z.number(), y: z.number(), hp: z.number() })),
  }),
};

/** Nanoseconds a call: the best of several rounds, since what disturbs a measurement only makes it longer. */
function time(run) {
  let best = Number.POSITIVE_INFINITY;
  let calls = 1000;
  for (let round = 0; round < 16; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) sink += run();
    const ms = performance.now() - start;
    if (ms < 10) calls *= 2;
    else best = Math.min(best, (ms / calls) * 1e6);
  }
  return best;
}
let sink = 0;

function row(message, name, codec, value) {
  const encoded = new Uint8Array(codec.encode(value));
  const encode = time(() => codec.encode(value).length);
  // A fresh view each time, as from a socket.
  const decode = time(() => (codec.decode(encoded.subarray(0)) === undefined ? 1 : 2));
  console.log(
    `${message.padEnd(7)} ${name.padEnd(28)} ${String(encoded.length).padStart(5)} B ` +
      `${encode.toFixed(0).padStart(7)} ns ${decode.toFixed(0).padStart(7)} ns`,
  );
}

const rivals = await findRivals();
console.log(
  `${'message'.padEnd(7)} ${'codec'.padEnd(28)} ${'size'.padStart(7)} ${'encode'.padStart(10)} ${'decode'.padStart(10)}`,
);
for (const [name, value] of Object.entries(messages)) {
  const schema = schemas[name];
  for (const [rival, codec] of Object.entries(rivals)) row(name, rival, codec, value);
  row(name, 'pumpjack msgpack()', msgpack(), value);
  row(name, 'pumpjack msgpack(zod)', msgpack(schema), value);
  const bare = bareJson();
  row(name, 'bare JSON', bare, value);
  row(name, 'bare JSON + zod on decode', { encode: bare.encode, decode: (b) => schema.parse(bare.decode(b)) }, value);
  row(name, 'pumpjack json()', json(), value);
  row(name, 'pumpjack json(zod)', json(schema), value);
}
row('text 20', 'pumpjack text', text, 'ready when you are!!');
row('text 20', 'TextEncoder/TextDecoder', bareText(), 'ready when you are!!');
row('text 60', 'pumpjack text', text, 'ready when you are!!'.repeat(3));
row('text 60', 'TextEncoder/TextDecoder', bareText(), 'ready when you are!!'.repeat(3));
row('bytes', 'pumpjack bytes', bytes, new Uint8Array(60));
if (sink === 0) console.log('nothing was measured');

function bareText() {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return { encode: (value) => encoder.encode(value), decode: (encoded) => decoder.decode(encoded) };
}

function bareJson() {
  const { encode, decode } = bareText();
  return { encode: (value) => encode(JSON.stringify(value)), decode: (encoded) => JSON.parse(decode(encoded)) };
}

async function findRivals() {
  const encoder = new Encoder({ ignoreUndefined: true });
  const decoder = new Decoder();
  const found = {
    '@msgpack/msgpack': { encode: (value) => encoder.encode(value), decode: (encoded) => decoder.decode(encoded) },
  };
  const msgpackr = await optional('msgpackr');
  if (msgpackr) {
    const packr = new msgpackr.Packr({ useRecords: false, variableMapSize: true });
    found.msgpackr = { encode: (value) => packr.pack(value), decode: (encoded) => packr.unpack(encoded) };
  }
  const notepack = await optional('notepack.io');
  if (notepack) {
    const { encode, decode } = notepack.default;
    found['notepack.io'] = { encode, decode: (b) => decode(Buffer.from(b.buffer, b.byteOffset, b.length)) };
  }
  const lite = await optional('msgpack-lite');
  if (lite) found['msgpack-lite'] = lite.default;
  return found;
}

async function optional(name) {
  try {
    return await import(name);
  } catch {
    return undefined;
  }
}
