// The picture of an account over time: its comings and goings by local day, and how many sessions
// each day ended with. Pure but for the computer's time zone.
import type { TimelineDay } from '../../shared/history.ts';

/** Milliseconds; every time zone is a whole number of these away from UTC. */
export const BUCKET = 900_000;

const DAYS_MAX = 800;

/** What changes the number of sessions. */
export const bucketKinds = ['appeared', 'listed-again', 'gone', 'signed-out'] as const;

/** How many events of a kind there were from `at` on, for the length of a bucket. */
export interface HistoryBucket {
  readonly at: number;
  readonly kind: (typeof bucketKinds)[number];
  readonly count: number;
}

type Counts = Pick<TimelineDay, 'appeared' | 'gone' | 'signedOut'> & {
  readonly listedAgain: number;
};

/**
 * The newest 800 days that had news, oldest first. `sessionsNow`: how many there are after all of
 * the events, from which the days are counted back; null where that is unknown.
 */
export function timelineOf(
  buckets: readonly HistoryBucket[],
  sessionsNow: number | null,
): readonly TimelineDay[] {
  const counted = new Map<number, Counts>();
  for (const bucket of buckets) {
    const day = beginningOfDay(bucket.at);
    counted.set(day, plus(counted.get(day), bucket));
  }
  const newestFirst = [...counted].sort(([a], [b]) => b - a).slice(0, DAYS_MAX);
  let sessions = sessionsNow;
  const days = newestFirst.map(([day, { listedAgain, ...counts }]) => {
    const atItsEnd = sessions === null ? null : Math.max(0, sessions);
    if (sessions !== null) {
      sessions -= counts.appeared + listedAgain - counts.gone - counts.signedOut;
    }
    return { day, sessions: atItsEnd, ...counts };
  });
  return days.reverse();
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
