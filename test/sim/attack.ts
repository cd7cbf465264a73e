// An attacker in the simulation: whatever it has heard, changed or not, from a link of its own.
// Knows the server's core, to see that nothing of it changed.
import type { SessionServer } from '../../src/transport/session/index.ts';
import type { End, Process } from './link.ts';
import { Broken } from './model.ts';
import type { Plan } from './plans.ts';

/** What an attack needs of the world. */
interface Scene {
  readonly plan: Plan;
  readonly server: SessionServer;
  readonly serverProcess: Process;
  readonly clients: readonly { readonly link: End | undefined }[];
  random(): number;
}

/** Bytes that prove nothing change nothing [I-7]. */
export function attack({ plan, server, serverProcess, clients, random }: Scene): void {
  const before = fingerprint(server);
  const { now } = serverProcess;
  const link = server.accept({ kind: plan.kind, address: '203.0.113.9', secure: false, loopback: false }, now);
  if (!link) return;
  const links = clients.flatMap((each) => each.link ?? []);
  const heard = random() < 0.7 ? links.flatMap((each) => each.heard.slice(0, 1)) : links.flatMap((each) => each.heard);
  const captured = heard[Math.floor(random() * heard.length)] ?? new Uint8Array(8);
  const bytes = captured.slice();
  const epochs = [...server.sessions].map((session) => session.epoch);
  const how = random();
  // The epoch of a RESUME raised, all else as it was captured.
  if (how > 0.8 && bytes[1] === 3) bytes[24] = Math.min(127, (bytes[24] ?? 0) + 5);
  if (how < 0.4) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  else if (how < 0.6) for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
  serverProcess.say(`attacked with ${bytes.length} bytes`);
  link.receive(bytes, now);
  // A captured RESUME that never reached the server is fresh, and none that a server could tell from the client's own.
  const fresh =
    bytes.every((byte, i) => byte === captured[i]) &&
    [...server.sessions].some((session, i) => session.epoch > (epochs[i] ?? 0));
  if (!fresh && fingerprint(server) !== before) throw new Broken('I-7: foreign bytes changed a session');
  link.transmit(now, 65536);
  link.closed(now);
}

function fingerprint(server: SessionServer): string {
  return JSON.stringify(
    [...server.sessions]
      .filter((session) => session.phase !== 'unconfirmed')
      .map(({ phase, epoch, current, inbox, outbox, stats }) => [
        phase,
        epoch,
        current?.born,
        inbox.received,
        inbox.delivered,
        inbox.ackSent,
        outbox.acked,
        outbox.written,
        outbox.accepted,
        { ...stats },
      ]),
  );
}
