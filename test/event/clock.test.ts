import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { Clock, FixedStep } from '../../src/event/index.ts';

test('frames that are always late let many clients in, though Node accepts one in each turn of its event loop', async () => {
  const COUNT = 60;
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    onTestFinished(() => void socket.destroy());
  }).listen({ port: 0, host: '127.0.0.1', backlog: COUNT });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port
  for (let i = 0; i < COUNT; i++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => void socket.destroy());
  }
  const clock = new Clock();
  let frames = 0;
  for (; accepted < COUNT; frames++) {
    for (const until = performance.now() + 12; performance.now() < until; ); // more than a frame of work
    await clock.tick(100);
  }
  expect(frames).toBeLessThan(COUNT / 3);
});

describe('Clock', () => {
  /** Time that passes by itself, 0.05 ms for each look at it, as turns of the event loop would take. */
  let ms = 0;
  const now = (): number => {
    ms += 0.05;
    return ms;
  };
  beforeEach(() => {
    ms = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
    const sleep = globalThis.setTimeout;
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((f: () => void, delay = 0) =>
      sleep(() => {
        ms += delay + 0.3; // a platform timer is late by a fraction
        f();
      }, 0)) as typeof setTimeout);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  async function ticks(clock: Clock, count: number, fps?: number, work: (n: number) => number = () => 0) {
    const spans: number[] = [];
    for (let n = 0; n < count; n++) {
      ms += work(n);
      const ticking = clock.tick(fps);
      await vi.runAllTimersAsync();
      spans.push(await ticking);
    }
    return spans;
  }
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test.each([30, 60, 144, 240])('tick(%i) keeps the rate with its fraction', async (fps) => {
    const spans = await ticks(new Clock({ now }), 200, fps, (n) => (n * 7) % 3);
    expect(mean(spans)).toBeCloseTo(1000 / fps, 1);
    expect(Math.abs(mean(spans) - 1000 / fps)).toBeLessThan(0.01);
    for (const span of spans) expect(Math.abs(span - 1000 / fps)).toBeLessThan(0.5);
  });
  test('a frame that is a little late makes the next shorter', async () => {
    const spans = await ticks(new Clock({ now }), 3, 100, (n) => (n === 1 ? 14 : 1));
    expect(spans[1]).toBeGreaterThan(14);
    expect((spans[1] ?? 0) + (spans[2] ?? 0)).toBeCloseTo(20, 0);
  });
  test('after a long pause there is no burst', async () => {
    const spans = await ticks(new Clock({ now }), 5, 100, (n) => (n === 1 ? 5000 : 1));
    expect(spans[1]).toBeGreaterThan(5000);
    for (const span of spans.slice(2)) expect(span).toBeGreaterThan(9);
  });
  test.each([undefined, 0, -5])('tick(%s) does not pace, but lets the event loop turn', async (fps) => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    const [span] = await ticks(new Clock({ now }), 1, fps);
    expect(span).toBeLessThan(1);
    expect(turned).toBe(true);
  });
  test('getTime is the last span, getRawTime that without the waiting, in fractions', async () => {
    const clock = new Clock({ now });
    expect([clock.getTime(), clock.getRawTime(), clock.getFps()]).toEqual([0, 0, 0]);
    const [span] = await ticks(clock, 1, 100, () => 3.25);
    expect(clock.getTime()).toBe(span);
    expect(clock.getRawTime()).toBeCloseTo(3.3, 1);
  });
  test('getFps is the average of the last ten ticks', async () => {
    const clock = new Clock({ now });
    await ticks(clock, 30, 20);
    expect(clock.getFps()).toBeCloseTo(20, 0);
    await ticks(clock, 5, 100);
    expect(clock.getFps()).toBeGreaterThan(22);
    expect(clock.getFps()).toBeLessThan(90);
    await ticks(clock, 5, 100);
    expect(clock.getFps()).toBeCloseTo(100, -1);
  });
  test('refuses what is no rate', async () => {
    await expect(new Clock().tick(Number.NaN)).rejects.toThrow(UsageError);
  });
});

describe('Clock where there are animation frames', () => {
  const turn = setImmediate;
  let ms = 0;
  let hz = 60;
  let visible = true;
  /** What will happen: timers and frames, in virtual time. */
  let agenda: { at: number; run: () => void }[] = [];
  let FrameClock: typeof Clock;
  const at = (time: number, run: () => void): object => {
    const entry = { at: time, run };
    agenda.push(entry);
    return entry;
  };
  const forget = (entry: object): void => {
    agenda = agenda.filter((each) => each !== entry);
  };
  beforeEach(async () => {
    ms = 0;
    visible = true;
    agenda = [];
    vi.stubGlobal('setTimeout', (run: () => void, delay: number) => at(ms + delay, run));
    vi.stubGlobal('clearTimeout', forget);
    vi.stubGlobal('requestAnimationFrame', (run: () => void) =>
      at(visible ? ((Math.floor((ms * hz) / 1000 + 1e-6) + 1) * 1000) / hz : Number.POSITIVE_INFINITY, run),
    );
    vi.stubGlobal('cancelAnimationFrame', forget);
    vi.resetModules();
    FrameClock = (await import('../../src/event/clock.ts')).Clock;
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });
  /** Runs a loop of `count` ticks; answers when each ended. */
  async function ends(count: number, fps: number, work = 0): Promise<number[]> {
    const clock = new FrameClock({ now: () => ms });
    const times: number[] = [];
    for (let n = 0; n < count; n++) {
      ms += work;
      let over = false;
      void clock.tick(fps).then(() => {
        over = true;
      });
      for (;;) {
        await new Promise(turn);
        if (over) break;
        const next = agenda.reduce((first, each) => (each.at < first.at ? each : first));
        forget(next);
        ms = Math.max(ms, next.at);
        next.run();
      }
      times.push(ms);
    }
    return times;
  }

  test.each([
    [60, 60],
    [144, 60],
    [120, 60],
    [60, 30],
    [60, 144],
    [59.94, 60],
  ])(
    'on a display of %f Hz tick(%i) ends with a frame, at the rate asked for or the display allows',
    async (display, fps) => {
      hz = display;
      const times = await ends(120, fps, 3);
      const rate = ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
      expect(Math.abs(rate - Math.min(display, fps))).toBeLessThan(0.7);
      for (const time of times)
        expect(Math.abs(((time * hz) / 1000) % 1)).toSatisfy((x: number) => x < 1e-6 || x > 1 - 1e-6);
    },
  );
  test('a hidden tab goes on about once a second', async () => {
    visible = false;
    expect(await ends(3, 60)).toEqual([1000, 2000, 3000]);
  });
  test('leaves neither timer nor frame behind', async () => {
    await ends(2, 60);
    expect(agenda).toEqual([]);
  });
});

describe('FixedStep', () => {
  test('runs as many steps as time has passed, and keeps the rest', () => {
    const step = new FixedStep(100);
    expect(step.ms).toBe(10);
    expect([step.advance(4), step.advance(4), step.advance(4)]).toEqual([0, 0, 1]);
    expect(step.alpha).toBeCloseTo(0.2);
    expect(step.advance(38)).toBe(4);
    expect(step.alpha).toBeCloseTo(0);
  });
  test('does not lose steps to rounding', () => {
    const step = new FixedStep(60);
    let steps = 0;
    for (let n = 0; n < 6000; n++) steps += step.advance(1000 / 60);
    expect(steps).toBe(6000);
  });
  test('lets time go beyond maxSteps, so that a slow machine gets out of the spiral', () => {
    const step = new FixedStep(100, { maxSteps: 3 });
    expect(step.advance(1005)).toBe(3);
    expect(step.alpha).toBeCloseTo(0.5);
    expect(step.advance(5)).toBe(1);
  });
  test('refuses what is no rate', () => {
    expect(() => new FixedStep(0)).toThrow(UsageError);
    expect(() => new FixedStep(60, { maxSteps: 0 })).toThrow(UsageError);
    expect(() => new FixedStep(60).advance(Number.NaN)).toThrow(UsageError);
  });
});
