// The same duel where there is no terminal to draw on: a line for each thing that happens. Knows no network.
import type { Duel } from './duel.ts';
import type { Line } from './line.ts';
import { other } from './rules.ts';

/** The state of the line is told so often, ms. */
const EVERY = 2000;

export class Plain {
  #state = '';
  #score = '0:0';
  #figuresAt = 0;

  /** Says what is new since the last call. */
  tell(duel: Duel, line: Line, now: number): void {
    const { round, side, name, foe } = duel;
    const called = { blue: side === 'blue' ? name : foe.name, red: side === 'red' ? name : foe.name };
    if (line.state !== this.#state) say(`the line is ${line.state}`);
    this.#state = line.state;
    const score = `${round.score.blue}:${round.score.red}`;
    if (score !== this.#score && round.hit) say(`${called[other(round.hit)]} hits ${called[round.hit]}, ${score}`);
    if (score !== this.#score && round.winner) say(`${called[round.winner]} wins, ${score}`);
    this.#score = score;
    if (line.state !== 'up' || now < this.#figuresAt) return;
    const { rtt, loss, missed, again } = line.figures;
    say(`round trip ${rtt}, loss ${loss}, positions missed ${missed}, sent again ${again}`);
    this.#figuresAt = now + EVERY;
  }
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
