// What a player is told when he could not hear for long: not all, but every name that he needs.
import type { Peer } from 'pumpjack';
import { expect, it } from 'vitest';
import { type Happening, World } from '../../../examples/arena/game/world.ts';
import type { ArenaEvent, channels } from '../../../examples/arena/protocol.ts';
import { Match, MOST_NEWS, SNAPSHOT_EVERY } from '../../../examples/arena/server/match.ts';

/** Everybody enters in the middle, in sight of everybody, and in each tick the second is shot down so many times. */
class Slaughter extends World {
  kills = 0;
  constructor() {
    super(2000, () => 0.5);
  }
  override step(): Happening[] {
    const [by, ship] = this.ships.values();
    if (!by || !ship) throw new Error('two join first');
    return super.step().concat(Array.from({ length: this.kills }, () => ({ type: 'killed', ship, by, x: 0, y: 0 })));
  }
}

it.each(['full', 'down'])('who misses much because his line is %s knows the ships in sight afterwards', (line) => {
  const world = new Slaughter();
  const match = new Match(world);
  const heard: ArenaEvent[][] = [];
  let deaf = true;
  const ada = peer((events) => {
    if (!deaf) heard.push(events);
    return !deaf;
  });
  const pass = (ticks: number): void => {
    for (let tick = 0; tick < ticks; tick++) match.step();
  };
  match.join(ada, 'Ada');
  match.join(
    peer(() => true),
    'Ben',
  );
  pass(SNAPSHOT_EVERY); // Ben is seen, and his name does not fit into the line
  if (line === 'down') match.line(ada, 'down');
  world.kills = 7;
  pass(MOST_NEWS);
  world.kills = 0;
  match.line(ada, 'up');
  deaf = false;
  pass(SNAPSHOT_EVERY);
  const events = heard.flat();
  expect(events.flatMap((event) => (event.type === 'joined' ? [event.name] : []))).toEqual(['Ben']);
  expect(events.filter(({ type }) => type === 'killed').length).toBeGreaterThan(MOST_NEWS / 2);
  expect(Math.max(...heard.map(({ length }) => length))).toBe(MOST_NEWS);
});

/** @param hears - takes what happened, or answers that there is no room for it. */
function peer(hears: (events: ArenaEvent[]) => boolean): Peer<typeof channels> {
  const send = (channel: string, data: ArenaEvent[]): boolean => channel !== 'events' || hears(data);
  return { send } as unknown as Peer<typeof channels>; // all that a match asks of a peer
}
