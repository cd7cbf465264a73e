// A driver of one's own: lines typed into the terminal, and Ctrl-C or Ctrl-D as QUIT.
import { createInterface } from 'node:readline';
import { type Driver, type DriverHost, QUIT, type QuitEvent } from 'pumpjack';

/** Somebody typed a line. */
export const LINE = 'LINE';

export interface LineEvent {
  readonly type: typeof LINE;
  readonly time: number;
  readonly text: string;
}

/** What happens between two pumps is kept here; `pump` is the only way out. */
export function lines(): Driver<LineEvent | QuitEvent> {
  const input = createInterface({ input: process.stdin });
  let kept: (LineEvent | QuitEvent)[] = [];
  let host: DriverHost | undefined;

  const keep = (event: LineEvent | QuitEvent): void => {
    kept.push(event);
    host?.wake(); // somebody may be in `await queue.wait()`
  };
  const quit = (): void => keep({ type: QUIT, time: host?.now() ?? 0 });

  return {
    attach(to) {
      host = to;
      input.on('line', (text) => keep({ type: LINE, time: to.now(), text }));
      input.on('close', quit); // Ctrl-D, or the end of a pipe
      process.on('SIGINT', quit);
      process.on('SIGTERM', quit);
    },
    pump(push) {
      let taken = 0;
      for (const event of kept) {
        if (!push(event)) break; // the queue is full: keep the rest
        taken++;
      }
      kept = kept.slice(taken);
    },
    close() {
      input.off('close', quit);
      input.close();
      process.stdin.destroy();
      process.off('SIGINT', quit);
      process.off('SIGTERM', quit);
    },
  };
}
