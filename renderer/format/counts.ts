// Numbers with their noun, and how long a text is.

const number = new Intl.NumberFormat('en');

/** "1,806". */
export function count(n: number): string {
  return number.format(n);
}

/** "1 session", "1,806 sessions". */
export function sessionCount(n: number): string {
  return `${number.format(n)} ${n === 1 ? 'session' : 'sessions'}`;
}

/** Length in code points, as servers count. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}
