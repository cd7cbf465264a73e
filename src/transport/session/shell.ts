// What the core asks of the one around it: network.ts with real links and timers, or the simulation.
// Must not know how any of it is done.

import type { ClientSession } from './client.ts';
import type { SessionLink } from './link.ts';
import type { Session } from './session.ts';

/** The four wishes of the core. None of them may call back into the core before it returns, but `open` may call `attach`. */
export interface SessionShell {
  /** `link` has something to write or wants to end; said once until `link.transmit()` is called. */
  transmit(link: SessionLink): void;
  /** `count` more events can be taken from `session`. */
  notify(session: Session, count: number): void;
  /** Open a new link to the server and call `session.attach(...)`. */
  open(session: ClientSession): void;
  /** Call `tick(now)` no later than at `at`, ms. A later wish may only be earlier, until the tick. */
  wakeAt(at: number): void;
}
