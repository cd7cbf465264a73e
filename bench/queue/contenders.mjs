// The contenders of the queue bench that run in Node. Each does what its own users would write.
import { EventEmitter } from 'node:events';
import mitt from 'mitt';
import { defineEvent, EventQueue, NOEVENT, QUIT } from 'pumpjack';
import { z } from 'zod';
import { MISSING, TYPES } from './events.mjs';

/** @typedef {import('./cases.mjs').QueueAdapter} QueueAdapter */
/** @typedef {import('./events.mjs').Event} Event */

/** The limit: arrays and loops, nothing else. @returns {QueueAdapter} */
function bareArray() {
  /** @type {Event[]} */
  let items = [];
  return {
    name: 'bare array',
    post(event) {
      items.push(event);
    },
    getAll(each) {
      const all = items;
      items = [];
      for (let i = 0; i < all.length; i++) each(/** @type {Event} */ (all[i]));
    },
    poll: () => items.shift(),
    getType(type) {
      const taken = [];
      let kept = 0;
      for (let i = 0; i < items.length; i++) {
        const item = /** @type {Event} */ (items[i]);
        if (item.type === type) taken.push(item);
        else items[kept++] = item;
      }
      items.length = kept;
      return taken;
    },
    peek(type) {
      for (let i = 0; i < items.length; i++) if (items[i]?.type === type) return true;
      return false;
    },
  };
}

/** Ten declared events, posted as plain objects: typed, and not checked at run time. @returns {QueueAdapter} */
function pumpjackPlain() {
  const payload = z.object({ x: z.number(), y: z.number() });
  const queue = new EventQueue({
    events: [...TYPES, MISSING].map((name) => defineEvent(name, payload)),
  });
  return {
    name: 'pumpjack',
    post(event) {
      queue.post(event);
    },
    getAll(each) {
      for (const event of queue.get()) if (event.type !== QUIT) each(event);
    },
    poll() {
      const event = queue.poll();
      return event.type === NOEVENT || event.type === QUIT ? undefined : event;
    },
    getType: (type) => queue.get(/** @type {Event['type']} */ (type)),
    peek: (type) => queue.peek(/** @type {Event['type']} */ (type)),
  };
}

/** The same, but each event made by its definition: checked against a zod schema, copied and frozen. @returns {QueueAdapter} */
function pumpjackChecked() {
  const payload = z.object({ x: z.number(), y: z.number() });
  const ALPHA = defineEvent('ALPHA', payload);
  const queue = new EventQueue({ events: [ALPHA] });
  return {
    name: 'pumpjack, checked by zod',
    post(event) {
      queue.post(ALPHA({ x: event.x, y: event.y }));
    },
    getAll(each) {
      for (const event of queue.get()) if (event.type !== QUIT) each(event);
    },
  };
}

/**
 * No queue: each post calls a listener at once, the fastest way to hand an event over. What the listeners saw is told at the
 * end, so that it can be checked. @param {string} name @param {Emitter} emitter @returns {QueueAdapter}
 */
function emitting(name, emitter) {
  let sum = 0;
  for (const type of TYPES) {
    emitter.on(type, (event) => {
      sum += event.x;
    });
  }
  return {
    name,
    post(event) {
      emitter.emit(event.type, event);
    },
    getAll(each) {
      each({ type: TYPES[0], x: sum, y: 0 });
      sum = 0;
    },
  };
}

/** @typedef {{ on(type: string, listener: (event: Event) => void): void, emit(type: string, event: Event): void }} Emitter */

// mitt's types are those of a CommonJS module; what is imported is the function itself.
const createMitt = /** @type {() => Emitter} */ (/** @type {unknown} */ (mitt));

/** By name. @type {Readonly<Record<string, () => QueueAdapter>>} */
export const contenders = {
  'bare array': bareArray,
  pumpjack: pumpjackPlain,
  'pumpjack, checked by zod': pumpjackChecked,
  'mitt (calls at once)': () => emitting('mitt (calls at once)', createMitt()),
  'EventEmitter (calls at once)': () =>
    emitting('EventEmitter (calls at once)', /** @type {Emitter} */ (new EventEmitter())),
};
