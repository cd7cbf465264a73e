// `npm run arena -- join udp://…`: the arena in a terminal. The same match as the pages', the same Pilot, another screen.
import {
  Clock,
  EventQueue,
  KEYDOWN,
  MOUSEBUTTONDOWN,
  MOUSEBUTTONUP,
  MOUSEMOTION,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DISCONNECTED,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  Network,
  QUIT,
} from 'pumpjack';
import { terminal } from 'pumpjack/terminal';
import { Screen } from '../../shared/screen.ts';
import { Pilot } from '../client/pilot.ts';
import { APP, channels } from '../protocol.ts';
import { wires } from '../wires.ts';
import { Hands } from './hands.ts';
import { drawArena } from './look.ts';

const FRAMES_HZ = 30;

export async function join(uri: string, name: string): Promise<void> {
  const net = new Network({ app: APP, channels, transports: wires() });
  const keyboard = terminal({ alternateScreen: true });
  const queue = new EventQueue({ drivers: [net, keyboard] });
  const screen = new Screen((text) => process.stdout.write(text));
  const clock = new Clock();
  const hands = new Hands();
  const server = net.connect(uri);
  let pilot: Pilot | null = null;
  let line = 'connecting …';
  let ended = '';
  let running = true;
  while (running) {
    for (const e of queue.get()) {
      switch (e.type) {
        case NETWORK_CONNECTED:
          server.send('join', { name });
          break;
        case NETWORK_DATA_IN:
          if (e.channel === 'welcome') pilot = new Pilot(e.data);
          else pilot?.take(e);
          line = '';
          break;
        case NETWORK_SUSPENDED:
          line = 'your line is down; the ship waits for you, shielded …';
          break;
        case NETWORK_RESUMED:
          line = '';
          break;
        case NETWORK_DISCONNECTED:
          ended = `the arena is gone: ${e.message || e.reason}`;
          running = false;
          break;
        case KEYDOWN:
          if (hands.key(e.key) === 'leave') running = false;
          break;
        case MOUSEMOTION:
          hands.point(e.pos[0] - keyboard.columns / 2, (e.pos[1] - keyboard.rows / 2) * 2);
          break;
        case MOUSEBUTTONDOWN:
        case MOUSEBUTTONUP:
          if (e.button === 1) hands.trigger(e.type === MOUSEBUTTONDOWN);
          break;
        case QUIT:
          running = false;
          break;
      }
    }
    const scene = pilot?.scene(performance.now()) ?? null;
    if (pilot) for (const message of pilot.advance(clock.getTime(), hands.input(scene))) server.send('input', message);
    screen.begin(keyboard.columns, keyboard.rows);
    drawArena(screen, { scene, pilot, line, rtt: server.stats.rtt, firing: hands.firing, news: pilot?.news() ?? [] });
    screen.show();
    await clock.tick(FRAMES_HZ);
  }
  await queue.close();
  if (ended) process.stdout.write(`${ended}\n`);
}
