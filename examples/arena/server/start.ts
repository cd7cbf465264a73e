// `npm start`: the server of the arena, the web server that hands out its page, and bots in a process of their own.
import { type ChildProcess, fork } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import {
  Clock,
  EventQueue,
  FixedStep,
  K_ESCAPE,
  K_q,
  KEYDOWN,
  NETWORK_DATA_IN,
  NETWORK_DISCONNECTED,
  NETWORK_ERROR,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  Network,
  QUIT,
} from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { terminal } from 'pumpjack/terminal';
import { udp } from 'pumpjack/udp';
import { ws } from 'pumpjack/ws';
import { lanAddresses, type PageFiles, servePage } from '../../shared/page-server.ts';
import { TICK_HZ } from '../game/rules.ts';
import { arenaFor, World } from '../game/world.ts';
import type { StartOptions } from '../options.ts';
import { APP, channels } from '../protocol.ts';
import { Gauge, type Reading } from './gauge.ts';
import { Match } from './match.ts';
import { type Report, Reporter } from './report.ts';

/** Twice in a tick: inputs wait less, and ticks come evenly. */
const FRAMES_HZ = 2 * TICK_HZ;

const PAGE: PageFiles = {
  // Among the sources: the compiler copies no HTML.
  folder: new URL('../../../../examples/arena/page/', import.meta.url),
  files: ['index.html', 'style.css'],
  script: new URL('../page/main.js', import.meta.url),
};

export async function start(options: StartOptions, tty: boolean): Promise<void> {
  const { host, bots, seconds } = options;
  const http = await firstFree(options.port, 8080, (port) => servePage(PAGE, port, host));
  const net = new Network({
    app: APP,
    channels,
    transports: [tcp(), udp(), ws({ server: http })],
    // A thousand bots come from one address: this machine's.
    sessions: 5000,
    exemptLoopback: true,
    // Each is a sample of the round trip that players see, smoothed over the last ten or so: at 5000, the default, the first one stands for a minute.
    heartbeatMs: 2000,
  });
  const keyboard = terminal({ alternateScreen: true, notATty: 'ignore' });
  const queue = new EventQueue({ drivers: [net, keyboard] });
  net.listen('ws:///play');
  const listener = await firstFree(options.tcp, 4000, (port) => net.listen(`tcp://${host}:${port}`).ready());

  const match = new Match(new World(arenaFor(bots), Math.random));
  const gauge = new Gauge(performance.now());
  const reporter = new Reporter(tty ? keyboard : null);
  const { port } = http.address() as AddressInfo; // it listens on a port, so its address is of this kind
  const tcpPort = Number(new URL(listener.uri).port);
  // The same number on UDP, where lossy channels are really lossy.
  const overUdp = await net
    .listen(`udp://${host}:${tcpPort}`)
    .ready()
    .then(
      () => true,
      () => false,
    );
  const crowd = bots > 0 ? startCrowd(`tcp://127.0.0.1:${tcpPort}`, bots) : null;
  const machines = host === '0.0.0.0' ? lanAddresses() : [];
  const urls = [host === '0.0.0.0' ? '127.0.0.1' : host, ...machines].map((name) => `http://${name}:${port}/`);
  const join = `npm run arena -- join ${overUdp ? 'udp' : 'tcp'}://127.0.0.1:${tcpPort}`;

  const clock = new Clock();
  const step = new FixedStep(TICK_HZ);
  const began = performance.now();
  let reading: Reading | null = null;
  let note = '';
  let running = true;
  while (running) {
    for (const e of queue.get()) {
      switch (e.type) {
        case NETWORK_DATA_IN:
          if (e.channel === 'join') match.join(e.peer, e.data.name);
          else if (e.channel === 'input') match.input(e.peer, e.data);
          break;
        case NETWORK_SUSPENDED:
          match.line(e.peer, 'down');
          break;
        case NETWORK_RESUMED:
          match.line(e.peer, 'up');
          break;
        case NETWORK_DISCONNECTED:
          match.leave(e.peer);
          break;
        case NETWORK_ERROR:
          if (e.error.code !== 'ERR_ADDRESS_IN_USE') note = e.error.message; // then it is another port
          break;
        case KEYDOWN:
          if (e.key === K_q || e.key === K_ESCAPE) running = false;
          break;
        case QUIT:
          running = false;
          break;
      }
    }
    for (let due = step.advance(clock.getTime()); due > 0; due--) {
      const from = performance.now();
      match.step();
      gauge.tick(performance.now() - from);
      if (match.world.tick % (TICK_HZ / 2) === 0) net.send('map', match.map());
      if (match.world.tick % TICK_HZ === 0) reading = everySecond();
    }
    if (reading) reporter.show(report(reading));
    if (seconds > 0 && performance.now() - began > seconds * 1000) running = false;
    await clock.tick(FRAMES_HZ);
  }
  crowd?.disconnect();
  await queue.close();
  http.closeAllConnections();
  http.close();
  if (reading) reporter.end(report(reading));

  function everySecond(): Reading {
    const top = match.world.ranking().slice(0, 10);
    net.send('scores', { players: match.size, top: top.map(({ id, name, score }) => ({ id, name, score })) });
    let [bytesIn, bytesOut] = [0, 0];
    for (const { stats } of net.peers) {
      bytesIn += stats.bytesIn;
      bytesOut += stats.bytesOut;
    }
    const { snapshots, bytes } = match.sent;
    return gauge.read(performance.now(), { bytesIn, bytesOut, snapshots, snapshotBytes: bytes });
  }

  function report(now: Reading): Report {
    return { urls, join, players: match.size, world: match.world, kills: match.kills, reading: now, note };
  }
}

/** Bots in a process of their own; it ends with this one. */
function startCrowd(uri: string, count: number): ChildProcess {
  const program = new URL('../main.js', import.meta.url);
  return fork(program, ['bots', uri, '--count', `${count}`], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** On the port that was asked for; if none was, on the usual one, or on any when that is taken. */
async function firstFree<T>(asked: number | null, usual: number, open: (port: number) => Promise<T>): Promise<T> {
  try {
    return await open(asked ?? usual);
  } catch (error) {
    if (asked !== null) throw error;
    return open(0);
  }
}
