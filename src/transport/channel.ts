// Channels: declared once, typed everywhere. Knows codecs by their contract; knows no peer and no wire.
import type { Codec } from '../codec/codec.ts';
import { UsageError } from '../errors.ts';

/** Any codec at all, whatever it takes and gives. */
export type AnyCodec = Codec<never, unknown>;

/** A channel whose messages may be dropped instead of waiting; made by {@link lossy}. */
export interface LossyChannel<T extends AnyCodec = AnyCodec> {
  /** Turns values into bytes and back. */
  readonly codec: T;
  /** Marks the channel as lossy. */
  readonly lossy: true;
  /** `true`: what is older than what was delivered is dropped; `false`: whatever arrives is delivered. */
  readonly ordered: boolean;
}

/** How a channel is declared: a codec (reliable, in order), or `lossy(codec)`. */
export type ChannelSpec = AnyCodec | LossyChannel;

/** The channels of an application, in the order of their declaration. */
export type Channels = Readonly<Record<string, ChannelSpec>>;

/** The codec of a channel's declaration. */
export type CodecOf<S> = S extends LossyChannel<infer T> ? T : S;

/** What may be sent on a channel. */
export type InputOf<S> = CodecOf<S> extends Pick<Codec<infer In, unknown>, 'encode'> ? In : never;

/** What arrives on a channel. */
export type OutputOf<S> = CodecOf<S> extends Pick<Codec<never, infer Out>, 'decode'> ? Out : never;

/** The names of an application's channels. */
export type ChannelName<C extends Channels> = keyof C & string;

/**
 * Declares a channel for what is worth nothing when it is late (positions, voice): a message that can not leave at once
 * is dropped, and on wires that lose packets nothing is sent again.
 * @param codec - turns values into bytes and back.
 * @param options - `ordered` (default true) drops what arrives after something newer; false delivers whatever arrives.
 */
export function lossy<T extends AnyCodec>(codec: T, options: { ordered?: boolean } = {}): LossyChannel<T> {
  return { codec, lossy: true, ordered: options.ordered ?? true };
}

/** One channel, ready for use. @internal */
export interface Channel {
  readonly name: string;
  readonly index: number;
  readonly codec: AnyCodec;
  readonly lossy: boolean;
  /** As it stands in the channel table: reliable, lossy ordered, lossy unordered. */
  readonly kind: 'r' | 'l' | 'u';
}

/** The channels of an application by number and by name. @internal */
export interface ChannelTable {
  readonly list: readonly Channel[];
  readonly byName: ReadonlyMap<string, Channel>;
  /** The one that was asked for last: most programs send on the same again. */
  latest: Channel | undefined;
}

/** Checks a declaration and numbers its channels. @throws UsageError naming the channel that can not be. @internal */
export function channelTable(channels: Channels): ChannelTable {
  const list = Object.entries(channels).map(([name, spec], index): Channel => {
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(name) || /^\d+$/.test(name)) {
      throw new UsageError(
        `channel name ${JSON.stringify(name)}: use 1 to 32 of A-Z a-z 0-9 _ -, not a number (JavaScript would reorder it)`,
      );
    }
    const isLossy = typeof spec === 'object' && spec !== null && 'codec' in spec;
    const codec = isLossy ? spec.codec : spec;
    if (typeof codec?.encode !== 'function' || typeof codec.decode !== 'function') {
      throw new UsageError(
        `channel ${JSON.stringify(name)}: not a codec; use bytes, text, json(schema), lossy(json(schema)) …`,
      );
    }
    return { name, index, codec, lossy: isLossy, kind: isLossy ? (spec.ordered ? 'l' : 'u') : 'r' };
  });
  if (list.length === 0 || list.length > 127)
    throw new UsageError(`${list.length} channels declared; 1 to 127 are possible`);
  return { list, byName: new Map(list.map((channel) => [channel.name, channel])), latest: undefined };
}

/** Where messages are laid out before `send` copies them; one for all, since nothing else happens in between. */
const scratch = new Uint8Array(65536);

/** A value as the bytes of that channel: to be copied before anything else is encoded. @internal */
export const encoded = ({ codec }: Channel, value: never): Uint8Array =>
  codec.encodeInto === undefined ? codec.encode(value) : codec.encodeInto(value, scratch);

/** The value in bytes that nobody will write into again; they are no Node Buffer. @internal */
export const decoded = ({ codec }: Channel, bytes: Uint8Array, from: number, to: number): unknown =>
  codec.decodeOwned === undefined ? codec.decode(bytes.subarray(from, to)) : codec.decodeOwned(bytes, from, to);
