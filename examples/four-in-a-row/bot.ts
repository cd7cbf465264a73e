// A player that thinks two moves ahead: takes a win, stops one, else prefers the middle. Chance comes from outside.
import { drop, type Game, openColumns } from './rules.ts';

export function pickColumn(game: Game, random: () => number): number {
  const open = openColumns(game);
  const wins = (from: Game, column: number): boolean => {
    const next = drop(from, column);
    return typeof next !== 'string' && next.winner !== null;
  };
  const winning = open.find((column) => wins(game, column));
  if (winning !== undefined) return winning;
  const asOther: Game = { ...game, turn: game.turn === 'red' ? 'yellow' : 'red' };
  const saving = open.find((column) => wins(asOther, column));
  if (saving !== undefined) return saving;
  // Not below a place where the other would win at once, if it can be helped.
  const safe = open.filter((column) => {
    const next = drop(game, column);
    return typeof next !== 'string' && !openColumns(next).some((reply) => wins(next, reply));
  });
  const choices = safe.length > 0 ? safe : open;
  return [...choices].sort((a, b) => Math.abs(a - 3) - Math.abs(b - 3) + (random() - 0.5) * 3)[0] ?? 0;
}
