// What waits for the next pump: in order and bounded. Knows the built-in events; knows no queue, no terminal and no page.
import { type BuiltinEvent, QUIT } from '../events.ts';
import { KEYDOWN, KEYUP, TEXTEDITING } from '../events-keyboard.ts';
import { FINGERDOWN, FINGERMOTION, FINGERUP, MOUSEBUTTONDOWN, MOUSEBUTTONUP, MOUSEMOTION } from '../events-pointer.ts';
import { DROPBEGIN, DROPCOMPLETE, WINDOWRESIZED } from '../events-window.ts';

/**
 * Events between two pumps. When it is full, moves of the mouse or of one finger become one, and what else comes is dropped and
 * counted, but never a QUIT, and never the end of something whose beginning was taken: so no key stays down for ever.
 */
export class Inbox<E extends BuiltinEvent> {
  readonly #limit: number;
  #events: E[] = [];
  /** What has begun and not ended: keys, buttons, fingers, a drop, a text being composed. */
  readonly #open = new Set<string>();
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many events were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True when a QUIT waits. */
  get hasQuit(): boolean {
    return this.#events.some((event) => event.type === QUIT);
  }

  /** True when nothing waits. */
  get empty(): boolean {
    return this.#events.length === 0;
  }

  /** Takes an event, or not. */
  add(event: E): void {
    if (event.type === QUIT && this.hasQuit) return;
    // Only the newest size counts; pygame keeps one VIDEORESIZE too.
    if (event.type === WINDOWRESIZED) this.#events = this.#events.filter((waiting) => waiting.type !== WINDOWRESIZED);
    const edge = edgeOf(event);
    const place = this.#place(event, edge);
    if (place === 'always' || (place === 'if free' && this.#events.length < this.#limit)) {
      if (edge?.begins === true) this.#open.add(edge.of);
      else if (edge !== undefined) this.#open.delete(edge.of);
      this.#events.push(event);
    } else if (!this.#merge(event)) this.#dropped++;
  }

  /** Hands over, oldest first, until `push` says no; keeps the rest. */
  drain(push: (event: E) => boolean): void {
    let taken = 0;
    try {
      for (const event of this.#events) {
        if (!push(event)) break;
        taken++;
      }
    } finally {
      this.#events.splice(0, taken);
    }
  }

  /** An end has a place even when all are taken: there are no more of these than keys, buttons and fingers. */
  #place(event: E, edge: Edge | undefined): 'always' | 'if free' | 'never' {
    if (event.type === QUIT || event.type === WINDOWRESIZED) return 'always';
    if (edge?.begins === false) return this.#open.has(edge.of) ? 'always' : 'never';
    return 'if free';
  }

  #merge(event: E): boolean {
    const last = this.#events.at(-1);
    const merged = last && mergedMove(last, event);
    if (merged === undefined) return false;
    // The cast: a move of the same kind as `event`, which is an E.
    this.#events[this.#events.length - 1] = merged as E;
    return true;
  }
}

/** Something begins or ends with this event. */
interface Edge {
  readonly of: string;
  readonly begins: boolean;
}

function edgeOf(event: BuiltinEvent): Edge | undefined {
  switch (event.type) {
    case KEYDOWN:
    case KEYUP:
      return { of: `key ${event.key} ${event.scancode}`, begins: event.type === KEYDOWN };
    case TEXTEDITING:
      return { of: 'text', begins: event.text !== '' };
    case MOUSEBUTTONDOWN:
    case MOUSEBUTTONUP:
      return { of: `button ${event.button} ${event.touch}`, begins: event.type === MOUSEBUTTONDOWN };
    case FINGERDOWN:
    case FINGERUP:
      return { of: `finger ${event.finger_id}`, begins: event.type === FINGERDOWN };
    case DROPBEGIN:
    case DROPCOMPLETE:
      return { of: 'drop', begins: event.type === DROPBEGIN };
    default:
      return undefined;
  }
}

/** Two moves after each other as one; `undefined` when they are not of the same mouse or finger. */
function mergedMove(last: BuiltinEvent, event: BuiltinEvent): BuiltinEvent | undefined {
  if (event.type === MOUSEMOTION && last.type === MOUSEMOTION && event.touch === last.touch)
    return { ...event, rel: [last.rel[0] + event.rel[0], last.rel[1] + event.rel[1]] };
  if (event.type === FINGERMOTION && last.type === FINGERMOTION && event.finger_id === last.finger_id)
    return { ...event, dx: last.dx + event.dx, dy: last.dy + event.dy };
  return undefined;
}
