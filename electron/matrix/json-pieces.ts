// JSON.parse for long texts, in slices: what is small is given to JSON.parse many entries at a time,
// and only the arrays and objects around it are put together here.
import { PIECE_MAX } from './json-scan.ts';
import { Pacer } from './pacer.ts';

/**
 * The value that `JSON.parse` would give; rejects with a SyntaxError where it would throw one.
 * `large`: where each array or object begins and ends that is to be taken apart.
 */
export async function parsePieces(
  text: string,
  large: ReadonlyMap<number, number>,
  pieceMax = PIECE_MAX,
): Promise<unknown> {
  const start = text.search(/[^\t\n\r ]/);
  const end = large.get(start);
  if (end === undefined) return JSON.parse(text) as unknown;
  if (!isBlank(text.slice(end + 1))) throw new SyntaxError('something after the end');
  return new Pieces(text, large, pieceMax).container(start, end);
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

class Pieces {
  readonly #text: string;
  readonly #large: ReadonlyMap<number, number>;
  readonly #pieceMax: number;
  readonly #pacer = new Pacer();

  constructor(text: string, large: ReadonlyMap<number, number>, pieceMax: number) {
    this.#text = text;
    this.#large = large;
    this.#pieceMax = pieceMax;
  }

  /** The array or object between two brackets that belong together by their depth. */
  async container(start: number, end: number): Promise<unknown> {
    const parent = parentOf(this.#text.charAt(start), this.#text.charAt(end));
    let from = start + 1;
    let isEntryDue = false;
    while (from < end) {
      const { entry, stop } = this.#nextStop(from, end);
      const inner = this.#large.get(stop);
      if (inner === undefined) {
        const isEmpty = stop === end && !isEntryDue && isBlank(this.#text.slice(from, stop));
        if (!isEmpty) addMany(parent, this.#text.slice(from, stop));
        from = stop + 1;
      } else {
        if (entry > from) addMany(parent, this.#text.slice(from, entry - 1));
        parent.add(this.#text.slice(entry, stop), await this.container(stop, inner));
        from = this.#afterComma(inner + 1, end);
      }
      isEntryDue = from <= end;
      if (this.#pacer.isDue()) await this.#pacer.pause();
    }
    if (isEntryDue && from === end) throw new SyntaxError('nothing after a comma');
    return parent.value;
  }

  /**
   * The comma, outside of what is in brackets, that ends enough entries for one piece; or before it the
   * beginning of a large one; or `end`. `entry`: where the last of the entries begins.
   */
  #nextStop(from: number, end: number): { readonly entry: number; readonly stop: number } {
    const text = this.#text;
    let depth = 0;
    let isString = false;
    let entry = from;
    for (let at = from; at < end; at += 1) {
      const unit = text.charCodeAt(at);
      if (isString) {
        if (unit === BACKSLASH) at += 1;
        else if (unit === QUOTE) isString = false;
      } else if (unit === QUOTE) isString = true;
      else if ((unit | 0x20) === 0x7d) depth -= 1;
      else if ((unit | 0x20) === 0x7b) {
        if (depth === 0 && this.#large.has(at)) return { entry, stop: at };
        depth += 1;
      } else if (unit === COMMA && depth === 0) {
        if (at - from >= this.#pieceMax) return { entry, stop: at };
        entry = at + 1;
      }
    }
    return { entry, stop: end };
  }

  /** Behind the comma that follows; behind `end` where nothing does. */
  #afterComma(from: number, end: number): number {
    const next = from + this.#text.slice(from, end).search(/[^\t\n\r ]/);
    if (next < from) return end + 1;
    if (this.#text.charCodeAt(next) !== COMMA) throw new SyntaxError('two entries without a comma');
    return next + 1;
  }
}

/** What is put together. `head`: what stands before a large value: its name and a colon, or blank. */
interface Parent {
  readonly value: unknown;
  addMany(entries: string): void;
  add(head: string, value: unknown): void;
}

/** Of one entry or more, with the commas between them. */
function addMany(parent: Parent, entries: string): void {
  if (isBlank(entries)) throw new SyntaxError('nothing where an entry should be');
  parent.addMany(entries);
}

function parentOf(opening: string, closing: string): Parent {
  if (opening === '[' && closing === ']') return new ArrayParent();
  if (opening === '{' && closing === '}') return new ObjectParent();
  throw new SyntaxError('brackets that do not belong together');
}

class ArrayParent implements Parent {
  readonly value: unknown[] = [];

  addMany(entries: string): void {
    for (const entry of JSON.parse(`[${entries}]`) as unknown[]) this.value.push(entry);
  }

  add(head: string, value: unknown): void {
    if (!isBlank(head)) throw new SyntaxError('something before an entry');
    this.value.push(value);
  }
}

class ObjectParent implements Parent {
  readonly value: Record<string, unknown> = {};

  addMany(entries: string): void {
    const members: object = JSON.parse(`{${entries}}`) as object;
    for (const [name, value] of Object.entries(members)) this.#define(name, value);
  }

  add(head: string, value: unknown): void {
    const colon = head.lastIndexOf(':');
    if (colon < 0 || !isBlank(head.slice(colon + 1))) throw new SyntaxError('no name');
    const name: unknown = JSON.parse(head.slice(0, colon));
    if (typeof name !== 'string') throw new SyntaxError('a name that is no string');
    this.#define(name, value);
  }

  /** As JSON.parse does it: `__proto__` is a name like any other. */
  #define(name: string, value: unknown): void {
    if (name !== '__proto__') this.value[name] = value;
    else
      Object.defineProperty(this.value, name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
  }
}

function isBlank(text: string): boolean {
  return /^[\t\n\r ]*$/.test(text);
}
