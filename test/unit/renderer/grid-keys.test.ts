// What keys mean on a row, and which rows are mounted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridStep, headStep } from '../../../renderer/components/grid-keys.ts';
import { rowsInView } from '../../../renderer/ui/rows-in-view.ts';

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

describe('gridStep', () => {
  it.each([
    ['ArrowDown', { kind: 'move', to: 6 }],
    ['ArrowUp', { kind: 'move', to: 4 }],
    ['PageDown', { kind: 'move', to: 9 }],
    ['PageUp', { kind: 'move', to: 0 }],
    ['Home', { kind: 'move', to: 0 }],
    ['End', { kind: 'move', to: 9 }],
    [' ', { kind: 'toggle' }],
    ['Enter', { kind: 'open' }],
    ['F2', { kind: 'rename' }],
    ['x', null],
  ])('%s', (key, step) => {
    expect(gridStep({ ...plain, key }, 'session', 5, 10, 8)).toEqual(step);
  });

  it('extends with shift, and leaves system shortcuts alone', () => {
    expect(gridStep({ ...plain, key: 'ArrowDown', shiftKey: true }, 'session', 9, 10, 8)).toEqual({
      kind: 'extend',
      to: 9,
    });
    expect(gridStep({ ...plain, key: 'ArrowDown', ctrlKey: true }, 'session', 5, 10, 8)).toBeNull();
    expect(gridStep({ ...plain, key: 'Home', altKey: true }, 'session', 5, 10, 8)).toBeNull();
  });

  it('goes to either end with Ctrl too, as grids do', () => {
    const ctrl = { ...plain, ctrlKey: true };
    expect(gridStep({ ...ctrl, key: 'Home' }, 'session', 5, 10, 8)).toEqual({
      kind: 'move',
      to: 0,
    });
    expect(gridStep({ ...ctrl, key: 'End' }, 'session', 5, 10, 8)).toEqual({ kind: 'move', to: 9 });
    expect(gridStep({ ...ctrl, key: 'End', shiftKey: true }, 'session', 5, 10, 8)).toEqual({
      kind: 'extend',
      to: 9,
    });
    expect(gridStep({ ...plain, key: 'End', metaKey: true }, 'session', 5, 10, 8)).toEqual({
      kind: 'move',
      to: 9,
    });
  });

  it('leads from the first row into the head, unless it extends', () => {
    expect(gridStep({ ...plain, key: 'ArrowUp' }, 'session', 0, 10, 8)).toEqual({ kind: 'head' });
    expect(gridStep({ ...plain, key: 'PageUp' }, 'session', 0, 10, 8)).toEqual({
      kind: 'move',
      to: 0,
    });
    expect(gridStep({ ...plain, key: 'ArrowUp', shiftKey: true }, 'session', 0, 10, 8)).toEqual({
      kind: 'extend',
      to: 0,
    });
  });
});

describe('gridStep in a tree of groups', () => {
  it.each([
    ['closed-group', 'ArrowRight', { kind: 'expand' }],
    ['closed-group', 'ArrowLeft', null],
    ['closed-group', 'Enter', { kind: 'expand' }],
    ['open-group', 'ArrowRight', { kind: 'move', to: 6 }],
    ['open-group', 'ArrowLeft', { kind: 'collapse' }],
    ['open-group', 'Enter', { kind: 'collapse' }],
    ['open-group', ' ', { kind: 'toggle' }],
    ['open-group', 'F2', null],
    ['member', 'ArrowLeft', { kind: 'parent' }],
    ['member', 'ArrowRight', null],
    ['member', 'Enter', { kind: 'open' }],
    ['member', 'F2', { kind: 'rename' }],
    ['session', 'ArrowLeft', null],
    ['session', 'ArrowRight', null],
  ] as const)('on a %s, %s', (on, key, step) => {
    expect(gridStep({ ...plain, key }, on, 5, 10, 8)).toEqual(step);
  });
});

describe('headStep', () => {
  it.each([
    ['ArrowRight', 1, { kind: 'control', to: 2 }],
    ['ArrowRight', 4, { kind: 'control', to: 4 }],
    ['ArrowLeft', 1, { kind: 'control', to: 0 }],
    ['ArrowLeft', 0, { kind: 'control', to: 0 }],
    ['Home', 3, { kind: 'control', to: 0 }],
    ['End', 1, { kind: 'control', to: 4 }],
    ['ArrowDown', 2, { kind: 'rows' }],
    ['ArrowUp', 2, null],
    [' ', 2, null],
    ['Enter', 2, null],
  ])('%s on %i', (key, active, step) => {
    expect(headStep({ ...plain, key }, active, 5)).toEqual(step);
  });

  it('leaves shortcuts alone', () => {
    expect(headStep({ ...plain, key: 'ArrowDown', ctrlKey: true }, 2, 5)).toBeNull();
  });
});

describe('rowsInView', () => {
  it('mounts every row in view and the pinned one, in order, and not many more', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(1_000),
        fc.integer({ min: -1, max: 1_000 }),
        (first, shown, count, pinned) => {
          const rows = rowsInView(first, shown, count, pinned);
          expect([...rows].sort((a, b) => a - b)).toEqual(rows);
          expect(new Set(rows).size).toBe(rows.length);
          expect(rows.length).toBeLessThanOrEqual(2 * shown + 17);
          for (let row = first; row < Math.min(count, first + shown); row += 1)
            expect(rows).toContain(row);
          if (pinned >= 0 && pinned < count) expect(rows).toContain(pinned);
          for (const row of rows) expect(row).toBeLessThan(count);
        },
      ),
    );
  });
});
