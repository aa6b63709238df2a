// Finds any of many thousand byte strings in one pass over a buffer. Pure; knows nothing of secrets.

export interface Pattern<Value> {
  /** At least four. */
  readonly bytes: Buffer;
  readonly value: Value;
}

export interface Hit<Value> {
  readonly value: Value;
  /** In bytes. */
  readonly at: number;
}

/** Each place where a pattern stands, overlapping ones included. */
export type Search<Value> = (content: Buffer) => readonly Hit<Value>[];

interface Anchored<Value> extends Pattern<Value> {
  /** Where its anchor stands within the pattern. */
  readonly offset: number;
}

/** How many bytes an anchor has: they fit a number. */
const WINDOW = 4;
/** One bit for each hash of an anchor: two megabytes, which stay in the processor's cache. */
const HASH_BITS = 24;

/**
 * Each pattern is known by four of its bytes, the rarest among all patterns. A bit table says for
 * nearly every place of the content that none of them stands there; the rest is compared.
 */
export function createSearch<Value>(patterns: readonly Pattern<Value>[]): Search<Value> {
  const anchors = anchor(patterns);
  const table = new Uint8Array(2 ** HASH_BITS / 8);
  for (const window of anchors.keys()) table[hash(window) >>> 3]! |= 1 << (hash(window) & 7);
  return (content) => {
    const hits: Hit<Value>[] = [];
    let window = 0;
    for (let end = 0; end < content.length; end += 1) {
      window = (window << 8) | content[end]!;
      const place = hash(window);
      if ((table[place >>> 3]! & (1 << (place & 7))) === 0) continue;
      for (const { bytes, offset, value } of anchors.get(window) ?? []) {
        const at = end - WINDOW + 1 - offset;
        if (at >= 0 && content.subarray(at, at + bytes.length).equals(bytes))
          hits.push({ value, at });
      }
    }
    return hits;
  };
}

function anchor<Value>(
  patterns: readonly Pattern<Value>[],
): ReadonlyMap<number, readonly Anchored<Value>[]> {
  const uses = new Map<number, number>();
  for (const { bytes } of patterns)
    for (const window of windowsOf(bytes)) uses.set(window, (uses.get(window) ?? 0) + 1);
  const anchors = new Map<number, Anchored<Value>[]>();
  for (const pattern of patterns) {
    const windows = windowsOf(pattern.bytes);
    const counts = windows.map((window) => uses.get(window) ?? 0);
    const offset = counts.indexOf(Math.min(...counts));
    const window = windows[offset];
    if (window === undefined) throw new Error('a pattern is too short');
    const there = anchors.get(window) ?? [];
    there.push({ ...pattern, offset });
    anchors.set(window, there);
  }
  return anchors;
}

function windowsOf(bytes: Buffer): readonly number[] {
  const count = Math.max(0, bytes.length - WINDOW + 1);
  return Array.from({ length: count }, (_, start) => bytes.readInt32BE(start));
}

function hash(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - HASH_BITS);
}
