/**
 * `dom()`: keys, text, mouse, touch, gamepads, focus, size, drops and clipboard of a web page as events.
 * @module
 */
// The entry point pumpjack/dom. Knows the driver; what a browser's event means stays inside.

export { dom } from './dom.ts';
export type { DomEvent } from './events.ts';
export type { DomDriver, DomOptions, TextArea } from './options.ts';
