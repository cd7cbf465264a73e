// The order of work in one turn of the event loop: whoever waits for events is served, then what was sent leaves. Knows neither queues nor links.
import { afterMicrotasks, atEndOfTurn, longTurns, soon } from './platform.ts';

/**
 * Asks for work, once until it is done. It is asked for as things arrive, often many times in one turn: done at once the first time, so
 * that a single message does not wait, and what comes later in the same turn (the next datagrams, other sockets) together at its end. In a
 * page, who waits is always served at once: what it hears last, as it is left, has nothing after it.
 * `prompt`, false: not before the end of the turn, unless it is asked for with true meanwhile.
 */
export type Task = (prompt: boolean) => void;

/** What waits for the end of the turn: first to be served, then to leave. */
const lists: [(() => void)[], (() => void)[]] = [[], []];
/** Tasks that were done in this turn already have an older number. */
let turn = 0;
let planned = false;
/** Those who wait are being served: what they send goes with the rest. */
let serving = false;

/**
 * Makes a task of `run`.
 * @param leaves - `false`: it serves those who wait; at once is the next microtask. `true`: it lets out what was sent; at once is when no
 * microtask is left, so that all steps of a loop share one write.
 */
export function task(run: () => void, leaves: boolean): Task {
  /** 0: nothing to do; 1: at the end of the turn; 2: at once. */
  let pending = 0;
  let doneIn = -1;
  const work = (): void => {
    // What was done at once may also stand in the list.
    if (pending === 0) return;
    pending = 0;
    run();
  };
  return (prompt) => {
    const always = !leaves && prompt && !longTurns;
    const urgency = always || (prompt && doneIn !== turn) ? 2 : 1;
    if (pending >= urgency) return;
    pending = urgency;
    if (!(always || (leaves && serving))) plan();
    if (urgency === 1) lists[leaves ? 1 : 0].push(work);
    else {
      doneIn = turn;
      (leaves ? afterMicrotasks : soon)(work);
    }
  };
}

function plan(): void {
  if (planned) return;
  planned = true;
  atEndOfTurn(() => {
    planned = false;
    turn++;
    serving = lists[0].length > 0;
    if (!serving) leave();
    else {
      afterMicrotasks(leave);
      work(0);
    }
  });
}

function leave(): void {
  serving = false;
  work(1);
}

function work(which: 0 | 1): void {
  const list = lists[which];
  lists[which] = [];
  for (const run of list) {
    try {
      run();
    } catch (error) {
      // The others have their turn all the same.
      atEndOfTurn(() => {
        throw error;
      });
    }
  }
}
