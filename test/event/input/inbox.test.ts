// What waits for the pump: in order, bounded, and no key or button left down by what was dropped.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomEvent } from '../../../src/event/input/dom/events.ts';
import { Inbox } from '../../../src/event/input/inbox.ts';
import type { TerminalEvent } from '../../../src/event/input/terminal/events.ts';
import { short } from './short.ts';
import { Parsed } from './tools.ts';

const events = (bytes: string, ms = 0): TerminalEvent[] => new Parsed().type(bytes).wait(ms).events;

const drained = (inbox: Inbox<TerminalEvent>, limit = Number.POSITIVE_INFINITY): string[] => {
  const got: string[] = [];
  inbox.drain((event) => got.length < limit && got.push(short(event)) > 0);
  return got;
};

describe('Inbox', () => {
  it('keeps what the queue refuses, in order', () => {
    const inbox = new Inbox<TerminalEvent>(100);
    for (const event of events('abc')) inbox.add(event);
    expect(drained(inbox, 3)).toEqual(['down a', 'text "a"', 'down b']);
    expect(drained(inbox, 1)).toEqual(['text "b"']);
    expect(drained(inbox)).toEqual(['down c', 'text "c"']);
    expect(drained(inbox)).toEqual([]);
  });

  it('loses nothing that was not taken when push throws', () => {
    const inbox = new Inbox<TerminalEvent>(100);
    for (const event of events('ab')) inbox.add(event);
    let left = 1;
    expect(() =>
      inbox.drain(() => {
        if (left-- === 0) throw new Error('no');
        return true;
      }),
    ).toThrow('no');
    expect(drained(inbox)).toEqual(['text "a"', 'down b', 'text "b"']);
  });

  it('when full, drops and counts; what was pressed is released; QUIT and the size have a place', () => {
    const inbox = new Inbox<TerminalEvent>(2);
    for (const event of events('ab', 200)) inbox.add(event);
    inbox.add({ type: 'QUIT' });
    inbox.add({ type: 'WINDOWRESIZED', x: 1, y: 2, w: 1, h: 2 });
    expect(inbox.dropped).toBe(3); // b, its text, its KEYUP
    expect(drained(inbox)).toEqual(['down a', 'text "a"', 'gone a', 'QUIT', 'size 1x2']);
  });

  it('when full, mouse moves become one', () => {
    const inbox = new Inbox<TerminalEvent>(1);
    for (const event of events('\x1b[<35;1;1M\x1b[<35;3;1M\x1b[<35;7;4M')) inbox.add(event);
    expect(drained(inbox)).toEqual(['move 6,3 by 6,3 000']);
    expect(inbox.dropped).toBe(0);
  });

  it('holds one QUIT and one size, the newest', () => {
    const inbox = new Inbox<TerminalEvent>(10);
    for (const w of [1, 2, 3]) {
      inbox.add({ type: 'QUIT' });
      inbox.add({ type: 'WINDOWRESIZED', x: w, y: w, w, h: w });
    }
    expect(drained(inbox)).toEqual(['QUIT', 'size 3x3']);
  });

  it('stays bounded, and releases exactly what it had pressed, whatever comes', () => {
    const bytes = fc.constantFrom(
      'a',
      'b',
      '\x1b[A',
      '\x1b[<0;1;1M',
      '\x1b[<0;1;1m',
      '\x1b[<35;5;5M',
      '\x03',
      '\x1b[O',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(bytes, fc.nat({ max: 150 }), fc.boolean())),
        fc.integer({ min: 1, max: 8 }),
        (steps, limit) => {
          const inbox = new Inbox<TerminalEvent>(limit);
          const parsed = new Parsed();
          const held = new Set<string | number>();
          const pump = (): void => {
            let count = 0;
            inbox.drain((event) => {
              count++;
              if (event.type === 'KEYDOWN') held.add(event.key);
              else if (event.type === 'MOUSEBUTTONDOWN') held.add(event.button);
              else if (event.type === 'KEYUP') expect(held.delete(event.key)).toBe(true);
              else if (event.type === 'MOUSEBUTTONUP') expect(held.delete(event.button)).toBe(true);
              return true;
            });
            expect(count).toBeLessThanOrEqual(limit + 8);
          };
          for (const [piece, ms, pumps] of steps) {
            for (const event of parsed.type(piece).wait(ms).events.splice(0)) inbox.add(event);
            if (pumps) pump();
          }
          parsed.parser.releaseAll(parsed.now);
          for (const event of parsed.events) inbox.add(event);
          pump();
          expect([...held]).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('Inbox with the events of a page', () => {
  const finger = (type: 'FINGERDOWN' | 'FINGERMOTION' | 'FINGERUP', dx: number): DomEvent => ({
    type,
    touch_id: 1,
    finger_id: 3,
    x: 0,
    y: 0,
    dx,
    dy: 0,
    pressure: 0,
  });

  it('when full, moves of a finger become one, and it goes up all the same; a text and a drop end too', () => {
    const inbox = new Inbox<DomEvent>(4);
    inbox.add({ type: 'TEXTEDITING', text: 'n', start: 1, length: 0 });
    inbox.add({ type: 'DROPBEGIN' });
    inbox.add(finger('FINGERDOWN', 0));
    inbox.add(finger('FINGERMOTION', 1));
    inbox.add(finger('FINGERMOTION', 2));
    inbox.add({ type: 'DROPTEXT', text: 'lost' });
    inbox.add({ type: 'DROPCOMPLETE' });
    inbox.add({ type: 'TEXTEDITING', text: '', start: 0, length: 0 });
    inbox.add(finger('FINGERUP', 0));
    inbox.add(finger('FINGERUP', 0));
    const got: DomEvent[] = [];
    inbox.drain((event) => got.push(event) > 0);
    expect(got.map((event) => event.type)).toEqual([
      'TEXTEDITING',
      'DROPBEGIN',
      'FINGERDOWN',
      'FINGERMOTION',
      'DROPCOMPLETE',
      'TEXTEDITING',
      'FINGERUP',
    ]);
    expect(got[3]).toMatchObject({ dx: 3 });
    expect(inbox.dropped).toBe(2);
  });
});
