// Which events a page makes. Knows the built-in events only.

import type { DropEvent, QuitEvent } from '../../events.ts';
import type { KeyboardInputEvent } from '../../events-keyboard.ts';
import type { ControllerEvent, JoystickEvent } from '../../events-pads.ts';
import type { FingerEvent, MousePointerEvent } from '../../events-pointer.ts';
import type {
  AppDidEnterBackgroundEvent,
  AppDidEnterForegroundEvent,
  AppTerminatingEvent,
  AppWillEnterBackgroundEvent,
  AppWillEnterForegroundEvent,
  ClipboardUpdateEvent,
  LocaleChangedEvent,
  WindowEnterEvent,
  WindowExposedEvent,
  WindowFocusGainedEvent,
  WindowFocusLostEvent,
  WindowHiddenEvent,
  WindowLeaveEvent,
  WindowResizedEvent,
  WindowShownEvent,
} from '../../events-window.ts';

/** Every event that a page makes; each carries `time`. */
export type DomEvent =
  | QuitEvent
  | KeyboardInputEvent
  | MousePointerEvent
  | FingerEvent
  | JoystickEvent
  | ControllerEvent
  | WindowShownEvent
  | WindowHiddenEvent
  | WindowExposedEvent
  | WindowResizedEvent
  | WindowEnterEvent
  | WindowLeaveEvent
  | WindowFocusGainedEvent
  | WindowFocusLostEvent
  | DropEvent
  | ClipboardUpdateEvent
  | AppTerminatingEvent
  | AppWillEnterBackgroundEvent
  | AppDidEnterBackgroundEvent
  | AppWillEnterForegroundEvent
  | AppDidEnterForegroundEvent
  | LocaleChangedEvent;
