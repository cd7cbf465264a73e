// The public names of the codec room.
// Knows nothing; re-exports.
export { bytes } from './bytes.ts';
export type { Codec, CodecErrorOptions, CodecIssue } from './codec.ts';
export { DecodeError, EncodeError } from './codec.ts';
export type { JsonValue } from './json.ts';
export { json } from './json.ts';
export type { CodecLimits } from './limits.ts';
export type { MsgpackExtra, MsgpackOptions, MsgpackValue } from './msgpack.ts';
export { msgpack } from './msgpack.ts';
export type { SchemaInput, SchemaOutput } from './schema.ts';
export { text } from './text.ts';
