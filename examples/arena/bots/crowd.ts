// Bots: many players in one process, one Network with a peer for each. They know what a player knows, and no more.
import {
  bytes,
  Clock,
  EventQueue,
  lossy,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DISCONNECTED,
  Network,
  type Peer,
  QUIT,
} from 'pumpjack';
import { terminal } from 'pumpjack/terminal';
import { APP, channels as everybodys } from '../protocol.ts';
import { snapshotCodec } from '../wire/snapshot.ts';
import { wires } from '../wires.ts';
import { Brain } from './brain.ts';
import { botName } from './names.ts';

/** A bot makes up its mind ten times a second; the server goes on with its last input until then. */
const FRAMES_HZ = 30;
const THINKS_EVERY = 3;
/** So many are on their way in at the same time. */
const AT_ONCE = 60;
/** A server with a thousand ships takes its time; who gives up and dials again leaves a dead link in its queue. ms */
const PATIENCE = { connectMs: 20_000, connectTotalMs: 60_000 };

/**
 * The same channels, but most of what arrives stays bytes: a bot reads a snapshot when it thinks, not all of them, and nobody watches the rest.
 * With a thousand bots in a process that is most of its time.
 */
const channels = { ...everybodys, snapshot: lossy(bytes), events: bytes, scores: bytes };

interface Bot {
  readonly server: Peer<typeof channels>;
  readonly brain: Brain;
  size: number;
  /** The newest snapshot. */
  seen: Uint8Array | null;
  inputs: number;
}

export async function crowd(uri: string, count: number): Promise<void> {
  const net = new Network({ app: APP, channels, transports: wires(), ...PATIENCE });
  // Not for its keys: Ctrl+C and the end of the terminal come as QUIT.
  const queue = new EventQueue({ drivers: [net, terminal({ notATty: 'ignore', mouse: false })] });
  const bots = new Map<Peer<typeof channels>, Bot>();
  const clock = new Clock();
  let frame = 0;
  let running = true;
  process.once('disconnect', () => {
    running = false; // whoever started us is gone
  });
  while (running) {
    let coming = [...bots.values()].filter(({ size }) => size === 0).length;
    for (; coming < AT_ONCE && bots.size < count; coming++) {
      const server = net.connect(uri);
      bots.set(server, { server, brain: new Brain(Math.random), size: 0, seen: null, inputs: 0 });
    }
    for (const e of queue.get()) {
      switch (e.type) {
        case NETWORK_CONNECTED:
          e.peer.send('join', { name: botName(Math.random) });
          break;
        case NETWORK_DATA_IN: {
          const bot = bots.get(e.peer);
          if (bot && e.channel === 'welcome') bot.size = e.data.size;
          else if (bot && e.channel === 'snapshot') bot.seen = e.data;
          break;
        }
        case NETWORK_DISCONNECTED:
          bots.delete(e.peer);
          if (bots.size === 0) running = false;
          break;
        case QUIT:
          running = false;
          break;
      }
    }
    frame++;
    let turn = frame;
    for (const bot of bots.values()) if (turn++ % THINKS_EVERY === 0) think(bot);
    await clock.tick(FRAMES_HZ);
  }
  await queue.close();
}

function think(bot: Bot): void {
  if (!bot.seen || bot.size === 0) return;
  bot.inputs = (bot.inputs + 1) & 65_535;
  bot.server.send('input', { newest: bot.inputs, inputs: [bot.brain.think(snapshotCodec.decode(bot.seen), bot.size)] });
}
