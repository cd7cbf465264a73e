// What one player sees at one tick, as bytes: a head with his own ship exactly, then eight bytes for each other ship and each new shot.
// Knows bytes; knows no game.
import { type Codec, DecodeError } from 'pumpjack';

export const HEAD_BYTES = 31;
export const SHIP_BYTES = 8;
export const SHOT_BYTES = 8;
/** Places are parts of this, so that 16 bits hold them: a quarter of a unit in an arena for 1,000. */
const STEPS = 4;
const MOST_PLACE = 65_535 / STEPS;

/** How a ship stands: hit points and flags, together one byte. */
export interface Standing {
  /** 0 to 7. */
  readonly hp: number;
  readonly shielded: boolean;
  readonly away: boolean;
  readonly thrust: boolean;
  readonly boost: boolean;
}
/** Another's ship. */
export interface ShipView extends Standing {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly aim: number;
}
/** One's own: everything that the next tick of the prediction needs. */
export interface OwnView extends Standing {
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly energy: number;
  readonly reload: number;
  readonly score: number;
  readonly rank: number;
}
/** A shot that was fired a moment ago. Where it is later follows from the rules. */
export interface ShotView {
  readonly owner: number;
  readonly x: number;
  readonly y: number;
  readonly aim: number;
  /** How many ticks ago. */
  readonly age: number;
}
export interface Snapshot {
  readonly tick: number;
  /** The newest of the player's inputs that is in it. */
  readonly applied: number;
  readonly own: OwnView;
  /** At most 255. */
  readonly ships: readonly ShipView[];
  /** At most 255. */
  readonly shots: readonly ShotView[];
}

export const snapshotCodec: Codec<Snapshot> = {
  encode: (snapshot) => {
    const out = new Uint8Array(HEAD_BYTES + snapshot.ships.length * SHIP_BYTES + snapshot.shots.length * SHOT_BYTES);
    write(snapshot, new DataView(out.buffer));
    return out;
  },
  encodeInto(snapshot, into) {
    const length = HEAD_BYTES + snapshot.ships.length * SHIP_BYTES + snapshot.shots.length * SHOT_BYTES;
    if (length > into.length) return snapshotCodec.encode(snapshot);
    write(snapshot, new DataView(into.buffer, into.byteOffset, length));
    return into.subarray(0, length);
  },
  decode(bytes) {
    if (bytes.length < HEAD_BYTES) throw new DecodeError(`a snapshot has ${HEAD_BYTES} bytes or more`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const [ships, shots] = [view.getUint8(29), view.getUint8(30)];
    if (bytes.length !== HEAD_BYTES + ships * SHIP_BYTES + shots * SHOT_BYTES)
      throw new DecodeError(`${ships} ships and ${shots} shots are not ${bytes.length} bytes`);
    return read(view, ships, shots);
  },
};

function write({ tick, applied, own, ships, shots }: Snapshot, view: DataView): void {
  view.setUint32(0, tick);
  view.setUint16(4, applied);
  view.setFloat32(6, own.x);
  view.setFloat32(10, own.y);
  view.setFloat32(14, own.vx);
  view.setFloat32(18, own.vy);
  view.setUint8(22, own.energy);
  view.setUint8(23, own.reload);
  view.setUint8(24, standing(own));
  view.setUint16(25, Math.min(own.score, 65_535));
  view.setUint16(27, own.rank);
  view.setUint8(29, ships.length);
  view.setUint8(30, shots.length);
  let at = HEAD_BYTES;
  for (const ship of ships) {
    view.setUint16(at, ship.id);
    view.setUint16(at + 2, place(ship.x));
    view.setUint16(at + 4, place(ship.y));
    view.setUint8(at + 6, ship.aim);
    view.setUint8(at + 7, standing(ship));
    at += SHIP_BYTES;
  }
  for (const shot of shots) {
    view.setUint16(at, shot.owner);
    view.setUint16(at + 2, place(shot.x));
    view.setUint16(at + 4, place(shot.y));
    view.setUint8(at + 6, shot.aim);
    view.setUint8(at + 7, shot.age);
    at += SHOT_BYTES;
  }
}

function read(view: DataView, shipCount: number, shotCount: number): Snapshot {
  const own: OwnView = {
    x: view.getFloat32(6),
    y: view.getFloat32(10),
    vx: view.getFloat32(14),
    vy: view.getFloat32(18),
    energy: view.getUint8(22),
    reload: view.getUint8(23),
    ...standingIn(view.getUint8(24)),
    score: view.getUint16(25),
    rank: view.getUint16(27),
  };
  // A server of ours never says such a thing, and a prediction must not run on it.
  if (![own.x, own.y, own.vx, own.vy].every(Number.isFinite)) throw new DecodeError('not a number', 'own');
  const placeAt = (at: number): { x: number; y: number } => ({
    x: view.getUint16(at + 2) / STEPS,
    y: view.getUint16(at + 4) / STEPS,
  });
  const ships = Array.from({ length: shipCount }, (_, index): ShipView => {
    const at = HEAD_BYTES + index * SHIP_BYTES;
    return shipOf(view.getUint16(at), placeAt(at), view.getUint8(at + 6), standingIn(view.getUint8(at + 7)));
  });
  const shots = Array.from({ length: shotCount }, (_, index): ShotView => {
    const at = HEAD_BYTES + shipCount * SHIP_BYTES + index * SHOT_BYTES;
    const { x, y } = placeAt(at);
    return { owner: view.getUint16(at), x, y, aim: view.getUint8(at + 6), age: view.getUint8(at + 7) };
  });
  return { tick: view.getUint32(0), applied: view.getUint16(4), own, ships, shots };
}

/** Each by name: two spreads would cost more than all of the rest. */
const shipOf = (id: number, { x, y }: { x: number; y: number }, aim: number, is: Standing): ShipView => ({
  id,
  x,
  y,
  aim,
  hp: is.hp,
  shielded: is.shielded,
  away: is.away,
  thrust: is.thrust,
  boost: is.boost,
});

const place = (at: number): number => Math.round(Math.min(Math.max(at, 0), MOST_PLACE) * STEPS);

const standing = ({ hp, shielded, away, thrust, boost }: Standing): number =>
  Math.min(hp, 7) | (shielded ? 8 : 0) | (away ? 16 : 0) | (thrust ? 32 : 0) | (boost ? 64 : 0);

const standingIn = (byte: number): Standing => ({
  hp: byte & 7,
  shielded: (byte & 8) > 0,
  away: (byte & 16) > 0,
  thrust: (byte & 32) > 0,
  boost: (byte & 64) > 0,
});
