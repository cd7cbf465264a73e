// Keeps every measurement of a run, as JSON lines and for the tables. Knows no suite.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ratio, spread } from './stats.mjs';

/** @typedef {{ suite: string, case: string, contender: string, round: number } & Record<string, unknown>} Line */

/** All lines of one run. */
export class Recorder {
  /** @type {Line[]} */
  #lines = [];
  #file;
  #echo;

  /** @param {{ file: string | undefined, echo: boolean }} where lines go besides memory */
  constructor({ file, echo }) {
    this.#file = file;
    this.#echo = echo;
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }

  /** @param {Line} line */
  add(line) {
    this.#lines.push(line);
    this.note(line);
  }

  /** Goes out with the rest, and into no table: what the run was made on. @param {object} line */
  note(line) {
    const text = JSON.stringify(line);
    if (this.#file) appendFileSync(this.#file, `${text}\n`);
    if (this.#echo) console.log(text);
  }

  /** The contenders of a suite, in the order in which they first appeared. @param {string} suite @param {string} [one] of its cases */
  contenders(suite, one) {
    return [...new Set(this.#of(suite, one).map((line) => line.contender))];
  }

  /** The cases of a suite, in the order in which they first appeared. @param {string} suite */
  cases(suite) {
    return [...new Set(this.#of(suite).map((line) => line.case))];
  }

  /** @param {string} suite @param {string} [one] of its cases */
  has(suite, one) {
    return this.#of(suite, one).length > 0;
  }

  /** One number of each round, oldest first. @param {string} suite @param {string} one @param {string} contender @param {string} field */
  values(suite, one, contender, field) {
    return this.#of(suite, one)
      .filter((line) => line.contender === contender)
      .map((line) => Number(line[field]));
  }

  /** @param {string} suite @param {string} one @param {string} contender @param {string} field */
  spread(suite, one, contender, field) {
    const values = this.values(suite, one, contender, field).filter(Number.isFinite);
    return values.length === 0 ? undefined : spread(values);
  }

  /**
   * How many times the other's number: the middle over the rounds. `undefined` where one of the two was not there.
   * @param {string} suite @param {string} one @param {string} contender @param {string} other @param {string} field
   */
  ratio(suite, one, contender, other, field) {
    const mine = this.values(suite, one, contender, field);
    const theirs = this.values(suite, one, other, field);
    if (mine.length === 0 || theirs.length === 0) return undefined;
    const middle = ratio(mine, theirs);
    return Number.isNaN(middle) ? undefined : middle;
  }

  /** Why a contender has no numbers in some of its rounds. @param {string} suite @param {string} one @param {string} contender */
  failures(suite, one, contender) {
    return this.#of(suite, one)
      .filter((line) => line.contender === contender && line.failed !== undefined)
      .map((line) => String(line.failed));
  }

  /** @param {string} suite @param {string} [one] */
  #of(suite, one) {
    return this.#lines.filter((line) => line.suite === suite && (one === undefined || line.case === one));
  }
}
