// What the server shows of itself: a live table in a terminal, plain lines elsewhere. Knows the match's numbers; knows no network.
import type { TerminalDriver } from 'pumpjack/terminal';
import { Screen } from '../../shared/screen.ts';
import { hueOf, paint } from '../client/colours.ts';
import type { Ship, World } from '../game/world.ts';
import type { Reading } from './gauge.ts';

export interface Report {
  readonly urls: readonly string[];
  readonly join: string;
  readonly players: number;
  readonly world: World;
  readonly kills: readonly string[];
  readonly reading: Reading;
  readonly note: string;
}

const [INK, DIM, LIT, EDGE, SPACE] = ['#e2e8f0', '#64748b', '#67e8f9', '#1e3a5f', '#070b16'];

export class Reporter {
  readonly #terminal: TerminalDriver | null;
  readonly #screen = new Screen((text) => process.stdout.write(text));
  #said: Reading | null = null;

  /** @param terminal - `null`: there is none. */
  constructor(terminal: TerminalDriver | null) {
    this.#terminal = terminal;
  }

  show(report: Report): void {
    if (this.#terminal) this.#draw(report, this.#terminal.columns, this.#terminal.rows);
    else this.#say(report);
  }

  /** When all is over and the terminal is as before. */
  end({ urls, join }: Report): void {
    process.stdout.write(`
That was examples/arena: one server, bots in a process of their own. To play yourself, start it again and open ${urls[0]}
or, in a second terminal: ${join}
More at once: npm start -- --bots 1000. Read examples/arena/server/start.ts: the loop is in sight.
`);
  }

  #say({ urls, join, players, world, reading, note }: Report): void {
    if (reading === this.#said) return; // each reading once
    if (!this.#said) process.stdout.write(`arena: open ${urls.join('  or  ')}\n  in a terminal: ${join}\n`);
    this.#said = reading;
    const [best] = leaders(world);
    process.stdout.write(`${[`${players} players`, ...numbers(reading)].join('   ')}   ${score(best)}   ${note}\n`);
  }

  #draw(report: Report, columns: number, rows: number): void {
    const screen = this.#screen;
    screen.begin(columns, rows);
    const wide = Math.min(columns - 50, (rows - 2) * 2);
    if (wide > 20) drawMap(screen, report.world, 1, 1, wide, Math.floor(wide / 2));
    const left = wide > 20 ? wide + 4 : 1;
    let row = 1;
    const line = (text: string, front = INK): void => screen.put(left, row++, text, front);
    line('A R E N A', LIT);
    row++;
    line('play:', DIM);
    for (const url of report.urls.slice(0, 4)) line(`  ${url}`);
    line(`  ${report.join}`, DIM);
    row++;
    line(`${report.players} players`);
    for (const text of numbers(report.reading)) line(text, DIM);
    row++;
    for (const [at, ship] of leaders(report.world).slice(0, 8).entries())
      line(`${at + 1}  ${ship.name.padEnd(14)} ${`${ship.score}`.padStart(5)}`, paint(hueOf(ship.id)));
    row++;
    for (const kill of report.kills.slice(-Math.max(0, rows - row - 3))) line(kill, DIM);
    screen.put(left, rows - 1, report.note || 'q ends it', DIM);
    screen.show();
  }
}

const leaders = (world: World): Ship[] => [...world.ships.values()].sort((a, b) => a.rank - b.rank);

const score = (ship: Ship | undefined): string => (ship ? `${ship.name} leads with ${ship.score}` : '');

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB/s`;

const numbers = ({ tick, hz, bytesIn, bytesOut, snapshot, cpu }: Reading): string[] => [
  `${hz.toFixed(0)} ticks/s, ${tick.p50.toFixed(1)} ms each, p99 ${tick.p99.toFixed(1)}`,
  `${kilobytes(bytesOut)} out, ${kilobytes(bytesIn)} in`,
  `snapshot ${snapshot.toFixed(0)} B, CPU ${(cpu * 100).toFixed(0)} %`,
];

/** The arena from above: a half block is a place. */
function drawMap(screen: Screen, world: World, left: number, top: number, wide: number, high: number): void {
  const dots = new Map<number, Ship>();
  for (const ship of world.ships.values()) {
    if (ship.hp === 0) continue;
    const column = Math.min(wide - 1, Math.floor((ship.x / world.size) * wide));
    const row = Math.min(high * 2 - 1, Math.floor((ship.y / world.size) * high * 2));
    dots.set(row * wide + column, ship);
  }
  const colour = (column: number, row: number): string => {
    const ship = dots.get(row * wide + column);
    if (ship) return paint(hueOf(ship.id));
    return column === 0 || row === 0 || column === wide - 1 || row === high * 2 - 1 ? EDGE : SPACE;
  };
  for (let row = 0; row < high; row++)
    for (let column = 0; column < wide; column++)
      screen.put(left + column, top + row, '▀', colour(column, row * 2), colour(column, row * 2 + 1));
}
