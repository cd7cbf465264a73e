// Gamepads as they are seen at each pump in, JOY* and CONTROLLER* out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomEvent } from '../../../../src/event/input/dom/events.ts';
import { atRest, Pads } from '../../../../src/event/input/dom/pads.ts';
import type { PadSignal } from '../../../../src/event/input/dom/signals.ts';
import { short } from '../short.ts';

function pad(
  pressed: readonly number[] = [],
  axes: readonly number[] = [0, 0, 0, 0],
  more: Partial<PadSignal> = {},
): PadSignal {
  const buttons = Array.from({ length: 17 }, (_, i) => ({
    pressed: pressed.includes(i),
    value: pressed.includes(i) ? 1 : 0,
  }));
  return { index: 0, id: 'xpad', connected: true, mapping: 'standard', axes, buttons, ...more };
}

function seen(pads: Pads, ...signals: (PadSignal | null)[]): string[] {
  const events: DomEvent[] = [];
  pads.look(signals, (event) => events.push(event), 0);
  return events.map(short);
}

describe('Pads', () => {
  it('a pad comes as a joystick and, with the standard mapping, as a controller; it goes with everything let go of', () => {
    const pads = new Pads();
    expect(seen(pads, null, pad([0], [0.5, 0, 0, 0]))).toEqual([
      'JOYDEVICEADDED 0 xpad',
      'CONTROLLERDEVICEADDED 0 xpad',
      'joy 0 axis 0 0.5',
      'pad 0 axis 0 16384',
      'joy 0 down 0',
      'pad 0 down 0',
    ]);
    expect(seen(pads, pad([0], [0.5, 0, 0, 0]))).toEqual([]);
    expect(seen(pads, null)).toEqual([
      'joy 0 axis 0 0',
      'pad 0 axis 0 0',
      'joy 0 up 0',
      'pad 0 up 0',
      'JOYDEVICEREMOVED 0',
      'CONTROLLERDEVICEREMOVED 0',
    ]);
    expect(seen(pads, pad())).toEqual(['JOYDEVICEADDED 0 xpad', 'CONTROLLERDEVICEADDED 0 xpad']);
    expect(seen(pads, pad([1]))).toEqual(['joy 1 down 1', 'pad 1 down 1']);
  });

  it('buttons of a controller are in SDL’s order, triggers are axes, directions a hat', () => {
    const pads = new Pads();
    seen(pads, pad());
    const named = (button: number): string[] => {
      const lines = seen(pads, pad([button]));
      seen(pads, pad());
      return lines.filter((line) => !line.startsWith(`joy 0 down ${button}`));
    };
    expect([0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 16].map((button) => named(button).join())).toEqual(
      [0, 1, 2, 3, 9, 10, 4, 6, 7, 8, 5].map((button) => `pad 0 down ${button}`),
    );
    expect(named(6)).toEqual(['pad 0 axis 4 32767']);
    expect(named(7)).toEqual(['pad 0 axis 5 32767']);
    expect(named(12)).toEqual(['pad 0 down 11', 'joy 0 hat 0 0,1']);
    expect(named(13)).toEqual(['pad 0 down 12', 'joy 0 hat 0 0,-1']);
    expect(named(14)).toEqual(['pad 0 down 13', 'joy 0 hat 0 -1,0']);
    expect(named(15)).toEqual(['pad 0 down 14', 'joy 0 hat 0 1,0']);
  });

  it('an unknown pad is a joystick only, with all its buttons and axes', () => {
    const pads = new Pads();
    const odd = { mapping: '', id: 'wheel' };
    seen(pads, pad([], [], odd));
    expect(seen(pads, pad([12, 6], [0, 0, 0, 0, 0, -2], odd))).toEqual([
      'joy 0 axis 5 -1',
      'joy 0 down 6',
      'joy 0 down 12',
    ]);
  });

  it('another pad in the same place is another device', () => {
    const pads = new Pads();
    seen(pads, pad([0]));
    expect(seen(pads, pad([], [], { id: 'other', mapping: '' }))).toEqual([
      'joy 0 up 0',
      'pad 0 up 0',
      'JOYDEVICEREMOVED 0',
      'CONTROLLERDEVICEREMOVED 0',
      'JOYDEVICEADDED 0 other',
    ]);
  });

  it('a page without the focus sees them at rest', () => {
    const pads = new Pads();
    seen(pads, pad([0]));
    expect(seen(pads, ...atRest([null, pad([0])]))).toEqual(['joy 0 up 0', 'pad 0 up 0']);
    expect(seen(pads, pad([0]))).toEqual(['joy 0 down 0', 'pad 0 down 0']);
  });

  it('what a full queue refuses comes at the next pump, in order; meanwhile the pads are not looked at', () => {
    const pads = new Pads();
    const got: string[] = [];
    let room = 2;
    let looked = 0;
    const pump = (): void =>
      pads.pump(
        (event) => room-- > 0 && got.push(short(event)) > 0,
        () => {
          looked++;
          return [pad([0])];
        },
        0,
      );
    pump();
    expect(got).toEqual(['JOYDEVICEADDED 0 xpad', 'CONTROLLERDEVICEADDED 0 xpad']);
    room = 1;
    pump();
    room = 10;
    pump();
    expect(got.slice(2)).toEqual(['joy 0 down 0', 'pad 0 down 0']);
    expect(looked).toBe(1);
  });

  it('whatever pads show: values stay in range, presses and releases alternate, and a pad that goes is at rest', () => {
    const one = fc.record({
      index: fc.integer({ min: 0, max: 3 }),
      id: fc.constantFrom('a', 'b'),
      connected: fc.boolean(),
      mapping: fc.constantFrom('standard', ''),
      axes: fc.array(fc.double(), { maxLength: 70 }),
      buttons: fc.array(fc.record({ pressed: fc.boolean(), value: fc.double() }), { maxLength: 70 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(fc.option(one), { maxLength: 4 }), { maxLength: 20 }), (looks) => {
        const events: DomEvent[] = [];
        const pads = new Pads();
        for (const signals of [...looks, []]) pads.look(signals, (event) => events.push(event), 0);
        const down = new Set<string>();
        const off = new Map<string, number>();
        for (const event of events) {
          if (event.type === 'JOYAXISMOTION') {
            expect(Math.abs(event.value)).toBeLessThanOrEqual(1);
            off.set(`j${event.instance_id} ${event.axis}`, event.value);
          } else if (event.type === 'CONTROLLERAXISMOTION') {
            expect(Number.isInteger(event.value) && event.value >= -32_768 && event.value <= 32_767).toBe(true);
            off.set(`c${event.instance_id} ${event.axis}`, event.value);
          } else if (event.type === 'JOYBUTTONDOWN' || event.type === 'CONTROLLERBUTTONDOWN') {
            const id = `${event.type[0]}${event.instance_id} ${event.button}`;
            expect(down.has(id)).toBe(false);
            down.add(id);
          } else if (event.type === 'JOYBUTTONUP' || event.type === 'CONTROLLERBUTTONUP')
            expect(down.delete(`${event.type[0]}${event.instance_id} ${event.button}`)).toBe(true);
        }
        expect(down.size).toBe(0);
        expect([...off.values()].every((value) => value === 0)).toBe(true);
      }),
    );
  });
});
