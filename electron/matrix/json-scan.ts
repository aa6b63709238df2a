// The first pass over JSON from a server: counts what it would become before anything is built.
import { Pacer } from './pacer.ts';

/** Deepest nesting that is read. The deepest answer in use (a UIA challenge) has 4. */
export const JSON_DEPTH_MAX = 32;

/** Longest string, number or blank, in UTF-16 units: parsing one can't be interrupted. */
const STRETCH_MAX = 1024 * 1024;

/** An array or object of more UTF-16 units than this is parsed in pieces. */
export const PIECE_MAX = 64 * 1024;

/** UTF-16 units between two looks at the clock. */
const STRIDE = 256 * 1024;

export interface JsonBounds {
  /** Most entries of one array or object. */
  readonly entries: number;
  /** Most values in the whole text. */
  readonly values: number;
}

export type Excess = 'too-deep' | 'too-many';

export type Scan =
  /** `large`: where each array or object of more than `pieceMax` units begins and ends. */
  | { readonly kind: 'within'; readonly large: ReadonlyMap<number, number> }
  | { readonly kind: Excess };

/** Counts brackets and commas outside of strings. Of no meaning for a text that isn't JSON. */
export async function scanJson(
  text: string,
  bounds: JsonBounds,
  pieceMax = PIECE_MAX,
): Promise<Scan> {
  const scanner = new Scanner(text, bounds, pieceMax);
  const pacer = new Pacer();
  while (!scanner.isOver) {
    const excess = scanner.run(STRIDE);
    if (excess !== null) return { kind: excess };
    if (pacer.isDue()) await pacer.pause();
  }
  return { kind: 'within', large: scanner.large };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

class Scanner {
  readonly large = new Map<number, number>();
  readonly #text: string;
  readonly #bounds: JsonBounds;
  readonly #pieceMax: number;
  /** Of the arrays and objects that are open: where they begin, and how many commas they have. */
  readonly #starts: number[] = [];
  readonly #commas: number[] = [];
  #at = 0;
  #values = 1;
  #isString = false;
  /** Where the last quote, comma or bracket is. */
  #sign = 0;

  constructor(text: string, bounds: JsonBounds, pieceMax: number) {
    this.#text = text;
    this.#bounds = bounds;
    this.#pieceMax = pieceMax;
  }

  get isOver(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next `stride` units. */
  run(stride: number): Excess | null {
    const text = this.#text;
    const end = Math.min(text.length, this.#at + stride);
    let at = this.#at;
    for (; at < end; at += 1) {
      const unit = text.charCodeAt(at);
      if (this.#isString) {
        if (unit === BACKSLASH) at += 1;
        if (unit !== QUOTE) continue;
        this.#isString = false;
      } else if (unit === QUOTE) {
        this.#isString = true;
      } else if (unit === COMMA || (unit | 0x20) === 0x7b || (unit | 0x20) === 0x7d) {
        const excess = this.#take(unit, at);
        if (excess !== null) return excess;
      } else continue;
      if (at - this.#sign > STRETCH_MAX) return 'too-many';
      this.#sign = at;
    }
    this.#at = at;
    return at - this.#sign > STRETCH_MAX ? 'too-many' : null;
  }

  /** A comma, or a bracket: `[{` and `]}` differ by one bit each. */
  #take(unit: number, at: number): Excess | null {
    const depth = this.#starts.length;
    if (unit === COMMA) {
      this.#values += 1;
      const commas = (this.#commas[depth - 1] ?? 0) + 1;
      this.#commas[depth - 1] = commas;
      if (commas >= this.#bounds.entries) return 'too-many';
    } else if ((unit | 0x20) === 0x7b) {
      if (depth === JSON_DEPTH_MAX) return 'too-deep';
      this.#values += 1;
      this.#starts.push(at);
      this.#commas[depth] = 0;
    } else {
      const start = this.#starts.pop() ?? at;
      if (at - start > this.#pieceMax) this.large.set(start, at);
    }
    return this.#values > this.#bounds.values ? 'too-many' : null;
  }
}
