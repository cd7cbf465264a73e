// The tables of the bench, one for each suite, from what was recorded. Knows the suites' fields, measures nothing.

import { cases as browserCases } from '../browser/suite.mjs';
import { cases as enetCases } from '../enet/suite.mjs';
import { range, short, table, times } from '../lib/markdown.mjs';
import { cases } from '../queue/cases.mjs';

/** @typedef {import('../lib/record.mjs').Recorder} Recorder */

/** @param {Recorder} record */
export function queueTable(record) {
  const names = record.contenders('queue');
  const pygame = names.find((name) => name.startsWith('pygame'));
  return table(
    ['million events/s', ...names, 'pumpjack / pygame', 'pumpjack / bare array'],
    cases.map(({ id, title }) => [
      title,
      ...names.map((name) => short((record.spread('queue', id, name, 'perSecond')?.median ?? Number.NaN) / 1e6)),
      times(pygame === undefined ? undefined : record.ratio('queue', id, 'pumpjack', pygame, 'perSecond')),
      times(record.ratio('queue', id, 'pumpjack', 'bare array', 'perSecond')),
    ]),
  );
}

/** @param {Recorder} record @param {string} id */
export const echoTable = (record, id) =>
  table(
    ['contender', 'echoes/s', 'of net', 'CPU us an echo, both ends', 'of that the server'],
    record
      .contenders('echo', id)
      .map((name) => [
        name,
        range(record.spread('echo', id, name, 'perSecond')),
        times(record.ratio('echo', id, name, 'net', 'perSecond')),
        range(record.spread('echo', id, name, 'cpuMicros')),
        short(record.spread('echo', id, name, 'serverCpuMicros')?.median),
      ]),
  );

/** @param {Recorder} record */
export const pingPongTable = (record) =>
  table(
    ['contender', 'p50, us', 'of net', 'p99, us', 'CPU us an echo, both ends'],
    record
      .contenders('pingpong')
      .map((name) => [
        name,
        range(record.spread('pingpong', '64', name, 'p50')),
        times(record.ratio('pingpong', '64', name, 'net', 'p50')),
        range(record.spread('pingpong', '64', name, 'p99')),
        short(record.spread('pingpong', '64', name, 'cpuMicros')?.median),
      ]),
  );

/** @param {Recorder} record @param {string} id how many clients */
export function fanoutTable(record, id) {
  return table(
    [
      'contender',
      'server, % of a core',
      'CPU us a message',
      'of net',
      'of ws',
      'lag p99, ms',
      'KiB a connection',
      'playing',
      'resident',
      'clients, % of a core',
      'delivered in, out',
    ],
    record.contenders('fanout', id).map((name) => {
      const one = (/** @type {string} */ field) => record.spread('fanout', id, name, field);
      const of = (/** @type {string} */ other) => times(record.ratio('fanout', id, name, other, 'serverMicros'));
      const least = (/** @type {string} */ field) => {
        const share = one(field);
        return share ? `${short(100 * Math.min(1, share.min))} %` : '–';
      };
      const failures = record.failures('fanout', id, name);
      const lost = one('lost')?.max ?? 0;
      return [
        failures.length > 0 ? `${name} (failed in ${failures.length} of its rounds: ${failures[0]})` : name,
        range(scaled(one('serverCpu'), 100)),
        range(one('serverMicros')),
        of('net'),
        of('ws'),
        short(one('lag')?.median),
        short(scaled(one('idleEach'), 1 / 1024)?.median),
        short(scaled(one('heapEach'), 1 / 1024)?.median),
        short(scaled(one('rssEach'), 1 / 1024)?.median),
        short(scaled(one('clientCpu'), 100)?.median),
        `${least('inShare')}, ${least('outShare')}${lost > 0 ? ` (${lost} connections lost)` : ''}`,
      ];
    }),
  );
}

/** What the platform itself leaves of the goal against socket.io. @param {Recorder} record */
export function fanoutLimit(record) {
  const limit = record.ratio('fanout', '1000', 'net', 'socket.io', 'serverMicros');
  if (limit === undefined) return '';
  const where = limit > 0.5 ? 'below what the platform itself needs' : 'above what the platform itself needs';
  return `Of socket.io's CPU at 1,000 clients *net* alone, system calls and little else, takes ${times(limit)}: the goal of 0.5 is ${where}.`;
}

/** @param {Recorder} record */
export const browserTable = (record) =>
  table(
    ['contender', ...browserCases.flatMap(({ title }) => [`us a message, ${title}`, 'of DataView'])],
    record
      .contenders('browser')
      .map((name) => [
        name,
        ...browserCases.flatMap(({ id }) => [
          range(record.spread('browser', id, name, 'micros')),
          times(record.ratio('browser', id, name, 'WebSocket, DataView', 'micros')),
        ]),
      ]),
  );

/** @param {Recorder} record */
export const enetTable = (record) =>
  table(
    [
      'what',
      'contender',
      'messages/s',
      'MB/s',
      'of dgram',
      'of libenet',
      'delivered',
      'p50, us',
      'p99, us',
      'CPU us a message',
    ],
    enetCases.flatMap(({ id, title, kind }) =>
      record.contenders('enet', id).map((name) => {
        const field = kind === 'pingpong' ? 'p50' : 'perSecond';
        const one = (/** @type {string} */ what) => record.spread('enet', id, name, what);
        const delivered = one('delivered')?.median;
        return [
          title,
          name,
          range(one('perSecond')),
          short(one('megabytes')?.median),
          times(record.ratio('enet', id, name, 'dgram, batched', field)),
          times(record.ratio('enet', id, name, 'libenet', field)),
          delivered === undefined ? '–' : `${short(100 * delivered)} %`,
          range(one('p50')),
          range(one('p99')),
          range(one('cpuMicros')),
        ];
      }),
    ),
  );

/** @param {Recorder} record */
export const typesTable = (record) =>
  table(
    ['program', 'compiler', 'check, s', 'in all, s', 'memory, MiB', 'types', 'instantiations'],
    [...new Set(record.contenders('types'))].flatMap((compiler) =>
      ['schemas', 'small', 'large']
        .filter((program) => record.spread('types', program, compiler, 'total'))
        .map((program) => {
          const one = (/** @type {string} */ field) => record.spread('types', program, compiler, field);
          return [
            program,
            compiler,
            range(one('check')),
            range(one('total')),
            short(one('memory')?.median),
            short(one('types')?.median),
            short(one('instantiations')?.median),
          ];
        }),
    ),
  );

/** @param {{ min: number, median: number, max: number } | undefined} spread @param {number} by */
const scaled = (spread, by) => spread && { min: spread.min * by, median: spread.median * by, max: spread.max * by };
