// A player's knowledge of the match, for the page and the terminal alike: his ship, the others, shots, names, points, what just happened.
// Fed with what the server says and with one input for each tick. Knows no screen.
import type { NetworkDataInEvent } from 'pumpjack';
import { FixedStep } from 'pumpjack';
import { type Input, TICK_HZ } from '../game/rules.ts';
import type { ArenaEvent, channels, Scores } from '../protocol.ts';
import type { InputMessage } from '../wire/input.ts';
import type { OwnView, ShipView } from '../wire/snapshot.ts';
import { Interpolation } from './interpolation.ts';
import { Prediction } from './prediction.ts';
import { Shots, type ShownShot } from './shots.ts';

/** All that is to be drawn at one moment. */
export interface Scene {
  readonly size: number;
  /** Our ship; its `hp` is 0 while it is shot down. */
  readonly own: ShipView & Pick<OwnView, 'energy' | 'score' | 'rank'>;
  readonly ships: readonly ShipView[];
  readonly shots: readonly ShownShot[];
}

export class Pilot {
  readonly id: number;
  readonly names = new Map<number, string>();
  scores: Scores = { players: 0, top: [] };
  /** Where ships are, pairs of parts of 256. */
  map: Uint8Array = new Uint8Array();
  readonly #prediction: Prediction;
  readonly #others = new Interpolation();
  readonly #shots = new Shots();
  readonly #step = new FixedStep(TICK_HZ);
  #own: OwnView | null = null;
  #news: ArenaEvent[] = [];

  /** @param welcome - what the server said of our ship. */
  constructor(welcome: { readonly id: number; readonly size: number }) {
    this.id = welcome.id;
    this.#prediction = new Prediction(welcome.size);
  }

  /** A message from the server. */
  take(e: NetworkDataInEvent<typeof channels>): void {
    switch (e.channel) {
      case 'snapshot':
        this.#own = e.data.own;
        this.#prediction.correct(e.data.own, e.data.applied);
        this.#others.take(e.data, e.time);
        this.#shots.take(e.data);
        break;
      case 'events':
        for (const event of e.data) this.#hear(event);
        break;
      case 'scores':
        this.scores = e.data;
        break;
      case 'map':
        this.map = e.data;
        break;
    }
  }

  /** Time passes: as many ticks as are due, each with this input. @returns what to send to the server, one for each tick. */
  advance(elapsed: number, input: Input): InputMessage[] {
    const messages: InputMessage[] = [];
    for (let due = this.#step.advance(elapsed); due > 0; due--) {
      this.#shots.step(this.id, this.#prediction.step(input));
      messages.push(this.#prediction.message());
    }
    return messages;
  }

  /** What happened since this was asked last. */
  news(): ArenaEvent[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** @returns `null` until the first snapshot is there. */
  scene(now: number): Scene | null {
    if (!this.#own) return null;
    const { size, body } = this.#prediction;
    const ships = this.#others.shipsAt(now);
    const own = {
      ...this.#own,
      id: this.id,
      aim: body.aim,
      energy: body.energy,
      ...this.#prediction.at(this.#step.alpha),
    };
    const shots = this.#shots.at(
      this.#others.tickAt(now),
      this.#step.alpha,
      size,
      own.hp > 0 ? [...ships, own] : ships,
    );
    return { size, own, ships, shots };
  }

  #hear(event: ArenaEvent): void {
    if (event.type === 'joined') this.names.set(event.id, event.name);
    else if (event.type === 'left') this.names.delete(event.id);
    else this.#news.push(event);
  }
}
