// How many sessions were last seen in each month: the picture over the list, and a filter.
import type { Session } from '../shared/model.ts';

export interface Histogram {
  /** Last seen is unknown: in no bucket. */
  readonly unknown: number;
  /** Oldest first, without gaps: each one's `to` is the next one's `from`. */
  readonly buckets: readonly HistogramBucket[];
}

/** A local calendar month: `from` <= last seen < `to`, milliseconds since 1970. */
export interface HistogramBucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Servers' clocks may run ahead; the list takes last-seen times up to a day in the future. */
const AHEAD = 86_400_000;

/**
 * The last `months` months, this one included. The first bucket holds everything older too (its
 * `from` is 0); the last one reaches over a day past `now`. So every known time is in one bucket.
 */
export function histogramOf(sessions: readonly Session[], now: number, months: number): Histogram {
  const starts = monthStarts(now, months);
  const counts = starts.map(() => 0);
  let unknown = 0;
  for (const { lastSeenAt } of sessions) {
    if (lastSeenAt === null) unknown += 1;
    else {
      const index = bucketOf(starts, lastSeenAt);
      counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  const end = Math.max(monthStart(now, 1), now + AHEAD + 1);
  const buckets = counts.map((count, index) => ({
    from: index === 0 ? 0 : (starts[index] ?? 0),
    to: starts[index + 1] ?? end,
    count,
  }));
  return { unknown, buckets };
}

function monthStarts(now: number, months: number): readonly number[] {
  return Array.from({ length: months }, (_, index) => monthStart(now, index + 1 - months));
}

function monthStart(now: number, offset: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth() + offset, 1).getTime();
}

/** The last start at or before `time`, or 0. */
function bucketOf(starts: readonly number[], time: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}
