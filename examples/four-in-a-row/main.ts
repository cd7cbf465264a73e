// Four in a row for two, in two terminals, or with --page in a terminal and a web page:
//   npm run four -- host tcp://0.0.0.0:4000 --name Ada
//   npm run four -- join tcp://192.168.1.5:4000 --name Ben
import {
  Clock,
  EventQueue,
  K_ESCAPE,
  K_LEFT,
  K_q,
  K_RETURN,
  K_RIGHT,
  K_r,
  K_SPACE,
  KEYDOWN,
  MOUSEBUTTONDOWN,
  MOUSEMOTION,
  mem,
  Network,
  QUIT,
  WINDOWRESIZED,
} from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { terminal } from 'pumpjack/terminal';
import { ws } from 'pumpjack/ws';
import { Screen } from '../shared/screen.ts';
import { columnAt } from './board-view.ts';
import { pickColumn } from './bot.ts';
import { Host } from './host.ts';
import { drawScene, over } from './look.ts';
import { parseOptions, USAGE } from './options.ts';
import { tell } from './plain.ts';
import { APP, channels } from './protocol.ts';
import { COLUMNS } from './rules.ts';
import { Seat } from './seat.ts';
import { serveTable } from './web.ts';

if (process.argv[2] === 'demo') {
  await import('./demo.ts');
  process.exit();
}
const options = parseOptions(process.argv.slice(2));
if (!options) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(2);
}

// The host's program is a server and a player; its player sits at the table like everybody else, over mem://.
// With a page there is a web server, and the same table over WebSocket too.
const page = options.role === 'host' && options.page !== null ? await serveTable(options.page, options.uri) : null;
const wires = [tcp(), mem(), ...(page ? [ws({ server: page.http })] : [])];
const host = options.role === 'host' ? new Host(wires) : null;
host?.net.listen('mem://table');
if (page) host?.net.listen('ws:///table');
const listener = host?.net.listen(options.uri);
if (listener) process.send?.((await listener.ready()).uri); // to the demo, where that is who started us

const net = new Network({ app: APP, channels, transports: wires });
const tty = process.stdout.isTTY && process.stdin.isTTY;
if (page && !tty) process.stdout.write(`page: ${page.url}\n`);
const keyboard = terminal({ mouse: true, alternateScreen: true, notATty: 'ignore' });
const queue = new EventQueue({ drivers: [net, keyboard] });
const screen = new Screen((text) => process.stdout.write(text));
const clock = new Clock();

const seat = new Seat(net.connect(host ? 'mem://table' : options.uri));
seat.server.send('join', { name: options.name, watch: options.watch });

let pointed = 3;
let games = 0;
let botMovesAt = 0;
let running = true;
while (running) {
  host?.frame();
  for (const e of queue.get()) {
    switch (e.type) {
      case KEYDOWN:
        if (e.key === K_LEFT) pointed = (pointed + COLUMNS - 1) % COLUMNS;
        else if (e.key === K_RIGHT) pointed = (pointed + 1) % COLUMNS;
        else if (e.key === K_SPACE || e.key === K_RETURN) dropDisc(pointed);
        else if (/^[1-7]$/.test(e.unicode)) dropDisc(Number(e.unicode) - 1);
        else if (e.key === K_r) seat.server.send('again', {});
        else if (e.key === K_q || e.key === K_ESCAPE) running = false;
        break;
      case MOUSEMOTION:
        pointed = columnAt(screen, e.pos[0]) >= 0 ? columnAt(screen, e.pos[0]) : pointed;
        break;
      case MOUSEBUTTONDOWN:
        if (e.button === 1) dropDisc(columnAt(screen, e.pos[0]));
        break;
      case QUIT:
        running = false;
        break;
      case WINDOWRESIZED:
        break; // each frame asks for the size
      case 'TEXTINPUT':
        break;
      default:
        if ('peer' in e && e.peer) seat.take(e);
    }
  }
  if (options.bot) playByItself();
  if (tty) draw();
  else tell(seat, listener?.uri);
  if (seat.ended !== null) running = false;
  await clock.tick(30);
}
await queue.close();
await host?.queue.close();
page?.http.closeAllConnections();
page?.http.close();
if (seat.ended !== null) process.stdout.write(`${seat.ended}\n`);

function dropDisc(column: number): void {
  if (column < 0) return;
  if (seat.table && over(seat.table)) seat.server.send('again', {});
  else if (seat.mayMove) seat.server.send('move', { column });
}

/** The bot waits until the last disc has landed, and a moment for those who watch. */
function playByItself(): void {
  const { table } = seat;
  const now = performance.now();
  if (!table || (tty && seat.falling(now))) return;
  if (over(table)) {
    if (options?.games && ++games >= options.games) running = false;
    else if (seat.seat && !table.again.includes(seat.seat)) seat.server.send('again', {});
    return;
  }
  const { pace = 0 } = options ?? {};
  if (!seat.mayMove) botMovesAt = now + pace * (0.5 + Math.random());
  else if (now >= botMovesAt) {
    pointed = pickColumn(table, Math.random);
    dropDisc(pointed);
    botMovesAt = now + 1000; // until the table says that it has landed
  }
}

function draw(): void {
  const now = performance.now();
  screen.begin(keyboard.columns, keyboard.rows);
  const hint =
    seat.seat === null
      ? 'q leave'
      : options?.bot
        ? 'playing by itself   q leave'
        : '← → or 1-7, space drops, r again, q leave';
  drawScene(screen, {
    table: seat.table,
    seat: seat.seat,
    pointed: options?.bot && !seat.mayMove ? -1 : pointed,
    falling: seat.falling(now),
    line: seat.line,
    rtt: seat.server.stats.rtt,
    note:
      seat.note ||
      (listener ? `${page ? `page: ${page.url}   ` : ''}others join with: npm run four -- join ${listener.uri}` : ''),
    now,
    hint,
  });
  screen.show();
}
