// Which events a terminal makes. Knows the built-in events only.

import type { QuitEvent } from '../../events.ts';
import type { KeyDownEvent, KeyUpEvent, TextInputEvent } from '../../events-keyboard.ts';
import type { MousePointerEvent } from '../../events-pointer.ts';
import type {
  WindowExposedEvent,
  WindowFocusGainedEvent,
  WindowFocusLostEvent,
  WindowResizedEvent,
} from '../../events-window.ts';

/** Every event that a terminal makes; each carries `time`. */
export type TerminalEvent =
  | QuitEvent
  | KeyDownEvent
  | KeyUpEvent
  | TextInputEvent
  | MousePointerEvent
  | WindowResizedEvent
  | WindowExposedEvent
  | WindowFocusGainedEvent
  | WindowFocusLostEvent;
