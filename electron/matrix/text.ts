// Bounds for text that a server wrote. Says nothing about what the text means.

const SERVER_TEXT_MAX = 300;

/** The first `max` UTF-16 units, one less where the cut would split a surrogate pair. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** Untrusted prose for display: null where it is absent, empty or no string. */
export function readText(value: unknown, max: number): string | null {
  return typeof value === 'string' && value !== '' ? cutText(value, max) : null;
}

/** What a server says of an error, to be shown as a quotation: cut to 300 UTF-16 units. */
export function readServerText(value: unknown): string | null {
  return readText(value, SERVER_TEXT_MAX);
}
