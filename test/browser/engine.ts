// A browser as the tests of several engines drive it. Types only.

/** One step of a device: https://w3c.github.io/webdriver/#actions. */
export type Step = Readonly<Record<string, unknown>> & { readonly type: string };

/** A browser of its own with one page. */
export interface Engine {
  /** What the page complained about. */
  readonly complaints: readonly string[];
  open(url: string): Promise<void>;
  /** Runs it in the page; gives what it gives, which has to be JSON. */
  run<T>(work: () => T | Promise<T>): Promise<T>;
  /** Real input, from a keyboard or a mouse. */
  act(device: 'key' | 'pointer' | 'wheel', ...actions: Step[]): Promise<void>;
  close(): Promise<void>;
}
