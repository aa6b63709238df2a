import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffSessions } from '../../../../electron/core/changes/device-diff.ts';
import { historyOf, type HistoryEntry } from '../../../../electron/core/changes/history-diff.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Session } from '../../../../electron/shared/model.ts';
import { session } from '../fake-core.ts';

const DAY = 86_400_000;

type Sessions = ReadonlyMap<DeviceId, Session>;

const mapOf = (sessions: readonly Session[]): Sessions =>
  new Map(sessions.map((each) => [each.deviceId, each]));

function told(
  before: readonly Session[],
  after: readonly Session[],
  isPending: (deviceId: DeviceId) => boolean = () => false,
  isKnown: (deviceId: DeviceId) => boolean = () => false,
): readonly HistoryEntry[] {
  const known = mapOf(before);
  const context = { at: 5, inactiveDays: 90, isPending, isKnown };
  return historyOf(known, diffSessions(known, after), context);
}

const someSession = fc
  .record({
    deviceId: fc.constantFrom('A', 'B', 'C', 'D', '__proto__', 'a\0'),
    displayName: fc.option(fc.constantFrom('x', 'y', '\ud800')),
    lastSeenIp: fc.option(fc.constantFrom('::1', '10.0.0.1')),
    lastSeenAt: fc.option(fc.nat(200).map((days) => days * DAY)),
  })
  .map(({ deviceId, ...part }) => session(deviceId, part));

const someList = fc.uniqueArray(someSession, { selector: ({ deviceId }) => deviceId });

/** The names that somebody has who knew the first list and reads the events. */
function replay(before: readonly Session[], entries: readonly HistoryEntry[]) {
  const names = new Map<DeviceId | null, string | null>(
    before.map(({ deviceId, displayName }) => [deviceId, displayName]),
  );
  for (const { deviceId, displayName, change } of entries) {
    if (change.kind === 'appeared') names.set(deviceId, displayName);
    if (change.kind === 'gone' || change.kind === 'signed-out') names.delete(deviceId);
    if (change.kind === 'renamed') {
      expect(names.get(deviceId)).toBe(change.from);
      names.set(deviceId, change.to);
    }
  }
  return names;
}

describe('the history between two lists', () => {
  it('leads from the first to the second, whatever they are and whoever left', () => {
    fc.assert(
      fc.property(someList, someList, fc.boolean(), (before, after, leaving) => {
        const entries = told(before, after, () => leaving);
        expect(replay(before, entries)).toEqual(
          new Map(after.map(({ deviceId, displayName }) => [deviceId, displayName])),
        );
        const kinds = new Set(entries.map(({ change }) => change.kind));
        expect(kinds.has(leaving ? 'gone' : 'signed-out')).toBe(false);
      }),
    );
  });

  it('is empty between two that are the same', () => {
    fc.assert(fc.property(someList, (list) => told(list, list.toReversed()).length === 0));
  });

  it('has the name that the session had, and the time of the reading', () => {
    expect(told([session('A', { displayName: 'Old' })], [])).toEqual([
      { deviceId: 'A', displayName: 'Old', at: 5, change: { kind: 'gone' } },
    ]);
  });

  const changes = (before: Partial<Session>, after: Partial<Session>) =>
    told([session('A', before)], [session('A', after)]).map(({ change }) => change);

  it.each([
    [null, '::1', false],
    ['::1', null, false],
    ['::1', '::1', false],
    ['::1', '::2', true],
  ])('of an address: from %s to %s', (from, to, isChange) => {
    const change = { kind: 'address-changed', from, to };
    expect(changes({ lastSeenIp: from }, { lastSeenIp: to })).toEqual(isChange ? [change] : []);
  });

  it.each([
    [null, 91 * DAY, false],
    [DAY, 91 * DAY, false],
    [DAY, 91 * DAY + 1, true],
    [91 * DAY + 1, DAY, false],
    [DAY, null, false],
  ])('of a long absence: seen at %s, then at %s', (from, to, isChange) => {
    const change = { kind: 'seen-again', previouslyAt: from };
    expect(changes({ lastSeenAt: from }, { lastSeenAt: to })).toEqual(isChange ? [change] : []);
  });

  it('of trust, but never from or to “unchecked”', () => {
    const key = { fingerprint: 'K' };
    const states = [
      { kind: 'unchecked' },
      { kind: 'verified', ...key },
      { kind: 'not-verified', ...key },
      { kind: 'no-encryption' },
    ] as const;
    for (const from of states) {
      for (const to of states) {
        const isChange = from !== to && ![from.kind, to.kind].includes('unchecked');
        expect(changes({ trust: from }, { trust: to })).toEqual(
          isChange ? [{ kind: 'trust-changed', from: from.kind, to: to.kind }] : [],
        );
      }
    }
  });

  it('says nothing of what the user does, nor of a look', () => {
    expect(
      changes({ isNew: true, previousIp: '::1' }, { pinned: true, note: 'x', previousIp: null }),
    ).toEqual([]);
  });
});
