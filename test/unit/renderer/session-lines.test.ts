// Groups: nothing is lost in them, their order is the list's, and a range takes what it shows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../renderer/state/group-summary.ts';
import { shareOf, withRange } from '../../../renderer/state/selection-sets.ts';
import {
  groupRows,
  isLine,
  keyOf,
  linesOf,
  parentOf,
  rowOf,
  rowsBehind,
  type Line,
} from '../../../renderer/state/session-lines.ts';
import { toRow, type Row } from '../../../renderer/state/session-rows.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import { day, deviceId, now, session, verified } from '../../fixtures/contract-data.ts';

/** Rows by label: "a b a" is three sessions of two labels; "-" is none. */
function listed(text: string): { rows: Row[]; labels: Map<DeviceId, string | null> } {
  const words = text.split(' ').filter((word) => word !== '');
  const rows = words.map((_, index) => toRow(session(`S${index}`)));
  const labels = new Map(
    words.map((word, index) => [deviceId(`S${index}`), word === '-' ? null : word]),
  );
  return { rows, labels };
}

function linesFor(text: string, ...open: readonly (string | null)[]): readonly Line[] {
  const { rows, labels } = listed(text);
  const labelOf = (row: Row) => labels.get(row.session.deviceId) ?? null;
  return linesOf(groupRows(rows, labelOf), new Set(open));
}

function told(line: Line): string {
  if (line.kind === 'group') return `${line.open ? '▾' : '▸'}${line.group.label ?? '-'}`;
  return `${line.kind === 'member' ? ' ' : ''}${rowOf(line)?.session.deviceId ?? ''}`;
}

describe('groups', () => {
  it('stand where their first session would, and one session is no group', () => {
    expect(linesFor('a b a - c -').map(told)).toEqual(['▸a', 'S1', '▸-', 'S4']);
  });

  it('open to their sessions, in the order of the list', () => {
    expect(linesFor('a b a -', 'a').map(told)).toEqual(['▾a', ' S0', ' S2', 'S1', 'S3']);
    expect(linesFor('- a -', null).map(told)).toEqual(['▾-', ' S0', ' S2', 'S1']);
  });

  it('lose nothing and double nothing, whatever is open', () => {
    const word = fc.constantFrom('a', 'b', 'c', '-');
    fc.assert(
      fc.property(fc.array(word), fc.array(word), (words, open) => {
        const lines = linesFor(words.join(' '), ...open.map((one) => (one === '-' ? null : one)));
        const ids = lines.flatMap(rowsBehind).map((row) => row.session.deviceId);
        expect(ids.toSorted()).toEqual(words.map((_, index) => `S${index}`).toSorted());
      }),
    );
  });

  it('are found again by what they are called, and lead back from their sessions', () => {
    const lines = linesFor('a b a', 'a');
    expect(lines.map((line) => lines.findIndex((other) => isLine(other, keyOf(line))))).toEqual([
      0, 1, 2, 3,
    ]);
    expect([0, 1, 2, 3].map((index) => parentOf(lines, index))).toEqual([0, 0, 0, 3]);
  });

  it('are not taken for a session with the id of their label', () => {
    const [group] = linesFor('S5 S5');
    expect(group && isLine(group, { kind: 'session', deviceId: deviceId('S5') })).toBe(false);
  });
});

describe('a range over groups', () => {
  const nothing = new Set<DeviceId>();

  it('takes all of a group that is closed', () => {
    const lines = linesFor('a b a c');
    expect([...withRange(nothing, lines, 0, 1, nothing)]).toEqual(['S0', 'S2', 'S1']);
  });

  it('takes of a group that is open what lies within', () => {
    const lines = linesFor('a b a c', 'a');
    expect([...withRange(nothing, lines, 0, 1, nothing)]).toEqual(['S0']);
  });
});

describe('how much of a group is selected', () => {
  const { rows } = listed('a a a');

  it('does not count what may not be', () => {
    const kept = new Set([deviceId('S0')]);
    expect(shareOf(new Set(), rows, kept)).toBe('none');
    expect(shareOf(new Set([deviceId('S1')]), rows, kept)).toBe('some');
    expect(shareOf(new Set([deviceId('S1'), deviceId('S2')]), rows, kept)).toBe('all');
  });
});

describe('the summary of a group', () => {
  const moment = { now, inactiveDays: 90 };

  it('tells how many are old, from when to when, and what is unknown', () => {
    const rows = [
      session('A', { lastSeenAt: now - 2 * day, isNew: true }),
      session('B', { lastSeenAt: now - 200 * day }),
      session('C', { lastSeenAt: null }),
    ].map(toRow);
    expect(summaryOf(rows, moment)).toMatchObject({
      sessions: 3,
      inactive: 1,
      fresh: 1,
      seen: { newest: now - 2 * day, oldest: now - 200 * day },
      unseen: 1,
    });
  });

  it.each([
    [['203.0.113.1', '203.0.113.1', null], { kind: 'one', address: '203.0.113.1' }],
    [['203.0.113.1', '203.0.113.2'], { kind: 'addresses', count: 2 }],
    [['203.0.113.1', '198.51.100.2', '198.51.100.3'], { kind: 'networks', count: 2 }],
    [[null, null], null],
  ])('counts addresses: %j', (addresses, told) => {
    const rows = addresses.map((lastSeenIp, index) => toRow(session(`S${index}`, { lastSeenIp })));
    expect(summaryOf(rows, moment).addresses).toEqual(told);
  });

  it('splits trust, what needs a look first', () => {
    const rows = [
      session('A', { trust: verified('A') }),
      session('B', { trust: { kind: 'no-encryption' } }),
      session('C', { trust: { kind: 'broken-signature' } }),
      session('D', { trust: verified('D') }),
    ].map(toRow);
    expect(summaryOf(rows, moment).trust).toEqual([
      ['broken-signature', 1],
      ['no-encryption', 1],
      ['verified', 2],
    ]);
  });
});
