// The whole screen of a player: who plays, whose turn, the board, what to do now. Knows the state; knows no network.
import type { Screen } from '../shared/screen.ts';
import { BOARD_HEIGHT, BOARD_WIDTH, boardLeft, colourPaint, DIM, drawBoard, type Falling, INK } from './board-view.ts';
import type { TableState } from './protocol.ts';
import { type Colour, other } from './rules.ts';

/** What a player's program knows at the moment. */
export interface Scene {
  readonly table: TableState | null;
  /** Where this player sits; `null`: he watches. */
  readonly seat: Colour | null;
  readonly pointed: number;
  readonly falling: Falling | null;
  /** The state of his own line. */
  readonly line: 'connecting' | 'up' | 'down';
  /** Round-trip time, ms. */
  readonly rtt: number;
  readonly note: string;
  /** ms; what blinks, blinks by it. */
  readonly now: number;
  readonly hint: string;
}

export function drawScene(screen: Screen, scene: Scene): void {
  const { table } = scene;
  if (screen.width < BOARD_WIDTH || screen.height < BOARD_HEIGHT + 4) {
    screen.centre(Math.floor(screen.height / 2), `please make this window ${BOARD_WIDTH} x ${BOARD_HEIGHT + 4}`, INK);
    return;
  }
  const top = Math.max(0, Math.floor((screen.height - BOARD_HEIGHT - 5) / 2));
  const left = boardLeft(screen);
  if (table) {
    drawName(screen, left, top, 'red', scene, table);
    drawName(screen, left, top, 'yellow', scene, table);
    const hand = scene.seat === table.turn && !over(table) && table.names[other(table.turn)] ? table.turn : null;
    const lit = Math.floor(scene.now / 350) % 2 === 0;
    drawBoard(screen, top + 2, { table, pointed: scene.pointed, hand, falling: scene.falling, lit });
  }
  const foot = top + 2 + BOARD_HEIGHT;
  const [text, paint] = headline(scene);
  screen.centre(foot, text, paint);
  screen.centre(foot + 1, scene.note, DIM);
  screen.centre(foot + 2, `${scene.hint}   ${lineText(scene)}`, DIM);
}

/** `● Ada (you) 2` on the left, `1 Ben ●` on the right. */
function drawName(screen: Screen, left: number, row: number, colour: Colour, { seat }: Scene, table: TableState): void {
  const name = table.names[colour];
  const you = seat === colour ? ' (you)' : '';
  const away = table.away.includes(colour) ? ' …away' : '';
  const turn = table.turn === colour && !over(table) && table.names.red && table.names.yellow;
  const parts = [turn ? '►' : ' ', name === null ? 'free seat' : `${name}${you}${away}`, `${table.wins[colour]}`];
  const text = `${colour === 'red' ? parts.join(' ') : parts.reverse().join(' ').replace('►', '◄')}`;
  const x = colour === 'red' ? left : left + BOARD_WIDTH - [...text].length;
  screen.put(x, row, text, name === null ? DIM : colourPaint(colour));
}

/** What is the matter at the table, in a line. */
export function headline(scene: Pick<Scene, 'table' | 'seat' | 'line'>): [string, string] {
  const { table, seat, line } = scene;
  if (line === 'connecting' || !table) return ['connecting …', DIM];
  if (line === 'down') return ['your line is down; the game waits while it is found again …', INK];
  const { winner, turn, names } = table;
  if (winner) return [winner === seat ? 'you win!' : `${names[winner] ?? winner} wins!`, colourPaint(winner)];
  if (over(table)) return ['a draw.', INK];
  if (!names.red || !names.yellow) return ['waiting for an opponent …', DIM];
  if (table.away.length > 0) return ['the other line is down; waiting …', DIM];
  return turn === seat ? ['your turn', colourPaint(turn)] : [`${names[turn]} is thinking …`, colourPaint(turn)];
}

function lineText({ line, rtt, table }: Scene): string {
  const watching = table && table.watching > 0 ? `  ${table.watching} watching` : '';
  return `${line === 'up' ? `${rtt.toFixed(1)} ms` : 'no line'}${watching}`;
}

export const over = (table: TableState): boolean => table.winner !== null || table.board.every((cell) => cell !== null);
