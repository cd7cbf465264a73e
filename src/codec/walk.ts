// One walk over a value: is it small enough, free of keys that pollute prototypes, and made of what the format carries?
// Knows no format; takes the leaves' rule as an argument.
import type { ResolvedLimits } from './limits.ts';

/** Why a value was refused, and where: the keys from the outside in. */
export interface Refusal {
  /** What is wrong, without any of the value. */
  readonly why: string;
  /** Filled from the inside out, while the walk returns. */
  readonly path: (string | number)[];
}

/** Counts down over the whole value. */
interface Budget {
  left: number;
  readonly limits: ResolvedLimits;
}

/** What a format says of a value that is neither plain object nor array, and of the names of fields: a reason to refuse it, or undefined. */
export type LeafRule = (value: unknown) => string | undefined;

/** Why a key is refused that an assignment would take for the prototype itself. */
export const PROTO_KEY = 'the key __proto__ is refused';
/** Why a `constructor` is refused that holds a `prototype`: merging it into an object would reach that object's class. */
export const CONSTRUCTOR_KEY = 'a constructor that holds a prototype is refused';

/** Checks what came out of a parser: plain objects and arrays, numbers that might be infinite. `undefined`: all is well. */
export function checkDecoded(value: unknown, limits: ResolvedLimits): Refusal | undefined {
  if (typeof value !== 'object') return decodedLeaf(value);
  if (value === null) return undefined;
  return decodedInside(value, limits.maxDepth, { left: limits.maxElements, limits });
}

function decodedLeaf(value: unknown): Refusal | undefined {
  // JSON.parse reads 1e999 as Infinity, which JSON can not write again.
  if (typeof value === 'number' && !Number.isFinite(value)) return refuse('a number out of range');
  return undefined;
}

function decodedInside(value: object, depth: number, budget: Budget): Refusal | undefined {
  if (depth === 0) return tooDeep(budget.limits.maxDepth);
  if (Array.isArray(value)) {
    budget.left -= value.length;
    if (budget.left < 0) return tooMany(budget.limits.maxElements);
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      const bad =
        typeof item === 'object' && item !== null ? decodedInside(item, depth - 1, budget) : decodedLeaf(item);
      if (bad !== undefined) return within(i, bad);
    }
    return undefined;
  }
  // keys() and a look-up: three times as fast as entries() (100 ns against 300 for 8 fields).
  const record = value as Record<string, unknown>; // a parser's object: own string keys only
  const keys = Object.keys(record);
  budget.left -= keys.length;
  if (budget.left < 0) return tooMany(budget.limits.maxElements);
  for (const key of keys) {
    const item = record[key];
    const bad =
      badKey(key, item) ??
      (typeof item === 'object' && item !== null ? decodedInside(item, depth - 1, budget) : decodedLeaf(item));
    if (bad !== undefined) return within(key, bad);
  }
  return undefined;
}

/**
 * Checks what is about to be encoded. Objects of classes pass (their own enumerable fields are sent); what has a `toJSON` or
 * keeps its contents elsewhere (Map, Date, a promise) is a leaf, and `leaf` decides. A field that is undefined counts as absent.
 */
export function checkEncodable(value: unknown, limits: ResolvedLimits, leaf: LeafRule): Refusal | undefined {
  const budget = { left: limits.maxElements, limits };
  return encodable(value, limits.maxDepth, budget, leaf);
}

function encodable(value: unknown, depth: number, budget: Budget, leaf: LeafRule): Refusal | undefined {
  const kind = containerKind(value);
  if (kind === 'leaf') {
    const why = leaf(value);
    return why === undefined ? undefined : refuse(why);
  }
  // A cycle ends here too.
  if (depth === 0) return tooDeep(budget.limits.maxDepth);
  if (Array.isArray(value)) {
    budget.left -= value.length;
    if (budget.left < 0) return tooMany(budget.limits.maxElements);
    for (let i = 0; i < value.length; i++) {
      const bad = encodable(value[i], depth - 1, budget, leaf);
      if (bad !== undefined) return within(i, bad);
    }
    return undefined;
  }
  const record = value as Record<string, unknown>; // containerKind says object
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (item === undefined) continue;
    budget.left--;
    if (budget.left < 0) return tooMany(budget.limits.maxElements);
    const bad = badKey(key, item) ?? badName(key, leaf) ?? encodable(item, depth - 1, budget, leaf);
    if (bad !== undefined) return within(key, bad);
  }
  return undefined;
}

function containerKind(value: unknown): 'leaf' | 'array' | 'object' {
  if (typeof value !== 'object' || value === null) return 'leaf';
  if (Array.isArray(value)) return 'array';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'object';
  if (typeof Reflect.get(value, 'toJSON') === 'function') return 'leaf';
  return Object.prototype.toString.call(value) === '[object Object]' ? 'object' : 'leaf';
}

function badKey(key: string, item: unknown): Refusal | undefined {
  if (key === '__proto__') return refuse(PROTO_KEY);
  // The rule of secure-json-parse: a field that happens to be called constructor is no attack.
  if (key === 'constructor' && typeof item === 'object' && item !== null && Object.hasOwn(item, 'prototype'))
    return refuse(CONSTRUCTOR_KEY);
  return undefined;
}

/** What to call an object that a format does not carry: its kind, as `Map` or `Date`. */
export function kindOf(value: object): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Object' ? 'an object with toJSON' : tag;
}

// A name is a string too, and some formats do not carry every string.
function badName(key: string, leaf: LeafRule): Refusal | undefined {
  const why = leaf(key);
  return why === undefined ? undefined : refuse(`the name of a field: ${why}`);
}

/** A refusal of the value at hand; {@link within} tells where that is. */
export function refuse(why: string): Refusal {
  return { why, path: [] };
}

/** Nested deeper than `maxDepth`. */
export function tooDeep(maxDepth: number): Refusal {
  return refuse(`nested deeper than ${maxDepth}`);
}

/** More than `maxElements` items and fields. */
export function tooMany(maxElements: number): Refusal {
  return refuse(`more than ${maxElements} elements`);
}

/** The same refusal, seen from one level further out. */
export function within(key: string | number, refusal: Refusal): Refusal {
  refusal.path.unshift(key); // at most 256 deep
  return refusal;
}
