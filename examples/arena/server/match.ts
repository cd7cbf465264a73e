// Who flies which ship, and what each player is told. It believes nobody: players say what their hands do, never where they are.
import type { Peer } from 'pumpjack';
import type { Happening, Ship, World } from '../game/world.ts';
import { type ArenaEvent, type channels, MAP_SHIPS, MAX_NAME } from '../protocol.ts';
import type { InputMessage } from '../wire/input.ts';
import { HEAD_BYTES, SHIP_BYTES, SHOT_BYTES } from '../wire/snapshot.ts';
import { Helm } from './helm.ts';
import { SIGHT, Sight } from './sight.ts';

type Client = Peer<typeof channels>;

interface Player {
  readonly peer: Client;
  readonly ship: Ship;
  readonly helm: Helm;
  /** The ships whose names he knows. */
  readonly known: Set<number>;
  /** What he will be told at the end of this tick, or when he can hear it again: at most MOST_NEWS. */
  news: ArenaEvent[];
}

/** Who was away for long is told the newest. */
export const MOST_NEWS = 200;
/** Every second tick is a snapshot; half of the players have it in one tick, half in the other. */
export const SNAPSHOT_EVERY = 2;

export class Match {
  readonly world: World;
  /** Snapshots sent, and their bytes. */
  readonly sent = { snapshots: 0, bytes: 0 };
  /** The last few who were shot down. */
  readonly kills: string[] = [];
  readonly #sight: Sight;
  readonly #players = new Map<Client, Player>();
  readonly #byShip = new Map<number, Player>();

  constructor(world: World) {
    this.world = world;
    this.#sight = new Sight(world);
  }

  get size(): number {
    return this.#players.size;
  }

  join(peer: Client, name: string): void {
    if (this.#players.has(peer)) return;
    const ship = this.world.enter(readable(name) || 'nobody');
    const player: Player = { peer, ship, helm: new Helm(), known: new Set(), news: [] };
    this.#players.set(peer, player);
    this.#byShip.set(ship.id, player);
    peer.send('welcome', { id: ship.id, size: this.world.size });
  }

  input(peer: Client, message: InputMessage): void {
    this.#players.get(peer)?.helm.take(message);
  }

  /** His line is down or up again; the ship waits for him. */
  line(peer: Client, state: 'down' | 'up'): void {
    const player = this.#players.get(peer);
    if (player) player.ship.away = state === 'down';
  }

  leave(peer: Client): void {
    const player = this.#players.get(peer);
    if (!player) return;
    const { ship } = player;
    this.#players.delete(peer);
    this.#byShip.delete(ship.id);
    this.world.leave(ship);
    for (const other of this.#players.values())
      if (other.known.delete(ship.id)) tell(other, { type: 'left', id: ship.id });
  }

  /** One tick: the world moves, and everybody hears what he has to. */
  step(): void {
    for (const { ship, helm } of this.#players.values()) ship.input = helm.next();
    for (const happening of this.world.step()) this.#report(happening);
    this.#sight.update();
    for (const player of this.#players.values()) {
      if (player.ship.away) continue;
      if ((this.world.tick + player.ship.id) % SNAPSHOT_EVERY === 0) this.#show(player);
      // What does not fit into the send buffer is told later.
      if (player.news.length > 0 && player.peer.send('events', player.news)) player.news = [];
    }
  }

  /** Where ships are, for the small map: two bytes each. When they are too many, others each time. */
  map(): Uint8Array {
    const ships = [...this.world.ships.values()].filter((ship) => ship.hp > 0);
    const every = Math.ceil(ships.length / MAP_SHIPS) || 1;
    const part = (at: number): number => Math.min(255, Math.floor((at * 256) / this.world.size));
    const chosen = ships.filter((_, at) => (at + this.world.tick) % every === 0);
    return Uint8Array.from(chosen.flatMap(({ x, y }) => [part(x), part(y)]));
  }

  #show(player: Player): void {
    const { peer, ship, helm, known } = player;
    const ships = this.#sight.ships(ship);
    for (const { id, name } of ships) {
      if (known.has(id)) continue;
      known.add(id);
      tell(player, { type: 'joined', id, name });
    }
    const snapshot = this.#sight.snapshot(ship, helm.applied, ships);
    this.sent.snapshots++;
    this.sent.bytes += HEAD_BYTES + ships.length * SHIP_BYTES + snapshot.shots.length * SHOT_BYTES;
    peer.send('snapshot', snapshot);
  }

  #report({ type, ship, by, x, y }: Happening): void {
    const at = { x: Math.round(x), y: Math.round(y) };
    if (type === 'hit') {
      // Others see it by the ship's hit points.
      for (const { id } of new Set([ship, by])) this.#tellShip(id, { type, id: ship.id, by: by.id, ...at });
      return;
    }
    this.kills.push(`${by.name} shot ${ship.name} down`);
    if (this.kills.length > 8) this.kills.shift();
    const event: ArenaEvent = { type, id: ship.id, by: by.id, ...at, name: ship.name, byName: by.name };
    for (const { id } of new Set([...this.world.places.near(x, y, SIGHT), ship, by])) this.#tellShip(id, event);
  }

  #tellShip(ship: number, event: ArenaEvent): void {
    const player = this.#byShip.get(ship);
    if (player) tell(player, event);
  }
}

function tell({ news, known }: Player, event: ArenaEvent): void {
  news.push(event);
  if (news.length <= MOST_NEWS) return;
  const dropped = news.shift();
  // He never heard that name: he is told it when he sees the ship again.
  if (dropped?.type === 'joined') known.delete(dropped.id);
}

/** Without what would break a line or a terminal. */
const readable = (name: string): string =>
  name
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, MAX_NAME);
