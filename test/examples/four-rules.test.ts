import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COLUMNS,
  drop,
  type Game,
  isOver,
  landingRow,
  newGame,
  openColumns,
  ROWS,
} from '../../examples/four-in-a-row/rules.ts';

function play(columns: readonly number[]): Game {
  return columns.reduce<Game>((game, column) => {
    const next = drop(game, column);
    if (typeof next === 'string') throw new Error(next);
    return next;
  }, newGame('red'));
}

describe('four in a row', () => {
  it('discs fall to the lowest empty place, and the colours take turns', () => {
    const game = play([3, 3, 0]);
    expect(game.board[5 * COLUMNS + 3]).toBe('red');
    expect(game.board[4 * COLUMNS + 3]).toBe('yellow');
    expect(game.board[5 * COLUMNS]).toBe('red');
    expect(game.turn).toBe('yellow');
    expect(game.last).toBe(5 * COLUMNS);
  });

  it.each([
    ['across', [0, 0, 1, 1, 2, 2, 3], 'red'],
    ['upright', [0, 1, 0, 1, 0, 1, 0], 'red'],
    ['rising', [0, 1, 1, 2, 2, 3, 2, 3, 3, 6, 3], 'red'],
    ['falling', [6, 5, 5, 4, 4, 3, 4, 3, 3, 0, 3], 'red'],
    ['of the second player', [6, 0, 6, 1, 5, 2, 5, 3], 'yellow'],
  ] as const)('a line of four %s wins', (_name, columns, winner) => {
    const game = play(columns);
    expect(game.winner).toBe(winner);
    expect(game.line).toHaveLength(4);
    expect(game.line.every((at) => game.board[at] === winner)).toBe(true);
    expect(drop(game, 6)).toBe('the game is over');
  });

  it('a disc that completes two lines shows both', () => {
    expect(play([0, 0, 1, 1, 2, 2, 4, 4, 5, 5, 6, 6, 3]).line).toHaveLength(7);
  });

  it('a full column and a column that is none are refused', () => {
    const game = play([0, 0, 0, 0, 0, 0]);
    expect(drop(game, 0)).toBe('column 1 is full');
    expect(drop(game, 7)).toBe('there is no column 7');
    expect(drop(game, -1)).toBe('there is no column -1');
    expect(drop(game, 1.5)).toBe('there is no column 1.5');
  });

  it('any game of open columns ends, within 42 moves, with gravity obeyed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 42, maxLength: 42 }), (choices) => {
        let game = newGame('red');
        let moves = 0;
        for (const choice of choices) {
          const open = openColumns(game);
          if (open.length === 0) break;
          const next = drop(game, open[choice % open.length] ?? 0);
          if (typeof next === 'string') throw new Error(next);
          game = next;
          moves++;
        }
        expect(isOver(game)).toBe(true);
        expect(game.board.filter((cell) => cell !== null)).toHaveLength(moves);
        for (let column = 0; column < COLUMNS; column++)
          for (let row = 0; row <= landingRow(game, column); row++)
            expect(game.board[row * COLUMNS + column]).toBeNull();
        if (game.winner === null) expect(moves).toBe(COLUMNS * ROWS);
      }),
    );
  });
});
