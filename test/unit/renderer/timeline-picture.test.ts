// The timeline's picture stays within its frame, and says nothing where nothing is known.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelinePicture } from '../../../renderer/components/timeline-picture.ts';
import { day, now, timelineDays } from '../../fixtures/contract-data.ts';

const someDays = fc.uniqueArray(fc.nat(1_500), { maxLength: 800 }).chain((ago) =>
  fc.tuple(
    ...ago
      .toSorted((a, b) => b - a)
      .map((days) =>
        fc.record({
          day: fc.constant(now - days * day),
          sessions: fc.option(fc.nat(100_000)),
          appeared: fc.nat(5_000),
          gone: fc.nat(5_000),
          signedOut: fc.nat(5_000),
        }),
      ),
  ),
);

describe('timelinePicture', () => {
  it('draws inside its frame, whatever the numbers', () => {
    fc.assert(
      fc.property(someDays, fc.integer({ min: 320, max: 2_000 }), (days, width) => {
        const picture = timelinePicture(days, now, width, 132);
        for (const bar of picture.bars) {
          expect(bar.x).toBeGreaterThanOrEqual(-4);
          expect(bar.x + bar.width).toBeLessThanOrEqual(width + 4);
          expect(bar.y).toBeGreaterThan(picture.floor);
          expect(bar.y + bar.height).toBeLessThanOrEqual(132);
        }
        for (const { y } of picture.days) {
          if (y === null) continue;
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(picture.floor);
        }
        expect([...picture.lines, ...picture.areas].join('')).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 40 },
    );
  });

  it('breaks the line where the number of sessions is unknown', () => {
    const at = (index: number, sessions: number | null) => ({
      day: now - index * day,
      sessions,
      appeared: 0,
      gone: 0,
      signedOut: 0,
    });
    const picture = timelinePicture([at(9, 5), at(6, null), at(3, 7)], now, 800, 132);
    expect(picture.lines).toHaveLength(2);
    expect(picture.days.map(({ y }) => y === null)).toEqual([false, true, false]);
    expect(timelinePicture([], now, 800, 132).lines).toEqual([]);
  });

  it('shows each kind of change', () => {
    const kinds = new Set(timelinePicture(timelineDays, now, 800, 132).bars.map((bar) => bar.kind));
    expect(kinds).toEqual(new Set(['came', 'went', 'ended']));
  });
});
