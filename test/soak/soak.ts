// Many clients on one server through a proxy that breaks their links, for as long as asked; some leave and others come. Memory and handles
// are sampled on the way. Knows the public API, by way of Talker; what it measures, report.ts judges.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { seeded } from '../session/harness.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { Talker, until } from '../support/talker.ts';
import type { Sample, Soaked } from './report.ts';

export interface SoakPlan {
  readonly minutes: number;
  readonly clients: number;
  /** Messages of one side to one peer in a second. */
  readonly perSecond: number;
  /** Mean bytes between two faults of a link. */
  readonly bytes: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const SAMPLE_MS = 2000;
// A client that leaves while its link is a hole takes longer than usual: closeMs gives it the time to say everything. Nobody is given up,
// and no handshake is, however slow the machine is: everything runs in this one process, and one whose handshakes all take too
// long would come back no more.
const options = {
  heartbeatMs: 500,
  linkTimeoutMs: 3000,
  connectMs: 30_000,
  handshakeMs: 30_000,
  resumeMs: 1_800_000,
  connectTotalMs: 1_800_000,
  closeMs: 1_800_000,
  backoffMs: 20,
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag is for

/** Runs it. Throws when a message is missing, twice, changed or out of order, or when somebody is given up. */
export async function soak(plan: SoakPlan): Promise<Soaked> {
  const random = seeded(plan.seed);
  const handlesBefore = process.getActiveResourcesInfo().length;
  const server = new Talker({ transports: [tcp()], ...options, exemptLoopback: true, linksInHandshake: 4096 });
  const client = new Talker({ transports: [tcp()], ...options });
  const listener = await server.net.listen('tcp://127.0.0.1:0').ready();
  const proxy = await FaultyProxy.open(Number(/\d+$/.exec(listener.uri)?.[0]), { random, bytes: plan.bytes });
  const both = [client, server];
  for (let i = 0; i < plan.clients; i++) client.net.connect(proxy.via(listener.uri));
  await until(both, () => client.sum.peers === plan.clients, 'everybody');

  const samples: Sample[] = [];
  const began = performance.now();
  const end = began + plan.minutes * 60_000;
  let sampleAt = began;
  let leaveAt = began + 5000;
  let said = 0;
  for (let now = began; now < end; now = performance.now()) {
    const due = Math.floor(((now - began) * plan.perSecond) / 1000);
    for (const each of both) {
      each.turn();
      for (const peer of each.lines.keys()) if (peer.bufferedAmount < 100_000) each.say(peer, Math.min(due - said, 10));
    }
    said = due;
    if (now >= leaveAt) {
      leaveAt = now + 5000;
      // One leaves in order, and another one comes.
      [...client.lines.keys()][Math.floor(random() * client.lines.size)]?.close();
      client.net.connect(proxy.via(listener.uri));
    }
    if (now >= sampleAt) {
      sampleAt = now + SAMPLE_MS;
      samples.push(sample(now - began));
      if (samples.length % 15 === 0)
        plan.say(
          `${((now - began) / 60_000).toFixed(1)} min: ${proxy.total} faults, ${client.sum.resumed + client.past.resumed} resumes, ${server.sum.got + server.past.got} messages up`,
        );
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  proxy.calm = true;
  // What is closing goes; then everything between those that are there has to arrive.
  const all = (): boolean => client.sum.got === server.sum.sent && server.sum.got === client.sum.sent;
  await until(both, all, 'everything');
  const { faults } = proxy;
  for (const peer of client.lines.keys()) peer.close();
  await until(both, () => client.sum.peers + server.sum.peers === 0, 'the end of all');
  const bad = both.flatMap(({ ended }) => ended).filter(({ reason }) => reason !== 'closed');
  if (bad.length > 0) throw new Error(`given up: ${JSON.stringify(bad)}`);
  // A client that leaves in order has said everything first.
  if (client.past.sent !== server.past.got) throw new Error(`${client.past.sent} said, ${server.past.got} heard`);

  await Promise.all([client.queue.close(), server.queue.close()]);
  await proxy.close();
  const seconds = (performance.now() - began) / 1000;
  return {
    ...plan,
    seconds,
    faults,
    resumed: client.past.resumed,
    left: client.ended.length - plan.clients,
    up: server.past.got,
    down: client.past.got,
    samples,
    handlesBefore,
    handlesAfter: await settled(handlesBefore),
  };
}

function sample(ms: number): Sample {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { ms, bytes: heapUsed + external, rss, handles: process.getActiveResourcesInfo().length };
}

/** Sockets that were told to close are gone some turns later. */
async function settled(wanted: number): Promise<number> {
  for (let turn = 0; turn < 1000 && process.getActiveResourcesInfo().length > wanted; turn++)
    await new Promise((resolve) => setImmediate(resolve));
  return process.getActiveResourcesInfo().length;
}
