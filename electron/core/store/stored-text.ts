// How hostile text goes into a SQLite column and comes back unchanged. The driver cuts a string at
// NUL and replaces lone surrogates, which would make two device ids one.

// With the u flag, \p{Surrogate} matches only surrogates that stand alone.
const unstorable = /[\\\0\p{Surrogate}]/gu;
const escaped = /\\([0-9a-f]{4})/g;

/** Writes what a column can't hold, and the backslash, as `\` and four hex digits. */
export function toStoredText(text: string): string {
  return text.replace(
    unstorable,
    (unit) => `\\${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The inverse of `toStoredText`. */
export function fromStoredText(stored: string): string {
  return stored.replace(escaped, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
