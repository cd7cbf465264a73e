// What the library set out to reach, and whether this run did. Knows the suites' fields, measures nothing.
import { short, table } from '../lib/markdown.mjs';
import { cases } from '../queue/cases.mjs';

/** @typedef {import('../lib/record.mjs').Recorder} Recorder */
/** @typedef {{ what: string, least?: number, most?: number, got: number | undefined }} Goal */

/** @param {Recorder} record @returns {readonly Goal[]} */
function goals(record) {
  const pygame = record.contenders('queue').find((name) => name.startsWith('pygame')) ?? 'pygame';
  const echo = (/** @type {string} */ one, /** @type {string} */ mine, /** @type {string} */ other) =>
    record.ratio('echo', one, mine, other, 'perSecond');
  const fanout = (/** @type {string} */ mine, /** @type {string} */ other, field = 'serverMicros') =>
    record.ratio('fanout', '1000', mine, other, field);
  return [
    ...cases.map(({ id, title, filtered }) => ({
      what: `queue, ${title}: pumpjack / pygame`,
      least: filtered ? 100 : 10,
      got: record.ratio('queue', id, 'pumpjack', pygame, 'perSecond'),
    })),
    ...cases.map(({ id, title }) => ({
      what: `queue, ${title}: pumpjack / bare array`,
      least: 0.5,
      got: record.ratio('queue', id, 'pumpjack', 'bare array', 'perSecond'),
    })),
    ...['64', '1024'].flatMap((size) => [
      { what: `echo, ${size} B: pumpjack bytes / net`, least: 0.6, got: echo(size, 'pumpjack bytes', 'net') },
      { what: `echo, ${size} B: pumpjack bytes / ws corked`, least: 2, got: echo(size, 'pumpjack bytes', 'ws corked') },
      {
        what: `echo, ${size} B: pumpjack json(zod) / ws corked, strings`,
        least: 1,
        got: echo(size, 'pumpjack json(zod)', 'ws corked, strings'),
      },
    ]),
    {
      what: 'ping-pong, p50: pumpjack bytes / net',
      most: 1.15,
      got: record.ratio('pingpong', '64', 'pumpjack bytes', 'net', 'p50'),
    },
    ...enetGoals(record),
    ...['pumpjack bytes', 'pumpjack bytes, ws'].map((mine) => ({
      what: `fan-out to 1,000, CPU of the server for each message: ${mine} / ws`,
      most: 1.2,
      got: fanout(mine, 'ws'),
    })),
    {
      what: 'fan-out to 1,000, CPU of the server for each message: pumpjack bytes / socket.io',
      most: 0.5,
      got: fanout('pumpjack bytes', 'socket.io'),
    },
    {
      what: 'fan-out to 1,000, memory for each connection that plays: pumpjack bytes / socket.io',
      most: 0.5,
      got: fanout('pumpjack bytes', 'socket.io', 'heapEach'),
    },
  ];
}

/** @param {Recorder} record @returns {readonly Goal[]} */
function enetGoals(record) {
  const ours = (/** @type {string} */ one, /** @type {string} */ other, /** @type {string} */ field) =>
    record.ratio('enet', one, 'pumpjack enet', other, field);
  return [
    {
      what: 'enet, reliable 1 KiB: pumpjack / bare dgram',
      least: 0.8,
      got: ours('reliable-1024', 'dgram, batched', 'perSecond'),
    },
    { what: 'enet, reliable 64 B: pumpjack / libenet', least: 1, got: ours('reliable-64', 'libenet', 'perSecond') },
    { what: 'enet, ping-pong, p50: pumpjack / libenet', most: 1.5, got: ours('pingpong-64', 'libenet', 'p50') },
    ...['reliable-64', 'reliable-1024'].map((one) => ({
      what: `enet, CPU for each message, ${one}: pumpjack / libenet`,
      most: 1.5,
      got: ours(one, 'libenet', 'cpuMicros'),
    })),
  ];
}

/** @param {Recorder} record */
export function goalsTable(record) {
  return table(
    ['goal', 'wanted', 'measured', 'reached'],
    goals(record)
      .filter(({ got }) => got !== undefined)
      .map(({ what, least, most, got = Number.NaN }) => [
        what,
        least === undefined ? `at most ${most}` : `at least ${least}`,
        short(got),
        (least === undefined ? got <= (most ?? 0) : got >= least) ? 'yes' : '**no**',
      ]),
  );
}
