// The passes over a list: order, search, deltas; and that they stay fast on 100,000 sessions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session, Settings, SortColumn } from '../../../electron/shared/model.ts';
import type { Trust } from '../../../electron/shared/trust.ts';
import {
  applyDelta,
  filterRows,
  judgeDelta,
  sortRows,
  toRows,
} from '../../../renderer/state/session-rows.ts';
import { deviceId, manySessions, session } from '../../fixtures/contract-data.ts';

function sorted(sessions: readonly Session[], sort: Settings['sort']): readonly string[] {
  return sortRows(toRows(sessions), sort).map((row) => row.session.deviceId);
}

const fixed = {
  dehydrated: fc.constant(false),
  client: fc.constant(null),
  firstSeenAt: fc.constant(0),
  isNew: fc.constant(false),
  previousIp: fc.constant(null),
  pinned: fc.constant(false),
  note: fc.constant(null),
};

const someSessions = fc.uniqueArray(
  fc.record({
    ...fixed,
    deviceId: fc.string({ minLength: 1, maxLength: 4 }).map(deviceId),
    trust: fc.constantFrom<Trust>(
      { kind: 'no-encryption' },
      { kind: 'unchecked' },
      { kind: 'broken-signature' },
      { kind: 'verified', fingerprint: 'x' },
    ),
    displayName: fc.option(fc.constantFrom('a', 'A', 'b 2', 'b 10', 'ä')),
    lastSeenAt: fc.option(fc.integer({ min: 1, max: 5 })),
    lastSeenIp: fc.option(fc.constantFrom('9.9.9.9', '10.0.0.1', '::1')),
  }),
  { selector: (one) => one.deviceId },
);

describe('sortRows', () => {
  const three = [
    session('A', { lastSeenAt: 5, displayName: 'b', lastSeenIp: '10.0.0.1' }),
    session('B', { lastSeenAt: null, displayName: null, lastSeenIp: null }),
    session('C', { lastSeenAt: 9, displayName: 'a', lastSeenIp: '9.0.0.1' }),
  ];

  it.each([
    ['last-seen', 'descending', ['C', 'A', 'B']],
    ['last-seen', 'ascending', ['A', 'C', 'B']],
    ['name', 'ascending', ['C', 'A', 'B']],
    ['name', 'descending', ['A', 'C', 'B']],
    ['address', 'ascending', ['C', 'A', 'B']],
    ['address', 'descending', ['A', 'C', 'B']],
  ] as const)('by %s, %s: unknown values last', (column, direction, order) => {
    expect(sorted(three, { column, direction })).toEqual(order);
  });

  it('is a total order: the same whatever order the server gave', () => {
    fc.assert(
      fc.property(
        someSessions,
        fc.constantFrom<SortColumn>('name', 'last-seen', 'address', 'trust'),
        fc.constantFrom('ascending' as const, 'descending' as const),
        (sessions, column, direction) => {
          const sort = { column, direction };
          expect(sorted([...sessions].reverse(), sort)).toEqual(sorted(sessions, sort));
        },
      ),
    );
  });
});

describe('filterRows', () => {
  const rows = sortRows(
    toRows([
      session('ABC', { displayName: 'Café phone', lastSeenIp: '203.0.113.7' }),
      session('XYZ', { displayName: null, lastSeenIp: null, note: 'Grandma’s tablet' }),
    ]),
    { column: 'name', direction: 'ascending' },
  );
  const found = (query: string): readonly string[] =>
    filterRows(rows, query).map((row) => row.session.deviceId);

  it.each([
    ['CAFÉ', ['ABC']],
    ['cafe\u0301', ['ABC']],
    ['xy', ['XYZ']],
    ['203.0', ['ABC']],
    ['  phone ', ['ABC']],
    ['TABLET', ['XYZ']],
    ['nowhere', []],
  ])('%j', (query, ids) => {
    expect(found(query)).toEqual(ids);
  });

  it('does not match across name and id', () => {
    expect(found('phoneabc')).toEqual([]);
  });
});

describe('deltas', () => {
  it('replaces, adds and removes by id', () => {
    const rows = applyDelta(toRows([session('A'), session('B')]), {
      upserted: [session('B', { displayName: 'renamed' }), session('__proto__')],
      removed: [deviceId('A')],
    });
    expect([...rows.keys()]).toEqual(['B', '__proto__']);
    expect(rows.get(deviceId('B'))?.session.displayName).toBe('renamed');
  });

  it('keeps the same rows when only the state of the list has changed', () => {
    const rows = toRows([session('A')]);
    expect(applyDelta(rows, { upserted: [], removed: [] })).toBe(rows);
  });

  it.each([
    [3, 4, 'apply'],
    [3, 3, 'apply'],
    [2, 3, 'ignore'],
    [4, 5, 'reopen'],
    [2, 4, 'reopen'],
  ] as const)('from %i to %i, at 3: %s', (baseRevision, revision, verdict) => {
    expect(judgeDelta({ baseRevision, revision }, 3)).toBe(verdict);
  });
});

describe('100,000 sessions', () => {
  it('are ordered and searched whole', () => {
    const sessions = manySessions(100_000);
    const rows = sortRows(toRows(sessions), { column: 'last-seen', direction: 'descending' });
    const found = filterRows(rows, 'pixel 6 8');
    expect(rows).toHaveLength(100_000);
    expect(found.length).toBeGreaterThan(0);
  });
});
