// The timeline's picture stays within its frame, and says nothing where nothing is known.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelinePicture } from '../../../renderer/components/timeline-picture.ts';
import { day, hour, now, timeline } from '../../fixtures/contract-data.ts';

const someDays = fc.uniqueArray(fc.nat(1_500), { maxLength: 800 }).chain((ago) =>
  fc.tuple(
    ...ago
      .toSorted((a, b) => b - a)
      .map((days) =>
        fc.record({
          at: fc.constant(now - days * day),
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
        const picture = timelinePicture({ step: 'day', points: days }, now, width, 132);
        for (const bar of picture.bars) {
          expect(bar.x).toBeGreaterThanOrEqual(-4);
          expect(bar.x + bar.width).toBeLessThanOrEqual(width + 4);
          expect(bar.y).toBeGreaterThan(picture.floor);
          expect(bar.y + bar.height).toBeLessThanOrEqual(132);
        }
        for (const { y } of picture.points) {
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
      at: now - index * day,
      sessions,
      appeared: 0,
      gone: 0,
      signedOut: 0,
    });
    const picture = timelinePicture(
      { step: 'day', points: [at(9, 5), at(6, null), at(3, 7)] },
      now,
      800,
      132,
    );
    expect(picture.lines).toHaveLength(2);
    expect(picture.points.map(({ y }) => y === null)).toEqual([false, true, false]);
    expect(timelinePicture({ step: 'day', points: [] }, now, 800, 132).lines).toEqual([]);
  });

  it('shows each kind of change', () => {
    const kinds = new Set(timelinePicture(timeline, now, 800, 132).bars.map((bar) => bar.kind));
    expect(kinds).toEqual(new Set(['came', 'went', 'ended']));
  });

  it('writes round numbers and times at its sides, within the frame and in their order', () => {
    const point = { at: now - 5 * hour, sessions: 371, appeared: 3, gone: 0, signedOut: 157 };
    const picture = timelinePicture({ step: 'hour', points: [point] }, now, 800, 132);
    expect(picture.levels.map(({ sessions }) => sessions)).toEqual([0, 200]);
    expect(picture.levels[0]?.y).toBe(picture.floor);
    expect(picture.mostChanges).toBe(157);
    expect(picture.times.at(0)?.at).toBe(point.at);
    expect(picture.times.at(-1)?.at).toBe(now);
    expect(picture.times.every(({ x }) => x >= 48 && x <= 800)).toBe(true);
  });
});
