// Canonical JSON as Matrix signs it (spec appendices, "Canonical JSON"). Pure; refuses rather than
// guesses: what can't have been signed faithfully has no canonical form.
import { JSON_DEPTH_MAX } from '../json-scan.ts';

/** Most values in what is signed: a session's keys have about twenty. */
const SIGNED_VALUES_MAX = 1_000;

/** What is still left of a bound while a value is written. */
interface Budget {
  values: number;
}

/**
 * The canonical text of a parsed JSON value, or null where there is none: fractions, integers
 * outside ±(2^53 - 1) (the parser has rounded them by now), lone surrogates, nesting deeper than
 * 32, more than 1,000 values, anything that isn't JSON.
 */
export function canonicalJson(value: unknown): string | null {
  return write(value, 0, { values: SIGNED_VALUES_MAX });
}

function write(value: unknown, depth: number, budget: Budget): string | null {
  budget.values -= 1;
  if (depth > JSON_DEPTH_MAX || budget.values < 0) return null;
  if (value === null || typeof value === 'boolean') return String(value);
  // String(-0) is "0", as the specification's example has it.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value === 'string') return writeString(value);
  if (Array.isArray(value)) return writeArray(value, depth, budget);
  return typeof value === 'object' ? writeObject(value, depth, budget) : null;
}

/** With the `u` flag only a surrogate without its other half matches. JSON.stringify escapes as Matrix does. */
function writeString(text: string): string | null {
  return /\p{Surrogate}/u.test(text) ? null : JSON.stringify(text);
}

function writeArray(items: readonly unknown[], depth: number, budget: Budget): string | null {
  const parts: string[] = [];
  for (const item of items) {
    const part = write(item, depth + 1, budget);
    if (part === null) return null;
    parts.push(part);
  }
  return `[${parts.join(',')}]`;
}

function writeObject(object: object, depth: number, budget: Budget): string | null {
  if (Object.keys(object).length > budget.values) return null;
  const parts: string[] = [];
  const entries: (readonly [string, unknown])[] = Object.entries(object);
  for (const [key, item] of entries.toSorted(([a], [b]) => compareCodePoints(a, b))) {
    const name = writeString(key);
    const part = write(item, depth + 1, budget);
    if (name === null || part === null) return null;
    parts.push(`${name}:${part}`);
  }
  return `{${parts.join(',')}}`;
}

/** Orders strings by Unicode code point, where `<` would order by UTF-16 unit. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates (characters beyond U+FFFF) behind U+E000 to U+FFFF, where their code points are. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
