// The one place that names what the platform brings: clock, timers, text conversion, random bytes.
// Knows nothing of pumpjack. The pure folders import it instead of DOM or Node types, so they compile with neither.

declare const performance: { now(): number };
declare const setTimeout: (run: () => void, ms: number) => unknown;
declare const clearTimeout: (handle: unknown) => void;
declare const setImmediate: ((run: () => void) => unknown) | undefined;
declare const requestAnimationFrame: ((run: () => void) => number) | undefined;
declare const cancelAnimationFrame: (handle: number) => void;
declare const crypto: { getRandomValues(into: Uint8Array): Uint8Array } | undefined;
declare const TextEncoder: new () => {
  encode(text: string): Uint8Array;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
};
declare const TextDecoder: new (
  label: 'utf-8',
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };
declare const Buffer:
  | { allocUnsafe(length: number): Uint8Array; allocUnsafeSlow(length: number): Uint8Array }
  | undefined;
declare const process:
  | {
      nextTick?(run: () => void): void;
      getBuiltinModule?(id: 'node:worker_threads'): { markAsUntransferable(buffer: ArrayBufferLike): void } | undefined;
    }
  | undefined;
declare const MessageChannel: new () => {
  port1: { onmessage: (() => void) | null };
  port2: { postMessage(value: null): void };
};

/** Monotonic time in milliseconds with a fraction; where it starts is the platform's affair. */
export const monotonicNow = (): number => performance.now();

/** Runs `run` once after about `ms` milliseconds; returns what undoes it. In the `background` it does not keep a Node process alive. */
export function startTimer(ms: number, run: () => void, background = false): () => void {
  const handle = setTimeout(run, ms);
  // Node's handle is an object with unref(), a browser's a number.
  if (background) (handle as { unref?(): void }).unref?.();
  return () => clearTimeout(handle);
}

/** Runs `run` before the next repaint; returns what undoes it. `undefined` where nothing is painted (Node). */
export const nextFrame: ((run: () => void) => () => void) | undefined =
  typeof requestAnimationFrame === 'function'
    ? (run) => {
        const handle = requestAnimationFrame(run);
        return () => cancelAnimationFrame(handle);
      }
    : undefined;

// Kept: what a test library puts in its place would hold up the turn until somebody moves its clock.
const immediate = typeof setImmediate === 'function' ? setImmediate : undefined;
/** Whether one turn of the event loop brings several things, each with its own microtasks, and has an end of which one is told. In a page each is a task of its own. */
export const longTurns: boolean = immediate !== undefined;

let channel: InstanceType<typeof MessageChannel> | undefined;
let deferred: (() => void)[] = [];

/**
 * Runs `run` when the current turn of the event loop is over. A microtask would be too early: it runs between two
 * steps of one `for await` loop, and each message would leave in a write of its own.
 */
export function atEndOfTurn(run: () => void): void {
  if (immediate) {
    immediate(run);
    return;
  }
  deferred.push(run);
  if (deferred.length > 1) return;
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const due = deferred;
      deferred = [];
      for (const each of due) each();
    };
  }
  channel.port2.postMessage(null);
}

/**
 * Runs `run` as soon as nothing is left in the queue of microtasks, and so after all steps of a `for await` loop that has what it
 * waits for; what other sockets have to say may come later. In Node that is 1.5 us sooner than {@link atEndOfTurn}; elsewhere it is the same.
 */
export function afterMicrotasks(run: () => void): void {
  const tick = typeof process === 'undefined' ? undefined : process.nextTick;
  if (tick === undefined) atEndOfTurn(run);
  // Not at once: Node runs its ticks before the microtasks that a callback of the platform has left behind.
  else soon(() => tick(run));
}

const settled = /* @__PURE__ */ Promise.resolve();

/** Runs `run` as a microtask. In Node queueMicrotask() costs several times as much. What `run` throws is an unhandled rejection. */
export function soon(run: () => void): void {
  void settled.then(run);
}

/** `length` bytes from the platform's cryptographic generator; throws where there is none. */
export function cryptoRandomBytes(length: number): Uint8Array {
  if (typeof crypto === 'undefined')
    throw new Error('this platform has no cryptographic random source (crypto.getRandomValues)');
  return crypto.getRandomValues(new Uint8Array(length));
}

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A string as UTF-8. */
export const utf8Encode = (text: string): Uint8Array => encoder.encode(text);

/** A string as UTF-8: a view of the beginning of `into` if it fits there, else an array of its own. */
export function utf8EncodeInto(text: string, into: Uint8Array): Uint8Array {
  // A unit takes 3 bytes at most: nothing is written twice.
  if (text.length * 3 > into.length) return encoder.encode(text);
  return into.subarray(0, encoder.encodeInto(text, into).written);
}

/** UTF-8 as a string; throws a `TypeError` when the bytes are malformed. A byte order mark is kept. */
export const utf8Decode = (bytes: Uint8Array): string => decoder.decode(bytes);

/**
 * A copy of bytes that are about to be written and then forgotten. Node's pool makes a short one ten times as fast as an
 * array of its own (50 ns against 500); what is kept for long must not come from it, since it keeps a whole page alive.
 */
export function copyToWrite(bytes: Uint8Array): Uint8Array {
  if (typeof Buffer === 'undefined') return bytes.slice();
  const { buffer, byteOffset } = Buffer.allocUnsafe(bytes.length);
  // Plain, since slice() of a Buffer is no copy, and whoever handles the bytes next may think that it is.
  const copy = new Uint8Array(buffer, byteOffset, bytes.length);
  copy.set(bytes);
  return copy;
}

const markAsUntransferable = /* @__PURE__ */ (() =>
  typeof process === 'undefined'
    ? undefined
    : process.getBuiltinModule?.('node:worker_threads')?.markAsUntransferable)();

/** Makes the transfer of a buffer to a worker an error, where the platform can: it holds more than its user sees. */
export const neverTransfer = (buffer: ArrayBufferLike): void => markAsUntransferable?.(buffer);

/** Memory of its own whose contents are undefined: to be written before it is read. */
export function uninitialized(length: number): Uint8Array {
  return typeof Buffer === 'undefined' ? new Uint8Array(length) : new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}
