// What Godot 3's NetworkedMultiplayerENet puts before each packet, as a codec around a codec. Knows no wire.
import { UsageError } from '../errors.ts';
import { isBytes } from './bytes.ts';
import { type Codec, DecodeError, EncodeError } from './codec.ts';

const HEADER = 8;
const MOST = 0x7fffffff;

/** The id of Godot's server. */
export const GODOT3_SERVER = 1;
/** As a target: everybody. */
export const GODOT3_ALL = 0;

/** A packet as Godot 3 sends it. */
export interface Godot3Packet<T> {
  /** Who sent it: 1 is the server, clients draw a number of 2 to 2147483647 and give it as connect data (`enet://host:port?data=…`). */
  readonly source: number;
  /** For whom it is: an id, 0 for everybody, a negative id for everybody else. Its server passes it on. */
  readonly target: number;
  /** What it carries. */
  readonly data: T;
}

/** A packet to be sent; without `target` it goes to everybody. */
export interface Godot3Sent<T> {
  /** See {@link Godot3Packet.source}. */
  readonly source: number;
  /** See {@link Godot3Packet.target}. Default 0. */
  readonly target?: number;
  /** What it carries. */
  readonly data: T;
}

/**
 * A codec for the packets of Godot 3's `NetworkedMultiplayerENet`, which begin with 8 bytes: source and target, 32 bits each, the lowest byte first
 * (modules/enet/networked_multiplayer_enet.cpp of Godot 3). What follows is `codec`'s: Godot's RPCs are in a format of their own, so plain
 * `put_packet` bytes, text or JSON are the things to exchange. Godot 4's `ENetConnection` and `ENetPacketPeer` put nothing before a packet and need no adapter.
 *
 * Godot 3 numbers its channels 0 for notices (see {@link godot3Notices}), 1 reliable, 2 unreliable, then its own, and asks for 3 unless told otherwise:
 *
 * ```ts
 * channels: { notices: godot3Notices, reliable: godot3(text), unreliable: lossy(godot3(text), { ordered: false }) }
 * ```
 *
 * A server has to hold `source` against the connect data of the peer that it came from: anybody can write anything there.
 * @param codec - turns the values into bytes and back.
 */
export function godot3<In, Out>(codec: Codec<In, Out>): Codec<Godot3Sent<In>, Godot3Packet<Out>> {
  if (typeof codec?.encode !== 'function' || typeof codec.decode !== 'function')
    throw new UsageError('godot3 takes a codec: godot3(bytes), godot3(text), godot3(json(schema))');
  return {
    encode({ source, target = GODOT3_ALL, data }) {
      if (!Number.isInteger(source) || source < 1 || source > MOST)
        throw new EncodeError(`has to be a whole number from 1 to ${MOST}`, 'source');
      if (!Number.isInteger(target) || Math.abs(target) > MOST)
        throw new EncodeError(`has to be a whole number from -${MOST} to ${MOST}`, 'target');
      const body = codec.encode(data);
      const out = new Uint8Array(HEADER + body.length);
      const view = new DataView(out.buffer);
      view.setUint32(0, source, true);
      view.setInt32(4, target, true);
      out.set(body, HEADER);
      return out;
    },
    decode(bytes) {
      const view = header(bytes);
      const data = codec.decode(bytes.subarray(HEADER));
      return { source: view.getUint32(0, true), target: view.getInt32(4, true), data };
    },
  };
}

/** What a Godot 3 server says on channel 0: another peer came or went. */
export interface Godot3Notice {
  /** `add`: a peer is there. `remove`: it is gone. */
  readonly kind: 'add' | 'remove';
  /** Its id. */
  readonly id: number;
}

/** The codec of channel 0 of Godot 3's `NetworkedMultiplayerENet`: 32 bits of 0 (came) or 1 (went), then the id, the lowest byte first. */
export const godot3Notices: Codec<Godot3Notice> = {
  encode({ kind, id }) {
    if (kind !== 'add' && kind !== 'remove') throw new EncodeError(`has to be 'add' or 'remove'`, 'kind');
    if (!Number.isInteger(id) || id < 1 || id > MOST)
      throw new EncodeError(`has to be a whole number from 1 to ${MOST}`, 'id');
    const out = new Uint8Array(HEADER);
    const view = new DataView(out.buffer);
    view.setUint32(0, kind === 'add' ? 0 : 1, true);
    view.setUint32(4, id, true);
    return out;
  },
  decode(bytes) {
    const view = header(bytes);
    const kind = view.getUint32(0, true);
    if (bytes.length > HEADER || kind > 1) throw new DecodeError('not a notice of Godot 3');
    return { kind: kind === 0 ? 'add' : 'remove', id: view.getUint32(4, true) };
  },
};

function header(bytes: Uint8Array): DataView {
  if (!isBytes(bytes) || bytes.length < HEADER)
    throw new DecodeError(`${bytes.length} bytes are too few for the ${HEADER} that Godot 3 begins a packet with`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
