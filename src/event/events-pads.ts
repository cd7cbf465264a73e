// The events of joysticks and game controllers. Knows no Gamepad API: a joystick is what the system reports as it is, a
// controller the same device under the standard mapping.
import type { AnyEvent } from './driver.ts';
import type { Pair } from './events-pointer.ts';

/** An axis of a joystick moved. {@link JoyAxisMotionEvent} */
export const JOYAXISMOTION = 'JOYAXISMOTION' as const;
/** A hat of a joystick moved. {@link JoyHatMotionEvent} */
export const JOYHATMOTION = 'JOYHATMOTION' as const;
/** A joystick's button went down. {@link JoyButtonDownEvent} */
export const JOYBUTTONDOWN = 'JOYBUTTONDOWN' as const;
/** A joystick's button went up. {@link JoyButtonUpEvent} */
export const JOYBUTTONUP = 'JOYBUTTONUP' as const;
/** A joystick was plugged in. {@link JoyDeviceAddedEvent} */
export const JOYDEVICEADDED = 'JOYDEVICEADDED' as const;
/** A joystick was unplugged. {@link JoyDeviceRemovedEvent} */
export const JOYDEVICEREMOVED = 'JOYDEVICEREMOVED' as const;
/** An axis of a controller moved. {@link ControllerAxisMotionEvent} */
export const CONTROLLERAXISMOTION = 'CONTROLLERAXISMOTION' as const;
/** A controller's button went down. {@link ControllerButtonDownEvent} */
export const CONTROLLERBUTTONDOWN = 'CONTROLLERBUTTONDOWN' as const;
/** A controller's button went up. {@link ControllerButtonUpEvent} */
export const CONTROLLERBUTTONUP = 'CONTROLLERBUTTONUP' as const;
/** A controller was plugged in. {@link ControllerDeviceAddedEvent} */
export const CONTROLLERDEVICEADDED = 'CONTROLLERDEVICEADDED' as const;
/** A controller was unplugged. {@link ControllerDeviceRemovedEvent} */
export const CONTROLLERDEVICEREMOVED = 'CONTROLLERDEVICEREMOVED' as const;

/** What every event of one device has. */
interface DeviceFields extends AnyEvent {
  /** Which device; the number stays from its being plugged in to its being unplugged. */
  readonly instance_id: number;
}

/** What tells of a new device. */
interface DeviceAddedFields extends AnyEvent {
  /** Its place in the list of devices at this moment. */
  readonly device_index: number;
  /** What kind of device, as the system names it; the same for two of one kind. */
  readonly guid: string;
}

/**
 * An axis of a joystick moved.
 * @see https://www.pygame.org/docs/ref/joystick.html
 */
export interface JoyAxisMotionEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof JOYAXISMOTION;
  /** Which axis, from 0. */
  readonly axis: number;
  /** -1 to 1, never beyond. */
  readonly value: number;
}

/**
 * A hat of a joystick moved.
 * @see https://www.pygame.org/docs/ref/joystick.html
 */
export interface JoyHatMotionEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof JOYHATMOTION;
  /** Which hat, from 0. */
  readonly hat: number;
  /** -1, 0 or 1 each; right and up are 1. */
  readonly value: Pair;
}

/**
 * A joystick's button went down.
 * @see https://www.pygame.org/docs/ref/joystick.html
 */
export interface JoyButtonDownEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof JOYBUTTONDOWN;
  /** Which button, from 0. */
  readonly button: number;
}

/**
 * A joystick's button went up.
 * @see https://www.pygame.org/docs/ref/joystick.html
 */
export interface JoyButtonUpEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof JOYBUTTONUP;
  /** Which button, from 0. */
  readonly button: number;
}

/**
 * A joystick was plugged in.
 * @see https://www.pygame.org/docs/ref/joystick.html
 */
export interface JoyDeviceAddedEvent extends DeviceAddedFields {
  /** The literal to switch on. */
  readonly type: typeof JOYDEVICEADDED;
}

/**
 * A joystick was unplugged.
 * @see https://www.pygame.org/docs/ref/joystick.html
 */
export interface JoyDeviceRemovedEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof JOYDEVICEREMOVED;
}

/**
 * An axis of a controller moved.
 * @see https://www.pygame.org/docs/ref/sdl2_controller.html
 */
export interface ControllerAxisMotionEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof CONTROLLERAXISMOTION;
  /** 0 and 1 the left stick, 2 and 3 the right stick (x, y), 4 and 5 the left and right trigger. */
  readonly axis: number;
  /** -32768 to 32767; triggers 0 to 32767. */
  readonly value: number;
}

/**
 * A controller's button went down.
 * @see https://www.pygame.org/docs/ref/sdl2_controller.html
 */
export interface ControllerButtonDownEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof CONTROLLERBUTTONDOWN;
  /** Which button, in SDL's order: A, B, X, Y, back, guide, start, left and right stick, left and right shoulder, up, down, left, right. */
  readonly button: number;
}

/**
 * A controller's button went up.
 * @see https://www.pygame.org/docs/ref/sdl2_controller.html
 */
export interface ControllerButtonUpEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof CONTROLLERBUTTONUP;
  /** Which button, in SDL's order; see {@link ControllerButtonDownEvent}. */
  readonly button: number;
}

/**
 * A controller was plugged in.
 * @see https://www.pygame.org/docs/ref/sdl2_controller.html
 */
export interface ControllerDeviceAddedEvent extends DeviceAddedFields {
  /** The literal to switch on. */
  readonly type: typeof CONTROLLERDEVICEADDED;
}

/**
 * A controller was unplugged.
 * @see https://www.pygame.org/docs/ref/sdl2_controller.html
 */
export interface ControllerDeviceRemovedEvent extends DeviceFields {
  /** The literal to switch on. */
  readonly type: typeof CONTROLLERDEVICEREMOVED;
}

/** Every event of joysticks. */
export type JoystickEvent =
  | JoyAxisMotionEvent
  | JoyHatMotionEvent
  | JoyButtonDownEvent
  | JoyButtonUpEvent
  | JoyDeviceAddedEvent
  | JoyDeviceRemovedEvent;

/** Every event of game controllers. */
export type ControllerEvent =
  | ControllerAxisMotionEvent
  | ControllerButtonDownEvent
  | ControllerButtonUpEvent
  | ControllerDeviceAddedEvent
  | ControllerDeviceRemovedEvent;

/** The types of the joysticks' events: `queue.get(JOYSTICK)`. */
export const JOYSTICK: readonly [
  typeof JOYAXISMOTION,
  typeof JOYHATMOTION,
  typeof JOYBUTTONDOWN,
  typeof JOYBUTTONUP,
  typeof JOYDEVICEADDED,
  typeof JOYDEVICEREMOVED,
] = [JOYAXISMOTION, JOYHATMOTION, JOYBUTTONDOWN, JOYBUTTONUP, JOYDEVICEADDED, JOYDEVICEREMOVED];

/** The types of the controllers' events: `queue.get(CONTROLLER)`. */
export const CONTROLLER: readonly [
  typeof CONTROLLERAXISMOTION,
  typeof CONTROLLERBUTTONDOWN,
  typeof CONTROLLERBUTTONUP,
  typeof CONTROLLERDEVICEADDED,
  typeof CONTROLLERDEVICEREMOVED,
] = [CONTROLLERAXISMOTION, CONTROLLERBUTTONDOWN, CONTROLLERBUTTONUP, CONTROLLERDEVICEADDED, CONTROLLERDEVICEREMOVED];
