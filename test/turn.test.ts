import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { task } from '../src/turn.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('the first time in a turn at once, then once at its end', async () => {
  await turn();
  const log: string[] = [];
  const serve = task(() => log.push('served'), false);
  serve(true);
  expect(log).toEqual([]);
  await Promise.resolve();
  expect(log).toEqual(['served']);
  for (let i = 0; i < 5; i++) serve(true);
  for (let i = 0; i < 100; i++) await Promise.resolve();
  expect(log).toEqual(['served']);
  await turn();
  expect(log).toEqual(['served', 'served']);
  serve(true);
  await Promise.resolve();
  expect(log).toHaveLength(3);
});

test('what leaves at once does so when no microtask is left', async () => {
  await turn();
  const log: string[] = [];
  const leave = task(() => log.push('left'), true);
  leave(true);
  for (let i = 0; i < 10; i++) {
    await Promise.resolve();
    log.push('step');
  }
  expect(log).toHaveLength(10);
  await new Promise(process.nextTick);
  expect(log.at(-1)).toBe('left');
});

test('without haste nothing before the end of the turn', async () => {
  await turn();
  const log: string[] = [];
  const leave = task(() => log.push('left'), true);
  leave(false);
  await new Promise(process.nextTick);
  expect(log).toEqual([]);
  await turn();
  expect(log).toEqual(['left']);
});

test('haste that comes later is haste, and it is done once', async () => {
  await turn();
  const log: string[] = [];
  const leave = task(() => log.push('left'), true);
  leave(false);
  leave(true);
  await Promise.resolve();
  await new Promise(process.nextTick);
  expect(log).toEqual(['left']);
  await turn();
  expect(log).toEqual(['left']);
  leave(false);
  await turn();
  expect(log).toEqual(['left', 'left']);
});

test('at the end of the turn: who waits is served, and what they send leaves with the rest', async () => {
  await turn();
  const log: string[] = [];
  const leave = task(() => log.push('left'), true);
  const serve = task(() => {
    log.push('served');
    void Promise.resolve().then(async () => {
      await Promise.resolve();
      log.push('sent');
      leave(true);
    });
  }, false);
  serve(true);
  await new Promise(process.nextTick);
  log.length = 0;
  leave(false);
  serve(true);
  await turn();
  await new Promise(process.nextTick);
  expect(log).toEqual(['served', 'sent', 'left']);
});

test('work that throws does not keep the others from theirs', async () => {
  await turn();
  const log: string[] = [];
  const thrown = new Promise((resolve) => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').once('uncaughtException', (error) => {
      for (const each of others) process.on('uncaughtException', each);
      resolve(error);
    });
  });
  const failure = new Error('out of order');
  task(() => {
    throw failure;
  }, true)(false);
  task(() => log.push('left'), true)(false);
  await turn();
  expect(log).toEqual(['left']);
  expect(await thrown).toBe(failure);
});

test('a burst of datagrams is served twice, not once for each', async () => {
  const [from, to] = [createSocket('udp4'), createSocket('udp4')];
  to.bind(0, '127.0.0.1');
  await once(to, 'listening');
  const { port } = to.address();
  let came = 0;
  const served: number[] = [];
  const serve = task(() => served.push(came), false);
  const all = new Promise<void>((resolve) => {
    to.on('message', () => {
      serve(true);
      if (++came === 20) resolve();
    });
  });
  for (let i = 0; i < 20; i++) from.send('x', port, '127.0.0.1');
  await all;
  await turn();
  expect(served.at(-1)).toBe(20);
  expect(served.length).toBeLessThan(20);
  from.close();
  to.close();
});
