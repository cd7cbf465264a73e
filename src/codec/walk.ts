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
  readonly all: number;
  readonly depth: number;
}

/** What a format says of a value that is neither plain object nor array: a reason to refuse it, or undefined. */
export type LeafRule = (value: unknown) => string | undefined;

/** Why a key is refused that an assignment would take for the prototype itself. */
export const PROTO_KEY = 'the key __proto__ is refused';
/** Why a `constructor` is refused that holds a `prototype`: merging it into an object would reach that object's class. */
export const CONSTRUCTOR_KEY = 'a constructor that holds a prototype is refused';

/** Checks what came out of a parser: plain objects and arrays, numbers that might be infinite. `undefined`: all is well. */
export function checkDecoded(value: unknown, limits: ResolvedLimits): Refusal | undefined {
  if (typeof value !== 'object') return decodedLeaf(value);
  if (value === null) return undefined;
  return decodedInside(value, limits.maxDepth, {
    left: limits.maxElements,
    all: limits.maxElements,
    depth: limits.maxDepth,
  });
}

function decodedLeaf(value: unknown): Refusal | undefined {
  // JSON.parse reads 1e999 as Infinity, which JSON can not write again.
  if (typeof value === 'number' && !Number.isFinite(value)) return { why: 'a number out of range', path: [] };
  return undefined;
}

function decodedInside(value: object, depth: number, budget: Budget): Refusal | undefined {
  if (depth === 0) return tooDeep(budget);
  if (Array.isArray(value)) {
    budget.left -= value.length;
    if (budget.left < 0) return tooMany(budget);
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      const bad =
        typeof item === 'object' && item !== null ? decodedInside(item, depth - 1, budget) : decodedLeaf(item);
      if (bad !== undefined) return within(i, bad);
    }
    return undefined;
  }
  const fields = Object.entries(value) as [string, unknown][]; // entries() says any
  budget.left -= fields.length;
  if (budget.left < 0) return tooMany(budget);
  for (const [key, item] of fields) {
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
  const budget = { left: limits.maxElements, all: limits.maxElements, depth: limits.maxDepth };
  return encodable(value, limits.maxDepth, budget, leaf);
}

function encodable(value: unknown, depth: number, budget: Budget, leaf: LeafRule): Refusal | undefined {
  const kind = containerKind(value);
  if (kind === 'leaf') {
    const why = leaf(value);
    return why === undefined ? undefined : { why, path: [] };
  }
  // A cycle ends here too.
  if (depth === 0) return tooDeep(budget);
  if (Array.isArray(value)) {
    budget.left -= value.length;
    if (budget.left < 0) return tooMany(budget);
    for (let i = 0; i < value.length; i++) {
      const bad = encodable(value[i], depth - 1, budget, leaf);
      if (bad !== undefined) return within(i, bad);
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value as object) as [string, unknown][]) {
    // kind says object; entries() says any
    if (item === undefined) continue;
    budget.left--;
    if (budget.left < 0) return tooMany(budget);
    const bad = badKey(key, item) ?? encodable(item, depth - 1, budget, leaf);
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
  if (key === '__proto__') return { why: PROTO_KEY, path: [] };
  // The rule of secure-json-parse: a field that happens to be called constructor is no attack.
  if (key === 'constructor' && typeof item === 'object' && item !== null && Object.hasOwn(item, 'prototype'))
    return { why: CONSTRUCTOR_KEY, path: [] };
  return undefined;
}

const tooDeep = ({ depth }: Budget): Refusal => ({ why: `nested deeper than ${depth}`, path: [] });
const tooMany = ({ all }: Budget): Refusal => ({ why: `more than ${all} elements`, path: [] });

function within(key: string | number, refusal: Refusal): Refusal {
  refusal.path.unshift(key); // at most 256 deep
  return refusal;
}
