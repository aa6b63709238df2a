// Waits, none of them negative or longer than a timer can hold. Where the end is a time of day, a computer's
// clock may be set while somebody waits: what is left is never longer than the longest pause that is ever made.

/** The longest pause that Muster makes by itself or on a server's word, in milliseconds. */
export const PAUSE_MAX = 600_000;

/**
 * What is left of a pause that ends at `until`, in milliseconds. Both in ms since 1970. An end that is
 * further away than any pause was made before the clock was set back, and is over.
 */
export function pauseLeft(until: number, now: number): number {
  const left = until - now;
  return left > 0 && left <= PAUSE_MAX ? left : 0;
}

/** The first of the pauses for a server that names none, in milliseconds. */
const UNNAMED_FIRST = 5_000;

/**
 * The next pause for a server that asks for one and doesn't say how long, in milliseconds: each twice as
 * long as the one before. `waited`: what the pauses for the same request add up to so far.
 */
export function unnamedPause(waited: number): number {
  return Math.min(waited + UNNAMED_FIRST, PAUSE_MAX);
}

/** The longest that a timer holds; a longer one would be over at once. In milliseconds. */
const TIMER_MAX = 2 ** 31 - 1;

/** A wait as a timer can hold it, whatever two clocks gave, in milliseconds. Not a number is no wait. */
export function boundedWait(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), TIMER_MAX);
}
