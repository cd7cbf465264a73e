// Four in a row in a web page, at the same table as the terminals: the same loop, the same Seat, another board.
import {
  Clock,
  EventQueue,
  K_LEFT,
  K_RETURN,
  K_RIGHT,
  K_r,
  K_SPACE,
  KEYDOWN,
  MOUSEBUTTONDOWN,
  MOUSEMOTION,
  Network,
  QUIT,
} from 'pumpjack';
import { dom } from 'pumpjack/dom';
import { reconnectOnWake, ws } from 'pumpjack/ws';
import { element, pen } from '../../shared/element.ts';
import { headline, over } from '../look.ts';
import { APP, channels } from '../protocol.ts';
import { COLUMNS, type Colour, other } from '../rules.ts';
import { Seat } from '../seat.ts';
import { columnUnder, drawBoard } from './board.ts';

const canvas = element('board', HTMLCanvasElement);
const draw = pen(canvas);
const form = element('enter', HTMLFormElement);
const name = element('name', HTMLInputElement);
const net = new Network({ app: APP, channels, transports: [ws()] });
const queue = new EventQueue({ drivers: [net, dom({ target: canvas })] });
const clock = new Clock();
reconnectOnWake(net);

name.focus();
// To the host that this page comes from.
let seat = null as Seat | null; // set when the form is sent, which the compiler does not see from the loop
form.addEventListener('submit', (event) => {
  event.preventDefault();
  form.style.display = 'none';
  canvas.focus();
  seat = new Seat(net.connect('ws:///table'));
  seat.server.send('join', { name: name.value, watch: false });
});

let pointed = 3;
let running = true;
while (running) {
  for (const e of queue.get()) {
    switch (e.type) {
      case KEYDOWN:
        if (e.key === K_LEFT) pointed = (pointed + COLUMNS - 1) % COLUMNS;
        else if (e.key === K_RIGHT) pointed = (pointed + 1) % COLUMNS;
        else if (e.key === K_SPACE || e.key === K_RETURN) dropDisc(pointed);
        else if (/^[1-7]$/.test(e.unicode)) dropDisc(Number(e.unicode) - 1);
        else if (e.key === K_r) seat?.server.send('again', {});
        break;
      case MOUSEMOTION:
        pointed = columnUnder(e.pos[0]);
        break;
      case MOUSEBUTTONDOWN:
        if (e.button === 1) dropDisc(columnUnder(e.pos[0]));
        break;
      case QUIT:
        running = false;
        break;
      default:
        if ('peer' in e && e.peer) seat?.take(e);
    }
  }
  if (seat) show(seat, performance.now());
  await clock.tick(60);
}
await queue.close();

function dropDisc(column: number): void {
  if (column < 0 || !seat) return;
  if (seat.table && over(seat.table)) seat.server.send('again', {});
  else if (seat.mayMove) seat.server.send('move', { column });
}

function show(mine: Seat, now: number): void {
  const { table, line, note, ended } = mine;
  element('note', HTMLParagraphElement).textContent = note;
  const [text] = headline({ table, seat: mine.seat, line });
  element('headline', HTMLParagraphElement).textContent = ended ?? text;
  if (!table) return;
  for (const colour of ['red', 'yellow'] as const) element(colour, HTMLElement).textContent = nameOf(mine, colour);
  const hand = mine.mayMove && table.names[other(table.turn)] ? table.turn : null;
  drawBoard(draw, { table, pointed, hand, falling: mine.falling(now), lit: Math.floor(now / 350) % 2 === 0 });
}

function nameOf({ table, seat: own }: Seat, colour: Colour): string {
  return `${table?.names[colour] ?? 'free seat'}${own === colour ? ' (you)' : ''} ${table?.wins[colour] ?? 0}`;
}
