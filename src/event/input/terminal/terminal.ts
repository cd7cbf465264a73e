// The terminal as a driver: owns the streams, the raw mode, the signals and the timer. Knows no bytes: what they mean is
// the parser's affair, what is switched on and off stands in modes.ts.
import type { ReadStream, WriteStream } from 'node:tty';
import { UsageError } from '../../../errors.ts';
import type { DriverHost } from '../../driver.ts';
import { QUIT } from '../../events.ts';
import { WINDOWEXPOSED, WINDOWRESIZED } from '../../events-window.ts';
import { Inbox } from '../inbox.ts';
import type { TerminalEvent } from './events.ts';
import { Exits } from './exits.ts';
import { ASK_ATTRIBUTES, ASK_KITTY, PUSH_KITTY, switchOff, switchOn } from './modes.ts';
import type { TerminalDriver, TerminalOptions } from './options.ts';
import { TerminalParser } from './parser.ts';
import { REPORT_EVENTS } from './strokes.ts';
import { writeNow } from './write-now.ts';

/** A further Ctrl+C or signal within this many ms belongs to the first: a parent may pass on what the terminal sent as well. */
const SAME_INTERRUPT_MS = 500;
/** Within this many ms a further one ends the program; later it is a first one again. */
const SECOND_INTERRUPT_MS = 5000;
/** How long close() waits for what the terminal has already sent, ms. */
const DRAIN_MS = 200;

/** Terminals that belong to a queue: two of them would share out the bytes of the keys. */
const inUse = new WeakSet<object>();

class Terminal implements TerminalDriver {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #options: Required<Omit<TerminalOptions, 'input' | 'output' | 'notATty'>>;
  readonly #parser: TerminalParser;
  readonly #inbox: Inbox<TerminalEvent>;
  readonly #exits: Exits;
  readonly isTty: boolean;

  #host: DriverHost | undefined;
  #closing: Promise<void> | undefined;
  /** The terminal reports what it was asked to. */
  #on = false;
  #raw = false;
  #kittyPushed = false;
  #reportsKeyUp = false;
  /** Questions of {@link ASK_ATTRIBUTES} that have no answer yet. */
  #unanswered = 0;
  #answered: (() => void) | undefined;
  #interruptedAt = Number.NEGATIVE_INFINITY;
  #size: readonly [columns: number, rows: number] = [0, 0];
  #timer: NodeJS.Timeout | undefined;
  #timerDue = 0;
  #turn: NodeJS.Immediate | undefined;

  constructor(options: TerminalOptions) {
    const { input = process.stdin, output = process.stdout, notATty = 'error', mouse = true } = options;
    const { alternateScreen = false, kitty = 'auto', keyUpAfter = 120, escapeAfter = 50 } = options;
    const { maxPaste = 1_048_576, maxWaiting = 10_000 } = options;
    for (const [name, value] of Object.entries({ keyUpAfter, escapeAfter, maxPaste, maxWaiting }))
      if (!(value >= 1 && Number.isFinite(value)))
        throw new UsageError(`terminal({ ${name} }) is a number from 1, not ${value}`);
    this.isTty = input.isTTY === true && output.isTTY === true;
    if (!this.isTty && notATty !== 'ignore')
      throw new UsageError(
        `${input.isTTY ? 'the output' : 'the input'} is not a terminal: start the program in one, without pipes, or give terminal({ notATty: 'ignore' }) to go on without a keyboard`,
        'ERR_NOT_A_TTY',
      );
    this.#input = input;
    this.#output = output;
    this.#options = { mouse, alternateScreen, kitty, keyUpAfter, escapeAfter, maxPaste, maxWaiting };
    this.#inbox = new Inbox(maxWaiting);
    this.#parser = new TerminalParser(
      {
        event: (event) => this.#event(event),
        kittyFlags: (flags) => this.#kittyFlags(flags),
        attributes: () => this.#attributes(),
      },
      { escapeAfter, keyUpAfter, maxPaste },
    );
    this.#exits = new Exits({
      interrupt: (signal) => this.#interrupt(signal),
      restore: () => this.#leave(),
      resume: () => this.#resume(),
    });
  }

  get columns(): number {
    return (this.#output.isTTY && this.#output.columns) || 80;
  }

  get rows(): number {
    return (this.#output.isTTY && this.#output.rows) || 24;
  }

  get reportsKeyUp(): boolean {
    return this.#reportsKeyUp;
  }

  get dropped(): number {
    return this.#inbox.dropped;
  }

  attach(host: DriverHost): void {
    if (this.#host !== undefined) throw new UsageError('a terminal() joins one queue: make another one');
    if (this.isTty && inUse.has(this.#input))
      throw new UsageError('this terminal belongs to a queue already: close that one first', 'ERR_TERMINAL_IN_USE');
    this.#host = host;
    this.#exits.watch();
    if (!this.isTty) return;
    inUse.add(this.#input);
    this.#size = [this.columns, this.rows];
    this.#input.on('data', this.#onData);
    for (const name of ['end', 'close', 'error']) this.#input.on(name, this.#onHangUp);
    this.#output.on('error', this.#onHangUp);
    this.#output.on('resize', this.#onResize);
    this.#enter();
  }

  pump(push: (event: TerminalEvent) => boolean): void {
    this.#inbox.drain(push);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stopTimer();
    if (this.#raw) {
      // What the terminal has sent already would appear in the shell; its answer to a last question comes after it.
      this.#switchOff();
      if (this.#options.kitty === 'auto') {
        this.#ask(ASK_ATTRIBUTES);
        await this.#drained();
      }
    }
    this.#leave();
    this.#exits.forget();
    if (!this.isTty) return;
    this.#input.off('data', this.#onData);
    for (const name of ['end', 'close', 'error']) this.#input.off(name, this.#onHangUp);
    this.#output.off('error', this.#onHangUp);
    this.#output.off('resize', this.#onResize);
    if (this.#host !== undefined) {
      this.#input.pause(); // else it keeps the process alive
      inUse.delete(this.#input);
    }
  }

  #enter(): void {
    this.#input.setRawMode(true);
    this.#raw = true;
    this.#input.resume();
    this.#write(switchOn(this.#options));
    this.#on = true;
    if (this.#options.kitty === 'auto') this.#ask(ASK_KITTY);
  }

  /** Gives the terminal back, at once: there may be no further turn of the event loop. */
  #leave(): void {
    this.#switchOff();
    if (!this.#raw) return;
    this.#raw = false;
    try {
      this.#input.setRawMode(false);
    } catch {
      // The terminal is gone; there is nothing to give back.
    }
  }

  #switchOff(): void {
    if (!this.#on) return;
    this.#on = false;
    writeNow(this.#output, switchOff(this.#options, this.#kittyPushed));
    this.#kittyPushed = false;
  }

  /** After a stop: the shell has set the terminal up for itself meanwhile. */
  #resume(): void {
    if (this.#host === undefined || !this.isTty || this.#closing !== undefined) return;
    this.#leave();
    const time = this.#host.now();
    this.#parser.releaseAll(time);
    this.#enter();
    this.#add({ type: WINDOWEXPOSED, time });
    this.#onResize();
  }

  #write(text: string): void {
    this.#output.write(text);
  }

  #ask(question: string): void {
    this.#unanswered++;
    this.#write(question);
  }

  #kittyFlags(flags: number): void {
    this.#reportsKeyUp = (flags & REPORT_EVENTS) !== 0;
    if (this.#kittyPushed || !this.#on) return;
    this.#kittyPushed = true;
    this.#write(PUSH_KITTY);
  }

  #attributes(): void {
    this.#unanswered--;
    if (this.#unanswered <= 0) this.#answered?.();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, DRAIN_MS);
      this.#answered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  readonly #onData = (chunk: Uint8Array | string): void => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#parser.receive(bytes, this.#host?.now() ?? 0);
    this.#startTimer();
  };

  readonly #onHangUp = (): void => this.#add({ type: QUIT, time: this.#host?.now() ?? 0 });

  readonly #onResize = (): void => {
    const { columns: w, rows: h } = this;
    if (w === this.#size[0] && h === this.#size[1]) return;
    this.#size = [w, h];
    this.#add({ type: WINDOWRESIZED, x: w, y: h, w, h, time: this.#host?.now() ?? 0 });
  };

  #event(event: TerminalEvent): void {
    if (this.#closing !== undefined) return;
    if (event.type === QUIT) this.#interrupt('SIGINT');
    else this.#add(event);
  }

  #add(event: TerminalEvent): void {
    this.#inbox.add(event);
    this.#host?.wake();
  }

  #interrupt(signal: NodeJS.Signals): void {
    const time = this.#host?.now() ?? 0;
    const since = time - this.#interruptedAt;
    if (since < SAME_INTERRUPT_MS) return;
    this.#interruptedAt = time;
    // The program did not heed the first one: the second one ends it.
    const unheeded = since <= SECOND_INTERRUPT_MS || (Number.isFinite(since) && this.#inbox.hasQuit);
    if (unheeded) this.#exits.die(signal);
    this.#add({ type: QUIT, time });
  }

  #startTimer(): void {
    const due = this.#parser.deadline;
    if (due === undefined || this.#closing !== undefined) return;
    if (this.#timer !== undefined && this.#timerDue <= due) return;
    clearTimeout(this.#timer);
    this.#timerDue = due;
    const now = this.#host?.now() ?? 0;
    this.#timer = setTimeout(this.#onTimer, Math.max(1, Math.ceil(due - now)));
    this.#timer.unref();
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    // After a long frame timers come before the bytes that arrived meanwhile. One turn later these have been read.
    this.#turn = setImmediate(() => {
      this.#parser.tick(this.#host?.now() ?? 0);
      this.#startTimer();
    });
  };

  #stopTimer(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
  }
}

/**
 * A driver for the terminal the program runs in: keys, typed and pasted text, mouse, focus and size become events; Ctrl+C,
 * SIGINT, SIGTERM, SIGHUP and a closed terminal become QUIT. The terminal is in raw mode while the driver belongs to a queue,
 * and is given back when the queue closes or the program ends in any way but SIGKILL.
 * @throws UsageError `ERR_NOT_A_TTY` where there is no terminal, unless `notATty` is `'ignore'`.
 * @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 * @see https://sw.kovidgoyal.net/kitty/keyboard-protocol/
 */
export function terminal(options: TerminalOptions = {}): TerminalDriver {
  return new Terminal(options);
}
