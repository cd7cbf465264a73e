// What the kernel does to processes: killed, stopped, without file descriptors. The other side is another process, too.
import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { text } from '../../src/index.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { Child, complete, talking } from '../support/child.ts';
import { freePort } from '../support/free-port.ts';
import { Program } from '../support/program.ts';

it('[I-12] SIGSTOP of both for longer than linkTimeoutMs: the link is healthy, and nobody is suspended', async () => {
  const { server, client } = await talking();
  server.process.kill('SIGSTOP');
  client.process.kill('SIGSTOP');
  await pause(3500); // the fault itself: longer than linkTimeoutMs
  client.process.kill('SIGCONT');
  server.process.kill('SIGCONT');
  const had = [server.report.got, client.report.got];
  await server.until(({ got }) => got > had[0]! + 50, 'more messages');
  await client.until(({ got }) => got > had[1]! + 50, 'more messages');
  await complete(server, client);
  expect([server.report.suspended, client.report.suspended]).toEqual([0, 0]);
});

it.each(['server', 'client'] as const)(
  'SIGSTOP of the %s until the other side notices: resumed, nothing lost',
  async (who) => {
    const both = await talking();
    const [stopped, other] = who === 'server' ? [both.server, both.client] : [both.client, both.server];
    stopped.process.kill('SIGSTOP');
    await other.until(({ suspended }) => suspended === 1, 'SUSPENDED');
    expect(other.report.events.at(-1)).toBe('NETWORK_SUSPENDED link-timeout');
    stopped.process.kill('SIGCONT');
    await Promise.all([stopped, other].map((each) => each.until(({ resumed }) => resumed > 0, 'RESUMED')));
    await complete(both.server, both.client);
  },
);

it('kill -9 of the server and another one in its place: server-restarted, and what was not sent is told', async () => {
  const port = await freePort();
  const uri = `tcp://127.0.0.1:${port}`;
  const first = await Child.start();
  first.order({ listen: uri });
  await first.until((report) => report.uri !== '', 'the address');
  const client = new Program({
    app: 'talk/1',
    transports: [tcp()],
    channels: { a: text, b: text },
    backoffMs: 20,
    backoffMaxMs: 200,
  });
  const peer = client.net.connect(uri);
  await client.next('NETWORK_CONNECTED');
  peer.send('a', '0:1:bbbbbbbbbbbbb');
  await first.until(({ got }) => got === 1, 'a message');
  await first.kill();
  expect((await client.next('NETWORK_SUSPENDED')).reason).toBe('link-closed');
  for (const word of ['one', 'two', 'three']) peer.send('b', word);
  peer.send('a', 'four');
  const second = await Child.start();
  second.order({ listen: uri });
  const end = await client.next('NETWORK_DISCONNECTED');
  expect(end.reason).toBe('server-restarted');
  // The first message was delivered; whether its acknowledgement was under way yet nobody can say.
  expect(end.unsent).toMatchObject({ b: 3 });
  expect([4, 5]).toContain(end.unconfirmed);
  expect(second.report.events).not.toContain('NETWORK_CONNECTED');
});

it('kill -9 of the client: the server is told after resumeMs, not before, and by one event', async () => {
  const server = new Program({ app: 'talk/1', transports: [tcp()], channels: { a: text, b: text }, resumeMs: 300 });
  const { uri } = await server.net.listen('tcp://127.0.0.1:0').ready();
  const client = await Child.start();
  client.order({ connect: uri });
  const { peer } = await server.next('NETWORK_CONNECTED');
  await client.kill();
  // A killed process ends its links in order, as FIN: still no word that it is over.
  expect((await server.next('NETWORK_SUSPENDED')).reason).toBe('link-closed');
  peer.send('a', 'nobody will read this');
  expect(await server.next('NETWORK_DISCONNECTED')).toMatchObject({
    reason: 'timeout',
    unconfirmed: 1,
    unsent: { a: 1 },
  });
});

const prlimit = spawnSync('prlimit', ['--version']).status === 0;
it.skipIf(!prlimit)(
  'a server without file descriptors takes nobody new, loses nobody, and goes on when there are some',
  async () => {
    const { server, client } = await talking();
    const limit = (files: number): void => {
      execFileSync('prlimit', [`--pid=${server.process.pid}`, `--nofile=${files}:`]);
    };
    limit(1);
    const second = await Child.start();
    second.order({ connect: server.report.uri });
    const had = server.report.got;
    await server.until(({ got }) => got > had + 200, 'more messages of the first');
    expect(server.report.peers).toBe(1);
    limit(4096);
    await server.until(({ peers }) => peers === 2, 'the second client');
    await complete(server, client, second);
  },
);
