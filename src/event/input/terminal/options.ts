// What terminal() is given and what it gives: the public face of the driver. Types only; knows nothing of how it is done.
import type { ReadStream, WriteStream } from 'node:tty';
import type { Driver } from '../../driver.ts';
import type { TerminalEvent } from './events.ts';

/** How `terminal()` reads the terminal. */
export interface TerminalOptions {
  /** Where keys come from. Default `process.stdin`. */
  input?: ReadStream;
  /** Where the terminal is told what to report, and what is asked for its size. Default `process.stdout`. */
  output?: WriteStream;
  /**
   * What to do where one of the two is not a terminal (a pipe, a file): `'error'` throws a `UsageError` with the code
   * `ERR_NOT_A_TTY`; `'ignore'` goes on without keyboard and mouse: only signals become QUIT. Default `'error'`.
   */
  notATty?: 'error' | 'ignore';
  /** Report the mouse. The terminal's own selecting then needs Shift (Option on macOS). Default `true`. */
  mouse?: boolean;
  /** Use the alternate screen: what was on the screen comes back at the end. Default `false`. */
  alternateScreen?: boolean;
  /** `'auto'` uses the kitty keyboard protocol where the terminal has it; `false` does not ask. Default `'auto'`. */
  kitty?: 'auto' | false;
  /**
   * A key counts as up after this many ms without a further word of it, where the terminal reports no key going up; that
   * KEYUP has `synthesized: true`. Longer holds over the delay before keys repeat (250 to 660 ms), but a tap lasts
   * as long. Default 120.
   */
  keyUpAfter?: number;
  /** A lone ESC byte is the Escape key after this many ms; a slow line needs more. Default 50. */
  escapeAfter?: number;
  /** Bytes of one paste that are kept; the rest of it is dropped. Default 1,048,576. */
  maxPaste?: number;
  /** Events that may wait for a pump; see {@link TerminalDriver.dropped}. Default 10,000. */
  maxWaiting?: number;
}

/** The driver that `terminal()` makes. */
export interface TerminalDriver extends Driver<TerminalEvent> {
  /** The terminal's width in cells, now; 80 where it is not known. WINDOWRESIZED tells when it changes. */
  readonly columns: number;
  /** The terminal's height in cells, now; 24 where it is not known. */
  readonly rows: number;
  /** False where `notATty: 'ignore'` found no terminal: no keys will come. */
  readonly isTty: boolean;
  /** True once the terminal has said that it reports keys going up (the kitty keyboard protocol). */
  readonly reportsKeyUp: boolean;
  /**
   * How many events were dropped since more than `maxWaiting` waited for a pump. Mouse moves become one first; QUIT,
   * WINDOWRESIZED and the end of a press that was reported are never dropped.
   */
  readonly dropped: number;
  /** Gives the terminal back as it was. The queue calls it; twice is harmless. */
  close(): Promise<void>;
}
