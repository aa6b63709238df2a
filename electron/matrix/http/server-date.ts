// When an answer was made, by the clock of who made it: the `Date` header (RFC 9110, section 6.6.1).
import type { Clock, Fetch } from '../types.ts';
import type { ServerClock } from '../server-clock.ts';

/** No Matrix server is older; a clock that says so has never been set. */
const FIRST = Date.UTC(2014, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

/**
 * Milliseconds since 1970. Null for what isn't exactly one date of the form that every server must send, for one
 * that can't be, and for an answer that a cache kept: its date is that of its making.
 */
export function serverDate(headers: Headers): number | null {
  const date = headers.get('date') ?? '';
  const time = Date.parse(date);
  if (!(time >= FIRST && time < LAST) || new Date(time).toUTCString() !== date) return null;
  return (headers.get('age') ?? '0') === '0' ? time : null;
}

/** Lets a server's clock hear the dates of its answers. Refusals don't count: others than the server send such, too. */
export function hearingDates(
  fetch: Fetch,
  local: Pick<Clock, 'now'>,
  baseUrl: string,
  serverClock: ServerClock,
): Fetch {
  return async (url, init) => {
    const sentAt = local.now();
    const response = await fetch(url, init);
    const date = response.ok && url.startsWith(`${baseUrl}/`) ? serverDate(response.headers) : null;
    if (date !== null) serverClock.hear({ date, sentAt, receivedAt: local.now() });
    return response;
  };
}
