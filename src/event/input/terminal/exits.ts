// The ways out of a Node program, and the stop on the way: signals, exit, crash. Knows process; knows no terminal: it
// calls whoever has something to restore.

/** Whom to call. */
export interface ExitHooks {
  /** Somebody wants the program to end. */
  interrupt(signal: NodeJS.Signals): void;
  /** The program ends or stops now; called synchronously, maybe more than once. */
  restore(): void;
  /** It goes on after a stop. */
  resume(): void;
}

const POLITE: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Watches over them, from watch() to forget(). */
export class Exits {
  readonly #hooks: ExitHooks;

  constructor(hooks: ExitHooks) {
    this.#hooks = hooks;
  }

  watch(): void {
    process.on('exit', this.#onExit);
    process.on('uncaughtExceptionMonitor', this.#onCrash);
    for (const signal of POLITE) process.on(signal, this.#onSignal);
    process.on('SIGQUIT', this.die);
    process.on('SIGTSTP', this.#onStop);
    process.on('SIGCONT', this.#onContinue);
  }

  forget(): void {
    process.off('exit', this.#onExit);
    process.off('uncaughtExceptionMonitor', this.#onCrash);
    for (const signal of POLITE) process.off(signal, this.#onSignal);
    process.off('SIGQUIT', this.die);
    process.off('SIGTSTP', this.#onStop);
    process.off('SIGCONT', this.#onContinue);
  }

  /** Restores, and lets the signal do what it does by itself: it ends the program, unless others listen to it too. */
  readonly die = (signal: NodeJS.Signals): void => {
    this.#hooks.restore();
    this.forget();
    process.kill(process.pid, signal);
  };

  readonly #onExit = (): void => this.#hooks.restore();

  readonly #onCrash = (): void => {
    // Before the error is printed, so that it stands on the screen that stays. Somebody who catches it plays on.
    if (process.listenerCount('uncaughtException') === 0) this.#hooks.restore();
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => this.#hooks.interrupt(signal);

  readonly #onStop = (): void => {
    this.#hooks.restore();
    process.kill(process.pid, 'SIGSTOP');
  };

  readonly #onContinue = (): void => this.#hooks.resume();
}
