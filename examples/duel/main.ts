// Two ships, two terminals, one UDP line:
//   npm run duel -- host udp://0.0.0.0:4000 --name Ada
//   npm run duel -- join udp://192.168.1.5:4000 --name Ben --loss 0.1 --latency 80
import {
  Clock,
  EventQueue,
  K_DOWN,
  K_ESCAPE,
  K_LEFT,
  K_q,
  K_RIGHT,
  K_r,
  K_SPACE,
  K_UP,
  KEYDOWN,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DISCONNECTED,
  NETWORK_ERROR,
  NETWORK_LISTENING,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  Network,
  QUIT,
  simulate,
} from 'pumpjack';
import { terminal } from 'pumpjack/terminal';
import { udp } from 'pumpjack/udp';
import { Screen } from '../shared/screen.ts';
import { type Action, decide } from './bot.ts';
import { Duel } from './duel.ts';
import { Line } from './line.ts';
import { drawScene } from './look.ts';
import { parseOptions, USAGE } from './options.ts';
import { Plain, say } from './plain.ts';
import { APP, channels } from './protocol.ts';
import { HEADINGS } from './rules.ts';

const options = parseOptions(process.argv.slice(2));
if (!options) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(2);
}
const { role, uri, name, to, bot, bad } = options;
const hosts = role === 'host';

const net = new Network({ app: APP, channels, transports: [bad ? simulate(udp(), bad) : udp()] });
const draws = !options.headless && process.stdout.isTTY && process.stdin.isTTY;
const keyboard = terminal({ mouse: false, alternateScreen: draws, notATty: 'ignore' });
const queue = new EventQueue({ drivers: [net, keyboard] });
const screen = new Screen((text) => process.stdout.write(text));
const plain = new Plain();
const clock = new Clock();

const duel = new Duel(hosts ? 'blue' : 'red', name, to);
const line = new Line(hosts ? 'waiting' : 'connecting');
if (hosts) net.listen(uri, { admit: () => duel.peer === null || 'two are playing already' });
else net.connect(uri);

let note = '';
let invite = '';
let ended = '';
let botMovesAt = 0;
let roundOverAt = 0;
let running = true;
while (running) {
  for (const e of queue.get()) {
    switch (e.type) {
      case KEYDOWN:
        if (e.key === K_LEFT) act('left');
        else if (e.key === K_RIGHT) act('right');
        else if (e.key === K_UP) act('push');
        else if (e.key === K_DOWN) duel.turn(HEADINGS / 2);
        else if (e.key === K_SPACE) act('shoot');
        else if (e.key === K_r) duel.again();
        else if (e.key === K_q || e.key === K_ESCAPE) running = false;
        break;
      case NETWORK_LISTENING:
        invite = `join with: npm run duel -- join ${e.uri}   `;
        if (!draws) say(`listening on ${e.uri}`);
        break;
      case NETWORK_CONNECTED:
        if (duel.peer) {
          e.peer.close('two are playing already'); // they came in at the same moment
          break;
        }
        duel.meet(e.peer);
        line.up(e.time);
        note = '';
        break;
      case NETWORK_DATA_IN:
        if (e.peer !== duel.peer) break;
        if (e.channel === 'ship') line.heard(e.sequenceId, e.time);
        duel.hear(e);
        tell(); // each word by itself: a late one brings others along
        break;
      case NETWORK_SUSPENDED:
        if (e.peer === duel.peer) line.state = 'down';
        break;
      case NETWORK_RESUMED:
        if (e.peer !== duel.peer) break;
        line.up(e.time);
        note = `the line is back after ${(e.downtime / 1000).toFixed(1)} s`;
        break;
      case NETWORK_DISCONNECTED:
        if (hosts && e.peer !== duel.peer) break;
        ended = `${duel.foe.name || uri} is gone: ${e.message || e.reason}`;
        note = ended;
        duel.alone();
        // A host waits for the next one; a guest has nobody left.
        if (hosts) line.state = 'waiting';
        running = hosts && !options.headless;
        break;
      case NETWORK_ERROR:
        ended = e.error.message;
        running = e.peer !== undefined; // what a peer can not do is its own affair; without a listener there is no game
        break;
      case QUIT:
        running = false;
        break;
    }
  }
  const now = performance.now();
  if (bot) flyByItself(now);
  line.stats = duel.peer?.stats ?? null;
  if (draws) draw(now);
  duel.frame(Math.min(0.1, (await clock.tick(60)) / 1000), now);
  tell();
}
await queue.close();
if (ended !== '') say(ended);

function tell(): void {
  if (!draws) plain.tell(duel, line, performance.now());
}

function act(action: Action): void {
  if (action === 'left') duel.turn(-1);
  else if (action === 'right') duel.turn(1);
  else if (action === 'push') duel.push(performance.now());
  else duel.shoot(performance.now());
}

/** About as fast as a hand. Who won leaves a moment later, so that the other has heard of it. */
function flyByItself(now: number): void {
  if (duel.round.winner) {
    if (roundOverAt === 0) roundOverAt = now;
    if (now - roundOverAt < 1000) return;
    roundOverAt = 0;
    if (options?.headless) running = false;
    else if (hosts) duel.again();
    return;
  }
  if (!duel.peer || line.state !== 'up' || now < botMovesAt) return;
  botMovesAt = now + 70;
  act(decide(duel.ship, duel.foe.shown, Math.random));
}

function draw(now: number): void {
  screen.begin(keyboard.columns, keyboard.rows);
  const keys = duel.round.winner
    ? 'r again, q leave'
    : bot
      ? 'q leave'
      : '← → turn, ↑ push, ↓ about, space shoots, q leave';
  const hint = line.state === 'waiting' ? `${invite}q leave` : keys;
  drawScene(screen, { duel, line, note, hint, now });
  screen.show();
}
