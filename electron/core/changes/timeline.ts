// The picture of accounts over time: comings and goings by local day, or by hour while the history is
// young, and how many sessions each of them ended with. Pure but for the computer's time zone.
import type { Timeline, TimelinePoint } from '../../shared/history.ts';

/** Milliseconds; every time zone is a whole number of these away from UTC. */
export const BUCKET = 900_000;

const POINTS_MAX = 800;

/** What changes the number of sessions. */
export const bucketKinds = ['appeared', 'listed-again', 'gone', 'signed-out'] as const;

/** How many events of a kind there were from `at` on, for the length of a bucket. */
export interface HistoryBucket {
  readonly at: number;
  readonly kind: (typeof bucketKinds)[number];
  readonly count: number;
}

type Counts = Pick<TimelinePoint, 'appeared' | 'gone' | 'signedOut'> & {
  readonly listedAgain: number;
};

/** So long a history is told by the hour; in days, it would be a block or two. */
const YOUNG = 48 * 3_600_000;

/**
 * The newest 800 days that had news, or hours. `sessionsNow`: how many there are after all of the events,
 * from which it is counted back; null where that is unknown. `now`: in milliseconds since 1970.
 */
export function timelineOf(
  buckets: readonly HistoryBucket[],
  sessionsNow: number | null,
  now: number,
): Timeline {
  const oldest = buckets.reduce((least, { at }) => Math.min(least, at), now);
  const step = now - oldest < YOUNG ? 'hour' : 'day';
  const beginning = step === 'hour' ? beginningOfHour : beginningOfDay;
  const counted = new Map<number, Counts>();
  for (const bucket of buckets) {
    const at = beginning(bucket.at);
    counted.set(at, plus(counted.get(at), bucket));
  }
  const newestFirst = [...counted].sort(([a], [b]) => b - a).slice(0, POINTS_MAX);
  let sessions = sessionsNow;
  const points = newestFirst.map(([at, { listedAgain, ...counts }]) => {
    const atItsEnd = sessions === null ? null : Math.max(0, sessions);
    if (sessions !== null) {
      sessions -= counts.appeared + listedAgain - counts.gone - counts.signedOut;
    }
    return { at, sessions: atItsEnd, ...counts };
  });
  return { step, points: points.reverse() };
}

const noCounts: Counts = { appeared: 0, listedAgain: 0, gone: 0, signedOut: 0 };

function plus(before: Counts | undefined, { kind, count }: HistoryBucket): Counts {
  const { appeared, listedAgain, gone, signedOut } = before ?? noCounts;
  return {
    appeared: appeared + (kind === 'appeared' ? count : 0),
    listedAgain: listedAgain + (kind === 'listed-again' ? count : 0),
    gone: gone + (kind === 'gone' ? count : 0),
    signedOut: signedOut + (kind === 'signed-out' ? count : 0),
  };
}

function beginningOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

function beginningOfHour(time: number): number {
  return new Date(time).setMinutes(0, 0, 0);
}
