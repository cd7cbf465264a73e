// The cases of the queue bench: what is filled, what is timed, and what has to come out. Knows no queue.
import { COUNT, MISSING, make, READY, SUM, TYPES } from './events.mjs';

/** @typedef {import('./events.mjs').Event} Event */

/**
 * What a contender can do; what it can not do is left out, and its cell in the table stays empty.
 * @typedef {object} QueueAdapter
 * @property {string} name
 * @property {(event: Event) => void} post
 * @property {(each: (event: Event) => void) => void} getAll takes everything and hands each to `each`
 * @property {() => Event | undefined} [poll]
 * @property {(type: string) => readonly Event[]} [getType]
 * @property {(type: string) => boolean} [peek]
 */

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} title
 * @property {(queue: QueueAdapter) => boolean} can
 * @property {(queue: QueueAdapter) => void} [fill] before the clock runs
 * @property {(queue: QueueAdapter) => number} run what is timed
 * @property {number} expected what run has to answer, so that nobody wins by dropping
 * @property {boolean} filtered
 */

/** Adds up over whatever is taken out in one piece. */
let sum = 0;
const add = (/** @type {Event} */ event) => {
  sum += event.x;
};
const always = () => true;

/** @param {QueueAdapter} queue */
function fill(queue) {
  queue.getAll(add);
  for (let i = 0; i < COUNT; i++) queue.post(make(i));
}

/** @param {QueueAdapter} queue */
function drain(queue) {
  sum = 0;
  queue.getAll(add);
  return sum;
}

/** @type {readonly Case[]} */
export const cases = [
  {
    id: 'post-get',
    title: 'post 10,000, get all',
    can: always,
    run(queue) {
      for (let i = 0; i < COUNT; i++) queue.post(make(i));
      return drain(queue);
    },
    expected: SUM,
    filtered: false,
  },
  {
    id: 'post-get-ready',
    title: 'post 10,000 made before, get all',
    can: always,
    run(queue) {
      for (const event of READY) queue.post(event);
      return drain(queue);
    },
    expected: SUM,
    filtered: false,
  },
  {
    id: 'post-poll',
    title: 'post and poll, one at a time',
    can: (queue) => queue.poll !== undefined,
    run(queue) {
      let seen = 0;
      for (let i = 0; i < COUNT; i++) {
        queue.post(make(i));
        seen += queue.poll?.()?.x ?? 0;
      }
      return seen;
    },
    expected: SUM,
    filtered: false,
  },
  {
    id: 'post-poll-ready',
    title: 'post and poll, made before',
    can: (queue) => queue.poll !== undefined,
    run(queue) {
      let seen = 0;
      for (const event of READY) {
        queue.post(event);
        seen += queue.poll?.()?.x ?? 0;
      }
      return seen;
    },
    expected: SUM,
    filtered: false,
  },
  {
    id: 'get-type',
    title: '`get(type)`, 1 of 10 types',
    can: (queue) => queue.getType !== undefined,
    fill,
    run: (queue) => queue.getType?.(TYPES[3])?.length ?? 0,
    expected: COUNT / 10,
    filtered: true,
  },
  {
    id: 'drain-types',
    title: 'drain by ten `get(type)`',
    can: (queue) => queue.getType !== undefined,
    fill,
    run(queue) {
      let seen = 0;
      for (const type of TYPES) seen += queue.getType?.(type)?.length ?? 0;
      return seen;
    },
    expected: COUNT,
    filtered: true,
  },
  {
    id: 'peek-missing',
    title: '`peek` of a missing type',
    can: (queue) => queue.peek !== undefined,
    fill(queue) {
      // Full already after the first time: peek takes nothing out.
      if (!queue.peek?.(TYPES[0])) fill(queue);
    },
    run: (queue) => (queue.peek?.(MISSING) ? 1 : 0),
    expected: 0,
    filtered: false,
  },
];
