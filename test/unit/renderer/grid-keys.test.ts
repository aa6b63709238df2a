// What keys mean on a row, and which rows are mounted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridStep } from '../../../renderer/components/grid-keys.ts';
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
    expect(gridStep({ ...plain, key }, 5, 10, 8)).toEqual(step);
  });

  it('extends with shift, and leaves system shortcuts alone', () => {
    expect(gridStep({ ...plain, key: 'ArrowDown', shiftKey: true }, 9, 10, 8)).toEqual({
      kind: 'extend',
      to: 9,
    });
    expect(gridStep({ ...plain, key: 'Home', ctrlKey: true }, 5, 10, 8)).toBeNull();
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
