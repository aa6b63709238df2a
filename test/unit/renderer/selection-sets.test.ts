// Selecting never takes Muster's own session, whatever the range.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countIn,
  stillListed,
  toggled,
  withAll,
  withoutAll,
  withRange,
} from '../../../renderer/state/selection-sets.ts';
import { sortRows, toRows } from '../../../renderer/state/session-rows.ts';
import { deviceId, session } from '../../fixtures/contract-data.ts';

const all = toRows(['A', 'B', 'C', 'D'].map((id) => session(id)));
const rows = sortRows(all, { column: 'name', direction: 'ascending' });
const own = deviceId('B');

describe('a selection', () => {
  it('takes a range in either direction', () => {
    expect([...withRange(new Set(), rows, 3, 2, own)]).toEqual(['C', 'D']);
    expect([...withRange(new Set([deviceId('X')]), rows, 0, 2, own)]).toEqual(['X', 'A', 'C']);
  });

  it('never holds the own session', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), (from, to) => {
        expect(withRange(new Set(), rows, from, to, own).has(own)).toBe(false);
        expect(withAll(new Set(), rows, own).has(own)).toBe(false);
      }),
    );
  });

  it('leaves what a search hides when it takes away what is shown', () => {
    const selected = withAll(new Set(), rows, null);
    expect([...withoutAll(selected, rows.slice(0, 2))]).toEqual(['C', 'D']);
    expect(countIn(selected, rows.slice(0, 2))).toBe(2);
  });

  it('forgets what has vanished, and is the same set when nothing has', () => {
    const selected = new Set([deviceId('A'), deviceId('gone')]);
    expect([...stillListed(selected, all, own)]).toEqual(['A']);
    const complete = new Set([deviceId('A')]);
    expect(stillListed(complete, all, own)).toBe(complete);
  });

  it('toggles without changing the old set', () => {
    const before = new Set([deviceId('A')]);
    expect([...toggled(before, deviceId('A'))]).toEqual([]);
    expect([...toggled(before, deviceId('C'))]).toEqual(['A', 'C']);
    expect(before.size).toBe(1);
  });
});
