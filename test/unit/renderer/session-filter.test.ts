// The filters of the list agree with the findings, and the bars of the picture with the filters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditContext, findingsOf, type FindingKind } from '../../../electron/audit/findings.ts';
import { histogramOf } from '../../../electron/audit/histogram.ts';
import type { Session } from '../../../electron/shared/model.ts';
import type { Trust } from '../../../electron/shared/trust.ts';
import {
  isInRange,
  isOnly,
  labelled,
  rangeOf,
  seenBars,
} from '../../../renderer/state/seen-bars.ts';
import {
  applyFilter,
  countTiles,
  inRange,
  inTile,
  noFilter,
  type TileFilter,
} from '../../../renderer/state/session-filter.ts';
import { sortRows, toRows } from '../../../renderer/state/session-rows.ts';
import { account, day, now, ownId, session, sessionList } from '../../fixtures/contract-data.ts';

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

const kinds: Readonly<Record<TileFilter, readonly FindingKind[]>> = {
  inactive: ['inactive'],
  'not-verified': ['not-verified', 'broken-signature'],
  new: ['new'],
};

const moment = { now, inactiveDays: 90, ownDeviceId: ownId };

describe('a tile', () => {
  it('shows exactly the sessions that have its finding', () => {
    fc.assert(
      fc.property(
        someSession,
        fc.constantFrom<TileFilter>('inactive', 'not-verified', 'new'),
        (one, tile) => {
          const context = auditContext(sessionList([one]), account(), moment, now);
          const found = findingsOf(one, context).some(({ kind }) => kinds[tile].includes(kind));
          expect(inTile(one, tile, moment)).toBe(found);
        },
      ),
    );
  });

  it('counts what it shows', () => {
    fc.assert(
      fc.property(fc.array(someSession), (sessions) => {
        const of = (tile: TileFilter): number =>
          sessions.filter((one) => inTile(one, tile, moment)).length;
        expect(countTiles(sessions, moment)).toEqual({
          all: sessions.length,
          inactive: of('inactive'),
          notVerified: of('not-verified'),
          isNew: of('new'),
          unchecked: sessions.filter(({ trust }) => trust.kind === 'unchecked').length,
        });
      }),
    );
  });
});

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

  it('keep the label of the last one, and leave room beside "unknown"', () => {
    for (const count of [13, 19, 25, 37]) {
      const labels = labelled(count);
      expect(labels[0]).toBe(count - 1);
      expect(labels.at(-1)).toBeGreaterThanOrEqual(2);
    }
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
    expect(applyFilter(rows, noFilter, moment)).toBe(rows);
  });

  it('takes tile and range together, in the order of the rows', () => {
    const seen = { unknown: true, from: 0, to: now - 300 * day };
    const ids = (tile: TileFilter | null): readonly string[] =>
      applyFilter(rows, { tile, seen }, moment).map((row) => row.session.deviceId);
    expect(ids(null)).toEqual(['OLD', 'OLDER', 'NEVER']);
    expect(ids('inactive')).toEqual(['OLD', 'OLDER']);
  });
});
