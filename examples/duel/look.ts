// The whole screen of a player: who plays, how it stands, the arena, how the line is, what to do now. Knows no network.
import type { Screen } from '../shared/screen.ts';
import { columnsFor, drawArena, PAINT } from './arena-view.ts';
import type { Duel } from './duel.ts';
import type { Line } from './line.ts';
import { other, type Side } from './rules.ts';

export interface Scene {
  readonly duel: Duel;
  readonly line: Line;
  /** What happened to the line last, or nothing. */
  readonly note: string;
  readonly hint: string;
  /** ms; what blinks, blinks by it. */
  readonly now: number;
}

/** Rows beside the arena and its frame: names, the headline, the line, the hint. */
const BESIDE = 4;
const LEAST = 12;

export function drawScene(screen: Screen, scene: Scene): void {
  // As large as fits: the arena is as wide as it is, whatever the window.
  let rows = screen.height - BESIDE - 2;
  while (columnsFor(rows) + 2 > screen.width && rows > 0) rows--;
  if (rows < LEAST) {
    const needs = `${columnsFor(LEAST) + 2} x ${LEAST + BESIDE + 2}`;
    screen.centre(Math.floor(screen.height / 2), `please make this window ${needs}`, PAINT.ink);
    return;
  }
  const width = columnsFor(rows) + 2;
  const left = Math.floor((screen.width - width) / 2);
  const top = Math.floor((screen.height - rows - BESIDE - 2) / 2);
  drawName(screen, left, top, width, 'blue', scene);
  drawName(screen, left, top, width, 'red', scene);
  drawArena(screen, left, top + 1, rows, scene.duel, scene.now);
  const foot = top + rows + 3;
  const [text, paint] = headline(scene);
  screen.centre(foot, text, paint);
  drawLine(screen, foot + 1, scene);
  screen.centre(foot + 2, scene.hint, PAINT.dim);
}

/** `▶ Ada (you)  ●●○○○` on the left, the same mirrored on the right. */
function drawName(screen: Screen, left: number, row: number, width: number, side: Side, { duel }: Scene): void {
  const mine = side === duel.side;
  const there = mine || duel.peer !== null;
  const name = mine ? `${duel.name} (you)` : there ? duel.foe.name || '…' : 'nobody yet';
  const score = duel.round.score[side];
  const pips = '●'.repeat(score) + '○'.repeat(Math.max(0, duel.to - score));
  const text = side === 'blue' ? `▶ ${name}  ${pips}` : `${pips}  ${name} ◀`;
  screen.put(side === 'blue' ? left : left + width - [...text].length, row, text, there ? PAINT[side] : PAINT.dim);
}

function headline({ duel, line, note, now }: Scene): [string, string] {
  const { round, side, foe } = duel;
  if (line.state === 'connecting') return ['connecting …', PAINT.dim];
  if (line.state === 'waiting') return [`${note ? `${note}; ` : ''}waiting for an opponent …`, PAINT.ink];
  if (line.state === 'down') return ['the line is down; it is being found again …', PAINT.bad];
  if (round.winner) return [round.winner === side ? 'you win!' : `${foe.name} wins!`, PAINT[round.winner]];
  const quiet = line.quiet(now);
  if (quiet > 0) return [`nothing from ${foe.name} for ${(quiet / 1000).toFixed(1)} s`, PAINT.bad];
  const last = duel.bursts.at(-1);
  if (last) return [last.side === side ? 'you are hit!' : `you hit ${foe.name}!`, PAINT[other(last.side)]];
  return note ? [note, PAINT.good] : [`first to ${duel.to}`, PAINT.dim];
}

/** `round trip 163 ± 8 ms   loss 9 %   positions missed 10 %   sent again 12`, each in the colour that it deserves. */
function drawLine(screen: Screen, row: number, { line }: Scene): void {
  const { rtt, loss, missed, again } = line.figures;
  if (!line.stats || line.state === 'connecting') return;
  const grade = (value: number, fair: number, bad: number): string =>
    value < fair ? PAINT.good : value < bad ? PAINT.fair : PAINT.bad;
  const parts: [string, string, string][] = [
    ['round trip ', rtt, grade(line.stats.rtt, 100, 250)],
    ['loss ', loss, grade(line.stats.packetLoss, 0.03, 0.15)],
    ['positions missed ', missed, grade(line.missed, 0.03, 0.15)],
    ['sent again ', `${again}`, PAINT.ink],
  ];
  const length = parts.reduce((sum, [label, value]) => sum + label.length + [...value].length + 3, -3);
  let at = Math.floor((screen.width - length) / 2);
  for (const [label, value, paint] of parts) {
    screen.put(at, row, label, PAINT.dim);
    screen.put(at + label.length, row, value, paint);
    at += label.length + [...value].length + 3;
  }
}
