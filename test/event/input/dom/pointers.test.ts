// Mouse and touch signals in, MOUSE* and FINGER* out; and where a point of the page is on a scaled canvas.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomEvent } from '../../../../src/event/input/dom/events.ts';
import { Fingers } from '../../../../src/event/input/dom/fingers.ts';
import { Mouse } from '../../../../src/event/input/dom/mouse.ts';
import { contentBox, fitted, partAt, pixelAt, pointAt } from '../../../../src/event/input/dom/place.ts';
import { MouseState } from '../../../../src/event/input/state.ts';
import { short } from '../short.ts';

function mouse() {
  const events: DomEvent[] = [];
  const device = new Mouse((event) => events.push(event), false);
  let now = 0;
  return {
    device,
    events,
    at(x: number, y: number, button = -1, buttons = 0, ms = 1): void {
      now += ms;
      device.signal({ x, y, button, buttons }, now);
    },
    take: () => events.splice(0).map(short),
  };
}

describe('Mouse', () => {
  it('tells whole pixels, how far it went, and nothing for less than a pixel', () => {
    const m = mouse();
    m.at(10.2, 5.9);
    m.at(10.9, 5.1);
    m.at(12, -0.5);
    expect(m.take()).toEqual(['move 10,5 by 0,0 000', 'move 12,-1 by 2,-6 000']);
  });

  it('numbers buttons as pygame does, moves before it presses, and tells the buttons held while moving', () => {
    const m = mouse();
    m.at(1, 1, 0, 1);
    m.at(1, 1, 1, 1 | 4);
    m.at(1, 1, 2, 1 | 4 | 2);
    m.at(2, 1, -1, 1 | 4 | 2);
    m.at(2, 1, 3, 1 | 4 | 2 | 8);
    m.at(2, 1, 4, 1 | 4 | 2 | 8 | 16);
    m.at(2, 1, 0, 4 | 2 | 8 | 16);
    expect(m.take()).toEqual([
      'move 1,1 by 0,0 000',
      'press 1 at 1,1 x1',
      'press 2 at 1,1 x1',
      'press 3 at 1,1 x1',
      'move 2,1 by 1,0 111',
      'press 6 at 2,1 x1',
      'press 7 at 2,1 x1',
      'release 1 at 2,1 x1',
    ]);
  });

  it('a press outside, dragged in, is none; a release outside is seen at the next move', () => {
    const m = mouse();
    m.at(0, 0, -1, 1);
    m.at(5, 0, 0, 1);
    m.at(6, 0, -1, 0);
    expect(m.take()).toEqual([
      'move 0,0 by 0,0 000',
      'move 5,0 by 5,0 000',
      'press 1 at 5,0 x1',
      'move 6,0 by 1,0 100',
      'release 1 at 6,0 x1',
    ]);
  });

  it('counts clicks: within 500 ms and 32 pixels', () => {
    const m = mouse();
    const click = (x: number, ms: number): void => {
      m.at(x, 0, 0, 1, ms);
      m.at(x, 0, 0, 0);
    };
    click(0, 1);
    click(32, 400);
    click(33, 600);
    click(100, 1);
    expect(m.take().filter((line) => line.startsWith('press'))).toEqual([
      'press 1 at 0,0 x1',
      'press 1 at 32,0 x2',
      'press 1 at 33,0 x1',
      'press 1 at 100,0 x1',
    ]);
  });

  it('locked: the way is told to the pixel in the long run, and the place stays within', () => {
    const m = mouse();
    m.at(50, 50);
    m.device.jump();
    for (let i = 0; i < 4; i++) m.device.locked(0.5, -30, [100, 100], { x: 50, y: 50, button: -1, buttons: 0 }, i);
    m.device.jump();
    m.at(3, 3);
    expect(m.take()).toEqual([
      'move 50,50 by 0,0 000',
      'move 50,20 by 0,-30 000',
      'move 51,0 by 1,-30 000',
      'move 51,0 by 0,-30 000',
      'move 52,0 by 1,-30 000',
      'move 3,3 by 0,0 000',
    ]);
  });

  it('locked before it ever moved: it begins where it was locked', () => {
    const m = mouse();
    m.device.locked(1, 1, [100, 100], { x: 20.5, y: 30.5, button: -1, buttons: 0 }, 0);
    m.device.jump();
    m.at(25, 25);
    expect(m.take()).toEqual(['move 21,31 by 1,1 000', 'move 25,25 by 0,0 000']);
  });

  it('the wheel: notches away from the user are positive; parts add up until it turns back', () => {
    const m = mouse();
    const turn = (deltaX: number, deltaY: number, deltaMode = 0): void =>
      m.device.wheel({ deltaX, deltaY, deltaMode }, false, 0);
    turn(0, -100);
    turn(0, 3, 1);
    turn(200, 0);
    turn(0, 0);
    for (let i = 0; i < 2; i++) turn(0, 60);
    turn(0, -60);
    turn(0, Number.NaN);
    expect(m.take()).toEqual([
      'wheel 0,1 at 0,0',
      'wheel 0,-1 at 0,0',
      'wheel 2,0 at 0,0',
      'wheel 0,0 (0,-0.6) at 0,0',
      'wheel 0,-1 (0,-0.6) at 0,0',
      'wheel 0,0 (0,0.6) at 0,0',
    ]);
  });

  it('whatever comes: presses and releases alternate, ways add up to places, all are up in the end', () => {
    const step = fc.record({
      x: fc.double(),
      y: fc.integer({ min: -1000, max: 1000 }),
      button: fc.integer({ min: -1, max: 9 }),
      buttons: fc.integer({ min: 0, max: 63 }),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const m = mouse();
        for (const { x, y, button, buttons } of steps) m.at(x, y, button, buttons);
        m.device.releaseAll(1e6);
        const held = new Set<number>();
        const state = new MouseState();
        let y: number | undefined;
        for (const event of m.events) {
          state.feed(event);
          if (event.type === 'MOUSEBUTTONDOWN') expect(held.has(event.button)).toBe(false);
          if (event.type === 'MOUSEBUTTONDOWN') held.add(event.button);
          if (event.type === 'MOUSEBUTTONUP') expect(held.delete(event.button)).toBe(true);
          if (event.type !== 'MOUSEMOTION') continue;
          y = y === undefined ? event.pos[1] : y + event.rel[1];
          expect(event.pos[1]).toBe(y);
          expect(event.pos.every(Number.isInteger)).toBe(true);
        }
        expect(held.size).toBe(0);
        expect(state.getPressed()).toEqual([false, false, false, false, false]);
      }),
    );
  });
});

function fingers(asMouse: boolean) {
  const events: DomEvent[] = [];
  const device = new Fingers((event) => events.push(event), asMouse);
  const signal = (id: number, x: number, y: number, pressure = 0.5) =>
    [{ id, x, y, pressure }, [x * 100, y * 100] as const, 0] as const;
  return { device, signal, events, take: () => events.splice(0).map(short) };
}

describe('Fingers', () => {
  it('each finger has its number, its place in parts of the target, its way and its pressure', () => {
    const f = fingers(false);
    f.device.touch(...f.signal(7, 0.25, 0.5));
    f.device.touch(...f.signal(8, 1, 1));
    f.device.move(...f.signal(7, 0.5, 0.5, 0.75));
    f.device.move(...f.signal(7, 0.5, 0.5, 0.75));
    f.device.lift(...f.signal(7, 0.5, 0.25, 0));
    f.device.move(...f.signal(7, 0, 0));
    expect(f.take()).toEqual([
      'FINGERDOWN 7 0.25,0.5 by 0,0 p0.5',
      'FINGERDOWN 8 1,1 by 0,0 p0.5',
      'FINGERMOTION 7 0.5,0.5 by 0.25,0 p0.75',
      'FINGERUP 7 0.5,0.25 by 0,-0.25 p0',
    ]);
  });

  it('the first finger is the left button of a mouse, which speaks first; a second one is not', () => {
    const f = fingers(true);
    f.device.touch(...f.signal(1, 0.1, 0.1));
    f.device.touch(...f.signal(2, 0.9, 0.9));
    f.device.move(...f.signal(2, 0.8, 0.8));
    f.device.move(...f.signal(1, 0.2, 0.1));
    f.device.lift(...f.signal(1, 0.2, 0.1));
    f.device.move(...f.signal(2, 0.7, 0.7));
    expect(f.take().filter((line) => line.startsWith('touch'))).toEqual([
      'touch-move 10,10 by 0,0 000',
      'touch-press 1 at 10,10 x1',
      'touch-move 20,10 by 10,0 100',
      'touch-release 1 at 20,10 x1',
    ]);
    f.device.touch(...f.signal(3, 0, 0));
    expect(f.take()).toEqual(['FINGERDOWN 3 0,0 by 0,0 p0.5']);
    f.device.releaseAll(9);
    f.device.touch(...f.signal(4, 0.5, 0.5));
    expect(f.take().at(-2)).toBe('touch-press 1 at 50,50 x1');
  });

  it('whatever comes, every finger that went down goes up', () => {
    const step = fc.tuple(fc.constantFrom('touch', 'move', 'lift'), fc.integer({ min: 0, max: 70 }), fc.double());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.boolean(), (steps, asMouse) => {
        const f = fingers(asMouse);
        for (const [what, id, x] of steps) f.device[what](...f.signal(id, x, x));
        f.device.releaseAll(0);
        const down = new Set<number>();
        let button = 0;
        for (const event of f.events) {
          if (event.type === 'FINGERDOWN') expect(down.size).toBe(down.add(event.finger_id).size - 1);
          if (event.type === 'FINGERMOTION') expect(down.has(event.finger_id)).toBe(true);
          if (event.type === 'FINGERUP') expect(down.delete(event.finger_id)).toBe(true);
          if (event.type === 'MOUSEBUTTONDOWN') expect(++button).toBe(1);
          if (event.type === 'MOUSEBUTTONUP') expect(--button).toBe(0);
          expect(down.size).toBeLessThanOrEqual(64);
        }
        expect(down.size + button).toBe(0);
      }),
    );
  });
});

describe('places', () => {
  const none = { left: 0, top: 0, right: 0, bottom: 0 };
  const box = { left: 10, top: 20, width: 400, height: 200, layoutWidth: 400, layoutHeight: 200, edges: none };

  it('a canvas of 200 x 100 shown on 400 x 200', () => {
    const place = fitted(contentBox(box), [200, 100], { fit: 'fill', position: '50% 50%' });
    expect(pixelAt(place, 10, 20)).toEqual([0, 0]);
    expect(pixelAt(place, 210, 120)).toEqual([100, 50]);
    expect(partAt(place, 410, 220)).toEqual([1, 1]);
    expect(pointAt(place, 100, 50)).toEqual([210, 120]);
  });

  it('border and padding do not count, and are scaled by a transform too', () => {
    const edges = { left: 10, top: 0, right: 30, bottom: 0 };
    expect(contentBox({ ...box, layoutWidth: 200, edges })).toEqual({ left: 30, top: 20, width: 320, height: 200 });
  });

  it('object-fit and object-position', () => {
    const place = (fit: string, position = '50% 50%') => fitted(contentBox(box), [100, 100], { fit, position });
    expect(place('contain')).toMatchObject({ left: 110, top: 20, width: 200, height: 200 });
    expect(place('contain', '0% 50%')).toMatchObject({ left: 10, width: 200 });
    expect(place('contain', '15px 0%')).toMatchObject({ left: 25 });
    expect(place('cover')).toMatchObject({ left: 10, top: -80, width: 400, height: 400 });
    expect(place('none')).toMatchObject({ left: 160, top: 70, width: 100, height: 100 });
    expect(place('scale-down')).toMatchObject({ left: 160, width: 100 });
  });

  it('nothing is divided by nothing: a canvas that is not shown', () => {
    const hidden = { ...box, width: 0, height: 0, layoutWidth: 0, layoutHeight: 0 };
    const place = fitted(contentBox(hidden), [0, 0], { fit: 'contain', position: '' });
    for (const value of [...pixelAt(place, 5, 5), ...partAt(place, 5, 5), ...pointAt(place, 5, 5)])
      expect(Number.isFinite(value)).toBe(true);
  });

  it('there and back again', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.constantFrom('fill', 'contain', 'cover', 'none', 'scale-down'),
        (w, h, cw, ch, fit) => {
          const place = fitted({ left: 3, top: 4, width: w, height: h }, [cw, ch], { fit, position: '20% 7px' });
          const [x, y] = pixelAt(place, ...pointAt(place, 12, 34));
          expect(x).toBeCloseTo(12, 6);
          expect(y).toBeCloseTo(34, 6);
        },
      ),
    );
  });
});
