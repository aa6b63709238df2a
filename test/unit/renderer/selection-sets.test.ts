// Selecting never takes what is kept (Muster's own session, the key store, pinned ones), whatever the range.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countIn,
  stillListed,
  toggled,
  withAll,
  withIds,
  withoutAll,
  withRange,
} from '../../../renderer/state/selection-sets.ts';
import { sortRows, toRows } from '../../../renderer/state/session-rows.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import { deviceId, session } from '../../fixtures/contract-data.ts';

const all = toRows(['A', 'B', 'C', 'D'].map((id) => session(id)));
const rows = sortRows(all, { column: 'name', direction: 'ascending' });
const kept = new Set([deviceId('B')]);
const nothing = new Set<DeviceId>();

describe('a selection', () => {
  it('takes a range in either direction', () => {
    expect([...withRange(new Set(), rows, 3, 2, kept)]).toEqual(['C', 'D']);
    expect([...withRange(new Set([deviceId('X')]), rows, 0, 2, kept)]).toEqual(['X', 'A', 'C']);
  });

  it('never holds what is kept', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), (from, to) => {
        expect(withRange(new Set(), rows, from, to, kept).has(deviceId('B'))).toBe(false);
        expect(withAll(new Set(), rows, kept).has(deviceId('B'))).toBe(false);
        expect(withIds(new Set(), [deviceId('B')], kept).size).toBe(0);
      }),
    );
  });

  it('leaves what a search hides when it takes away what is shown', () => {
    const selected = withAll(new Set(), rows, nothing);
    expect([...withoutAll(selected, rows.slice(0, 2))]).toEqual(['C', 'D']);
    expect(countIn(selected, rows.slice(0, 2))).toBe(2);
  });

  it('forgets what has vanished, and is the same set when nothing has', () => {
    const selected = new Set([deviceId('A'), deviceId('gone')]);
    expect([...stillListed(selected, all, kept)]).toEqual(['A']);
    const complete = new Set([deviceId('A')]);
    expect(stillListed(complete, all, kept)).toBe(complete);
    expect([...stillListed(complete, all, complete)]).toEqual([]);
  });

  it('toggles without changing the old set', () => {
    const before = new Set([deviceId('A')]);
    expect([...toggled(before, deviceId('A'))]).toEqual([]);
    expect([...toggled(before, deviceId('C'))]).toEqual(['A', 'C']);
    expect(before.size).toBe(1);
  });
});
