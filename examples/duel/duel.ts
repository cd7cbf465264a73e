// One side of a duel: my ship, the other's as I see it, the shots, the round. What I do happens here at once, and is told.
// Knows the rules and the channels; reads no key and draws nothing.
import type { NetworkDataInEvent, Peer } from 'pumpjack';
import { Foe } from './foe.ts';
import type { channels } from './protocol.ts';
import {
  afterHit,
  fly,
  flyShot,
  launch,
  meets,
  newRound,
  other,
  push,
  RELOAD,
  type Round,
  SHIELD,
  type Ship,
  type Shot,
  type Side,
  shoot,
  turn,
} from './rules.ts';

type Channels = typeof channels;

/** Positions are told so often, ms. */
const TELL = 1000 / 30;
/** How long a push can be seen, ms. */
const FLAME = 150;
/** Words that were longer on their way than this are not flown on any further, s. */
const LATEST = 0.25;

/** A ship that burst, for as long as it can be seen. */
export interface Burst {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
  readonly since: number;
}

export class Duel {
  readonly side: Side;
  readonly name: string;
  ship: Ship;
  shots: Shot[] = [];
  bursts: Burst[] = [];
  round: Round = newRound(1);
  /** How many hits win; the host says. */
  to: number;
  /** The other side, while there is one. */
  peer: Peer<Channels> | null = null;
  foe: Foe;
  #life = 0;
  #flameUntil = 0;
  #shieldUntil = 0;
  #loadedAt = 0;
  #tellAt = 0;

  constructor(side: Side, name: string, to: number) {
    this.side = side;
    this.name = name;
    this.to = to;
    this.ship = launch(side);
    this.foe = new Foe(other(side));
  }

  // --- what the player does: seen at once, whatever the line does

  turn(steps: number): void {
    this.ship = turn(this.ship, steps);
  }

  push(now: number): void {
    this.ship = push(this.ship);
    this.#flameUntil = now + FLAME;
  }

  shoot(now: number): void {
    if (now < this.#loadedAt) return;
    this.#loadedAt = now + RELOAD;
    this.#shieldUntil = 0; // who shoots can be shot at
    const shot = shoot(this.ship, this.side);
    this.shots.push(shot);
    const { x, y, vx, vy } = shot;
    this.peer?.send('shot', { x, y, vx, vy });
  }

  again(): void {
    if (!this.round.winner) return;
    if (this.side === 'blue') this.#judge(newRound(this.round.number + 1));
    else this.peer?.send('again', {});
  }

  flames = (now: number): boolean => now < this.#flameUntil;
  shielded = (now: number): boolean => now < this.#shieldUntil;

  // --- what the other side does

  /** Somebody is there. */
  meet(peer: Peer<Channels>): void {
    this.peer = peer;
    peer.send('hello', { name: this.name });
    if (this.side === 'blue') this.#judge(newRound(1));
  }

  /** Nobody is there any more. */
  alone(): void {
    this.peer = null;
    this.foe = new Foe(other(this.side));
    this.round = newRound(1);
  }

  hear(e: NetworkDataInEvent<Channels>): void {
    switch (e.channel) {
      case 'ship':
        this.foe.hear(e.data, this.#late);
        break;
      case 'shot': {
        const { x, y, vx, vy } = e.data;
        // It flew while it was told: it is shown where it is by now.
        const shot = flyShot({ ...shoot(this.foe.shown, other(this.side)), x, y, vx, vy }, this.#late);
        if (shot) this.shots.push(shot);
        break;
      }
      case 'hit':
        if (this.side === 'blue' && e.data.round === this.round.number)
          this.#judge(afterHit(this.round, 'red', this.to));
        break;
      case 'round':
        if (this.side === 'blue') break;
        this.to = e.data.to;
        this.#stands(e.data, e.time);
        break;
      case 'again':
        this.again();
        break;
      case 'hello':
        this.foe.name = e.data.name;
        break;
    }
  }

  // --- time

  frame(seconds: number, now: number): void {
    this.ship = fly(this.ship, seconds);
    this.foe.frame(seconds);
    this.shots = this.shots.flatMap((shot) => flyShot(shot, seconds) ?? []);
    this.bursts = this.bursts.filter(({ since }) => now - since < 1000);
    if (!this.round.winner && !this.shielded(now)) {
      const hit = this.shots.find(({ by, ...shot }) => by !== this.side && meets({ by, ...shot }, this.ship, seconds));
      if (hit) this.#burst(hit, now);
    }
    if (now < this.#tellAt) return;
    this.#tellAt = now + TELL;
    const news = { life: this.#life, shield: this.shielded(now), flame: this.flames(now) };
    this.peer?.send('ship', { ...this.ship, ...news });
  }

  /** My ship was hit: it bursts, and I begin anew at my side. The host keeps the score. */
  #burst(by: Shot, now: number): void {
    this.shots = this.shots.filter((shot) => shot !== by);
    this.bursts.push({ x: this.ship.x, y: this.ship.y, side: this.side, since: now });
    this.#fresh(now);
    if (this.side === 'blue') this.#judge(afterHit(this.round, 'blue', this.to));
    else this.peer?.send('hit', { round: this.round.number });
  }

  #fresh(now: number): void {
    this.ship = launch(this.side);
    this.#life++;
    this.#shieldUntil = now + SHIELD;
    this.#tellAt = 0;
  }

  /** The host's word on how the round stands. */
  #judge(round: Round): void {
    this.#stands(round, performance.now());
    this.peer?.send('round', { ...round, score: { ...round.score }, to: this.to });
  }

  #stands(round: Round, now: number): void {
    const before = this.round;
    this.round = round;
    if (round.number !== before.number) {
      this.shots = [];
      this.#fresh(now);
    }
    // The other's ship bursts where it is seen.
    const foe = other(this.side);
    if (round.hit === foe && round.score[this.side] !== before.score[this.side])
      this.bursts.push({ x: this.foe.shown.x, y: this.foe.shown.y, side: foe, since: now });
  }

  /** How long a word is on its way, s: half of a round trip. */
  get #late(): number {
    return Math.min(LATEST, (this.peer?.stats.rtt ?? 0) / 2000);
  }
}
