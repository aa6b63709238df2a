// Public keys, short enough for a line. Whole ones are grouped in audit/words.ts.

/** The first eight characters in groups of four: "lK9d-4fQz". */
export function shortKey(key: string): string {
  return `${key.slice(0, 4)}-${key.slice(4, 8)}`;
}
