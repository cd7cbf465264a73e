// A second MessagePack decoder, written from the specification only, to compare with. Slow, trusts its input, builds Maps.

/** The value in these bytes, maps as `Map`, every 64-bit integer as bigint, extensions as `[type, bytes]`. */
export function referenceDecode(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const uint = (size: number): number => {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(at++);
    return value;
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('short');
    at += length;
    return bytes.slice(at - length, at);
  };
  const str = (length: number): string =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(take(length));
  const array = (length: number): unknown[] => Array.from({ length }, () => value());
  const map = (length: number): Map<unknown, unknown> =>
    new Map(Array.from({ length }, (): [unknown, unknown] => [value(), value()]));
  const ext = (length: number): unknown => [view.getInt8(at++), take(length)];
  const skip = <T>(size: number, result: T): T => {
    at += size;
    return result;
  };
  function value(): unknown {
    const head = uint(1);
    if (head <= 0x7f) return head;
    if (head <= 0x8f) return map(head - 0x80);
    if (head <= 0x9f) return array(head - 0x90);
    if (head <= 0xbf) return str(head - 0xa0);
    if (head >= 0xe0) return head - 256;
    const rest: Record<number, () => unknown> = {
      192: () => null,
      194: () => false,
      195: () => true,
      196: () => take(uint(1)),
      197: () => take(uint(2)),
      198: () => take(uint(4)),
      199: () => ext(uint(1)),
      200: () => ext(uint(2)),
      201: () => ext(uint(4)),
      202: () => skip(4, view.getFloat32(at)),
      203: () => skip(8, view.getFloat64(at)),
      204: () => uint(1),
      205: () => uint(2),
      206: () => uint(4),
      207: () => skip(8, view.getBigUint64(at)),
      208: () => skip(1, view.getInt8(at)),
      209: () => skip(2, view.getInt16(at)),
      210: () => skip(4, view.getInt32(at)),
      211: () => skip(8, view.getBigInt64(at)),
      212: () => ext(1),
      213: () => ext(2),
      214: () => ext(4),
      215: () => ext(8),
      216: () => ext(16),
      217: () => str(uint(1)),
      218: () => str(uint(2)),
      219: () => str(uint(4)),
      220: () => array(uint(2)),
      221: () => array(uint(4)),
      222: () => map(uint(2)),
      223: () => map(uint(4)),
    };
    const read = rest[head];
    if (read === undefined) throw new RangeError('0xc1');
    return read();
  }
  const result = value();
  if (at !== bytes.length) throw new RangeError('more follows');
  return result;
}

/** A decoded value in the reference's form: objects as Map, integers beyond 32 bits as bigint where the wire had them so. */
export function sameAsReference(value: unknown, reference: unknown): boolean {
  if (typeof reference === 'bigint')
    return value === reference || (typeof value === 'number' && BigInt(value) === reference);
  if (reference instanceof Map) {
    if (typeof value !== 'object' || value === null) return false;
    const keys = Object.keys(value);
    return (
      keys.length === reference.size &&
      keys.every((key) => reference.has(key) && sameAsReference(Reflect.get(value, key), reference.get(key)))
    );
  }
  if (reference instanceof Uint8Array) return value instanceof Uint8Array && Buffer.compare(value, reference) === 0;
  if (Array.isArray(reference)) {
    if (value instanceof Date) return reference[0] === -1 && reference[1] instanceof Uint8Array;
    return (
      Array.isArray(value) &&
      value.length === reference.length &&
      reference.every((each, i) => sameAsReference(value[i], each))
    );
  }
  return Object.is(value, reference);
}
