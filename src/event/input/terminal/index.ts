/**
 * `terminal()`: keys, text, mouse, focus and size of the terminal as events, in Node.
 * @module
 */
// The entry point pumpjack/terminal. Knows the driver; the parser stays inside.
export type { TerminalEvent } from './events.ts';
export type { TerminalDriver, TerminalOptions } from './options.ts';
export { terminal } from './terminal.ts';
