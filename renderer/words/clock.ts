// Words for a computer whose clock is not that of the server.

const hour = 3_600_000;
const day = 24 * hour;
const year = 365 * day;

export interface ClockWords {
  readonly title: string;
  readonly body: string;
}

/**
 * `serverAhead`: by how many milliseconds the server's clock is ahead. Null under an hour, which changes no age that
 * anybody would notice.
 */
export function clockWords(serverAhead: number): ClockWords | null {
  const difference = Math.abs(serverAhead);
  if (difference < hour) return null;
  const side = serverAhead > 0 ? 'behind' : 'ahead of';
  return {
    title: `This computer's clock is ${amount(difference)} ${side} the server's.`,
    body: "Muster counts by the server's time. If it is this computer's clock that is wrong, set it in the system's settings.",
  };
}

function amount(difference: number): string {
  if (difference < 2 * day) return plural(difference / hour, 'hour');
  return difference < 2 * year
    ? plural(difference / day, 'day')
    : plural(difference / year, 'year');
}

function plural(exact: number, unit: string): string {
  const number = Math.round(exact);
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
