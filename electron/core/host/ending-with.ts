import type { Fetch } from '../../matrix/types.ts';

/** The same `fetch`, whose requests also end when Muster quits. */
export function endingWith(quitting: AbortSignal, fetch: Fetch): Fetch {
  return (url, init) =>
    fetch(url, {
      ...init,
      signal: init.signal ? AbortSignal.any([init.signal, quitting]) : quitting,
    });
}
