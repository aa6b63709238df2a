// The filters of the list agree with the findings, and the bars of the picture with the filters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../../electron/audit/histogram.ts';
import type { Session } from '../../../electron/shared/model.ts';
import type { Trust } from '../../../electron/shared/trust.ts';
import { isInRange, isOnly, rangeOf, seenBars } from '../../../renderer/state/seen-bars.ts';
import { applyFilter, inRange } from '../../../renderer/state/session-filter.ts';
import { sortRows, toRows } from '../../../renderer/state/session-rows.ts';
import { day, deviceId, now, ownId, session } from '../../fixtures/contract-data.ts';

const trusts: readonly Trust[] = [
  { kind: 'verified', fingerprint: 'x' },
  { kind: 'not-verified', fingerprint: 'x' },
  { kind: 'broken-signature' },
  { kind: 'no-encryption' },
  { kind: 'unchecked' },
];

const someSession = fc
  .record({
    own: fc.boolean(),
    lastSeenAt: fc.option(fc.integer({ min: now - 1_500 * day, max: now + day })),
    trust: fc.constantFrom(...trusts),
    dehydrated: fc.boolean(),
    isNew: fc.boolean(),
  })
  .map(({ own, ...changes }) => session(own ? ownId : 'A', changes));

describe('the bars', () => {
  const bars = (sessions: readonly Session[]) => {
    const histogram = histogramOf(sessions, now, 24);
    return seenBars(histogram, histogram);
  };

  it('together filter nothing away, and each filters what it counts', () => {
    fc.assert(
      fc.property(fc.array(someSession, { minLength: 1 }), fc.nat(24), (sessions, index) => {
        const all = bars(sessions);
        const everything = rangeOf(all, all.length - 1, 0);
        expect(sessions.every((one) => inRange(one, everything))).toBe(true);
        const one = rangeOf(all, index, index);
        expect(sessions.filter((other) => inRange(other, one))).toHaveLength(
          all[index]?.count ?? -1,
        );
        expect(isOnly(all, index, one)).toBe(true);
      }),
    );
  });

  it('are in the range that was made of them, and no others', () => {
    const all = bars([]);
    const range = rangeOf(all, 20, 3);
    expect(all.map((bar) => isInRange(bar, range))).toEqual(
      all.map((_, index) => index >= 3 && index <= 20),
    );
    expect(rangeOf(all, 3, 20)).toEqual(range);
    expect(rangeOf(all, 0, 0)).toEqual({ unknown: true, from: 0, to: 0 });
  });
});

describe('applyFilter', () => {
  const rows = sortRows(
    toRows([
      session('OLD', { lastSeenAt: now - 400 * day }),
      session('OLDER', { lastSeenAt: now - 800 * day }),
      session('TODAY', { lastSeenAt: now }),
      session('NEVER', { lastSeenAt: null }),
    ]),
    { column: 'last-seen', direction: 'descending' },
  );

  it('is all of it where nothing is asked', () => {
    expect(applyFilter(rows, null, null)).toBe(rows);
  });

  it('takes what is meant and a range together, in the order of the rows', () => {
    const seen = { unknown: true, from: 0, to: now - 300 * day };
    const meant = new Set([deviceId('OLDER'), deviceId('OLD'), deviceId('TODAY')]);
    const ids = (only: typeof meant | null): readonly string[] =>
      applyFilter(rows, only, seen).map((row) => row.session.deviceId);
    expect(ids(null)).toEqual(['OLD', 'OLDER', 'NEVER']);
    expect(ids(meant)).toEqual(['OLD', 'OLDER']);
    expect(ids(new Set())).toEqual([]);
  });
});
