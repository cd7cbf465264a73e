// Gamepads: what the Gamepad API shows at a pump in, JOY* and CONTROLLER* events out. Knows no navigator; whoever pumps
// passes the pads in.
import {
  CONTROLLERAXISMOTION,
  CONTROLLERBUTTONDOWN,
  CONTROLLERBUTTONUP,
  CONTROLLERDEVICEADDED,
  CONTROLLERDEVICEREMOVED,
  JOYAXISMOTION,
  JOYBUTTONDOWN,
  JOYBUTTONUP,
  JOYDEVICEADDED,
  JOYDEVICEREMOVED,
  JOYHATMOTION,
} from '../../events-pads.ts';
import type { Pair } from '../../events-pointer.ts';
import type { DomEvent } from './events.ts';
import type { PadSignal } from './signals.ts';

/** Pads, axes and buttons that are looked at; what a browser tells beyond is not. */
const MAX_PADS = 16;
const MAX_CONTROLS = 64;
/** The standard mapping's directions, up, down, left, right: a hat to a joystick. */
const HAT = [12, 13, 14, 15] as const;
/** The standard mapping's buttons by SDL's numbers; -1 for the triggers, which are axes 4 and 5. */
const CONTROLLER_BUTTONS = [0, 1, 2, 3, 9, 10, -1, -1, 4, 6, 7, 8, 11, 12, 13, 14, 5] as const;
const TRIGGERS: readonly (readonly [button: number, axis: number])[] = [
  [6, 4],
  [7, 5],
];

interface Pad {
  readonly instance: number;
  readonly id: string;
  readonly standard: boolean;
  /** The last told values, by axis. */
  readonly axes: number[];
  readonly sticks: number[];
  readonly buttons: boolean[];
  hat: Pair;
}

/** The pads of one page. */
export class Pads {
  readonly #pads = new Map<number, Pad>();
  #waiting: DomEvent[] = [];
  #instances = 0;

  /** Hands over what has changed since the last pump. What the queue refuses is kept, and the pads are not looked at meanwhile. */
  pump(push: (event: DomEvent) => boolean, look: () => readonly (PadSignal | null)[], now: number): void {
    if (this.#waiting.length === 0) this.look(look(), (event) => this.#waiting.push(event), now);
    let taken = 0;
    try {
      for (const event of this.#waiting) {
        if (!push(event)) break;
        taken++;
      }
    } finally {
      this.#waiting.splice(0, taken);
    }
  }

  /** Compares with what was told so far. */
  look(signals: readonly (PadSignal | null)[], emit: (event: DomEvent) => void, now: number): void {
    const here = new Map<number, PadSignal>();
    for (const signal of signals)
      if (signal?.connected === true && here.size < MAX_PADS) here.set(signal.index, signal);
    for (const [index, pad] of [...this.#pads])
      if (here.get(index)?.id !== pad.id) {
        this.#pads.delete(index);
        this.#remove(pad, emit, now);
      }
    for (const [index, signal] of here) {
      const pad = this.#pads.get(index) ?? this.#add(signal, emit, now);
      this.#compare(pad, signal.axes, signal.buttons, emit, now);
    }
  }

  #add({ index, id, mapping }: PadSignal, emit: (event: DomEvent) => void, time: number): Pad {
    const standard = mapping === 'standard';
    const pad = { instance: this.#instances++, id, standard, axes: [], sticks: [], buttons: [], hat: [0, 0] as const };
    this.#pads.set(index, pad);
    emit({ type: JOYDEVICEADDED, device_index: index, guid: id, time });
    if (standard) emit({ type: CONTROLLERDEVICEADDED, device_index: index, guid: id, time });
    return pad;
  }

  #remove(pad: Pad, emit: (event: DomEvent) => void, time: number): void {
    this.#compare(pad, [], [], emit, time);
    emit({ type: JOYDEVICEREMOVED, instance_id: pad.instance, time });
    if (pad.standard) emit({ type: CONTROLLERDEVICEREMOVED, instance_id: pad.instance, time });
  }

  #compare(
    pad: Pad,
    axes: PadSignal['axes'],
    buttons: PadSignal['buttons'],
    emit: (event: DomEvent) => void,
    time: number,
  ): void {
    const instance_id = pad.instance;
    for (let axis = 0; axis < Math.min(Math.max(axes.length, pad.axes.length), MAX_CONTROLS); axis++) {
      const value = inRange(axes[axis] ?? 0, -1);
      if (value === (pad.axes[axis] ?? 0)) continue;
      pad.axes[axis] = value;
      emit({ type: JOYAXISMOTION, instance_id, axis, value, time });
      if (pad.standard && axis < 4) this.#stick(pad, axis, value, emit, time);
    }
    for (const [button, axis] of pad.standard ? TRIGGERS : [])
      this.#stick(pad, axis, inRange(buttons[button]?.value ?? 0, 0), emit, time);
    for (let button = 0; button < Math.min(Math.max(buttons.length, pad.buttons.length), MAX_CONTROLS); button++) {
      const pressed = buttons[button]?.pressed ?? false;
      if (pressed === (pad.buttons[button] ?? false)) continue;
      pad.buttons[button] = pressed;
      if (!pad.standard || button < HAT[0] || button > HAT[3])
        emit({ type: pressed ? JOYBUTTONDOWN : JOYBUTTONUP, instance_id, button, time });
      const named = pad.standard ? (CONTROLLER_BUTTONS[button] ?? -1) : -1;
      if (named >= 0)
        emit({ type: pressed ? CONTROLLERBUTTONDOWN : CONTROLLERBUTTONUP, instance_id, button: named, time });
    }
    if (pad.standard) this.#hat(pad, emit, time);
  }

  /** A controller's axis: whole numbers, as in SDL. */
  #stick(pad: Pad, axis: number, value: number, emit: (event: DomEvent) => void, time: number): void {
    const whole = Math.round(value * (value < 0 ? 32_768 : 32_767)) + 0;
    if (whole === (pad.sticks[axis] ?? 0)) return;
    pad.sticks[axis] = whole;
    emit({ type: CONTROLLERAXISMOTION, instance_id: pad.instance, axis, value: whole, time });
  }

  #hat(pad: Pad, emit: (event: DomEvent) => void, time: number): void {
    const is = (button: number): number => (pad.buttons[button] ? 1 : 0);
    const [up, down, left, right] = HAT;
    const value: Pair = [is(right) - is(left), is(up) - is(down)];
    if (value[0] === pad.hat[0] && value[1] === pad.hat[1]) return;
    pad.hat = value;
    emit({ type: JOYHATMOTION, instance_id: pad.instance, hat: 0, value, time });
  }
}

const inRange = (value: number, least: number): number =>
  Number.isFinite(value) ? Math.max(least, Math.min(value, 1)) + 0 : 0;

/** The same pads with nothing pressed: what a page without the focus is to see of them. */
export const atRest = (signals: readonly (PadSignal | null)[]): readonly (PadSignal | null)[] =>
  signals.map((pad) =>
    pad === null
      ? null
      : { index: pad.index, id: pad.id, connected: pad.connected, mapping: pad.mapping, axes: [], buttons: [] },
  );
