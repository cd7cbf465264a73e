// A Talker as a program: takes orders from its parent, and tells it now and then what it has seen.
// Knows tcp, udp, enet and Talker. With CHECKSUM=1 or 0 in its environment datagrams of ENet have checksums or not, whatever the default.
import type { NetworkOptions } from '../../src/index.ts';
import { enet } from '../../src/transport/wires/enet.ts';
import { tcp } from '../../src/transport/wires/tcp.ts';
import { udp } from '../../src/transport/wires/udp.ts';
import { type Ended, Talker } from './talker.ts';

/** What the parent wants. */
export interface Order {
  readonly listen?: string;
  readonly connect?: string;
  readonly talking?: boolean;
}

/** What it has seen so far. */
export interface Report {
  readonly sent: number;
  readonly got: number;
  readonly suspended: number;
  readonly resumed: number;
  readonly peers: number;
  readonly talking: boolean;
  /** Where it listens. */
  readonly uri: string;
  /** Where its peers are. */
  readonly at: readonly string[];
  readonly ended: readonly Ended[];
  /** All but messages, in order: type, and reason where there is one. */
  readonly events: readonly string[];
}

// Half-open links are noticed after 2.2 s; a link that is only slow lives.
const options: Partial<NetworkOptions<never>> = {
  heartbeatMs: 200,
  linkTimeoutMs: 2200,
  resumeMs: 60_000,
  connectTotalMs: 60_000,
  backoffMs: 20,
  backoffMaxMs: 200,
  connectMs: 1000,
  exemptLoopback: true,
  newLinksBurst: 1000,
};

const asked = process.env['CHECKSUM'];
const given = asked === undefined ? {} : { checksum: asked === '1' };
const talker = new Talker({ transports: [tcp(), udp({ enet: given }), enet(given)], ...options });
const events: string[] = [];
let uri = '';
talker.watch = (event) => {
  if (event.type === 'NETWORK_LISTENING') uri = event.uri;
  if (event.type !== 'NETWORK_DATA_IN' && event.type !== 'NETWORK_DRAIN')
    events.push('reason' in event ? `${event.type} ${event.reason}` : event.type);
};

process.on('message', ({ listen, connect, talking }: Order) => {
  if (listen !== undefined) talker.net.listen(listen);
  if (connect !== undefined) talker.net.connect(connect);
  if (talking !== undefined) talker.talking = talking;
});
process.on('disconnect', () => process.exit());

let told = '';
for (;;) {
  talker.turn();
  const at = [...talker.lines.keys()].map((peer) => peer.uri);
  const report: Report = { ...talker.sum, talking: talker.talking, uri, at, ended: talker.ended, events };
  const now = JSON.stringify(report);
  if (now !== told && process.connected) process.send?.(report);
  told = now;
  const event = await talker.queue.wait(10);
  if (event.type !== 'NOEVENT') talker.take(event as Parameters<Talker['take']>[0]);
}
