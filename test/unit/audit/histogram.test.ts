import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../../electron/audit/histogram.ts';
import { anySessions, DAY, NOW, session } from './fixtures.ts';

const monthOf = (year: number, month: number) => new Date(year, month, 1).getTime();

describe('the histogram', () => {
  it('has local calendar months, the older ones in the first, and the unknown apart', () => {
    const at = (lastSeenAt: number | null, index: number) => session(`D${index}`, { lastSeenAt });
    const histogram = histogramOf(
      [
        null,
        NOW,
        NOW + DAY,
        monthOf(2026, 10),
        monthOf(2026, 10) - 1,
        monthOf(2026, 9),
        monthOf(2026, 8),
        monthOf(2019, 0),
      ].map(at),
      NOW,
      3,
    );
    expect(histogram).toEqual({
      unknown: 1,
      buckets: [
        { from: 0, to: monthOf(2026, 9), count: 2 },
        { from: monthOf(2026, 9), to: monthOf(2026, 10), count: 2 },
        { from: monthOf(2026, 10), to: monthOf(2026, 11), count: 3 },
      ],
    });
  });

  it('loses nobody: each bucket counts exactly those between its ends', () => {
    fc.assert(
      fc.property(anySessions, fc.integer({ min: 1, max: 40 }), (sessions, months) => {
        const { unknown, buckets } = histogramOf(sessions, NOW, months);
        expect(buckets).toHaveLength(months);
        expect(buckets.reduce((sum, { count }) => sum + count, unknown)).toBe(sessions.length);
        for (const { from, to, count } of buckets) {
          const inside = sessions.filter(
            ({ lastSeenAt }) => lastSeenAt !== null && lastSeenAt >= from && lastSeenAt < to,
          );
          expect(inside).toHaveLength(count);
        }
      }),
    );
  });

  it('has a place for a clock that is ahead on the last day of a month', () => {
    const lastEvening = new Date(2026, 10, 30, 23).getTime();
    const ahead = session('D', { lastSeenAt: lastEvening + DAY });
    expect(histogramOf([ahead], lastEvening, 2).buckets[1]?.count).toBe(1);
  });
});
