// The base of every error this library throws or reports. Knows no queue, codec or transport.

/**
 * What all errors of pumpjack have in common: a stable `code` to compare, a message that says what to do next,
 * and the `cause` where there is one.
 */
export class PumpjackError extends Error {
  /** A stable identifier such as `ERR_NO_TRANSPORT`; compare this, not the message. */
  readonly code: string;

  /** @param code - the stable identifier. @param message - for people. @param options - the `cause`, if any. */
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The caller did something that can not work (a wrong argument, a call at the wrong time). Thrown at once, never an event. */
export class UsageError extends PumpjackError {
  /** @param message - what was wrong and what to do instead. @param code - default `ERR_USAGE`. */
  constructor(message: string, code = 'ERR_USAGE', options?: { cause?: unknown }) {
    super(code, message, options);
  }
}
