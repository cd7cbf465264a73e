// The errors of the queue and of event definitions. Knows neither of them, only what went wrong.
import { PumpjackError } from '../errors.ts';

/**
 * `post` found the queue full: nobody takes events out fast enough. The event was not queued.
 * @see https://www.pygame.org/docs/ref/event.html#pygame.event.post
 */
export class QueueFullError extends PumpjackError {
  /** How many events the queue holds at most: its `maxEvents`. */
  readonly limit: number;

  /** @param limit - the queue's `maxEvents`. @param type - the type of the event that found no place. */
  constructor(limit: number, type: string) {
    super(
      'ERR_QUEUE_FULL',
      `the event queue is full (${limit} events), ${type} was not posted: take events out with get() in every frame, or set maxEvents`,
    );
    this.limit = limit;
  }
}

/** One thing that is wrong with a payload. */
export interface PayloadIssue {
  /** Where, as `player.name` or `items[3]`; empty when it concerns the whole payload. */
  readonly path: string;
  /** What, in the schema library's words. */
  readonly message: string;
}

/** The payload given to an event definition does not fit its schema. The message lists every issue. */
export class PayloadError extends PumpjackError {
  /** The name of the event. */
  readonly eventType: string;
  /** Everything that is wrong, in the order the schema library found it. */
  readonly issues: readonly PayloadIssue[];

  /** @param eventType - the name of the event. @param issues - what is wrong, at least one. */
  constructor(eventType: string, issues: readonly PayloadIssue[]) {
    const lines = issues.map(({ path, message }) => (path === '' ? `\n  ${message}` : `\n  ${path}: ${message}`));
    super('ERR_PAYLOAD', `the payload of ${eventType} does not fit:${lines.join('')}`);
    this.eventType = eventType;
    this.issues = issues;
  }
}
