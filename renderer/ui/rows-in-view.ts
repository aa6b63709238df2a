// Which rows to mount. Pure.

const spare = 8;

/** Ascending indexes of the rows in view, some around them, and the pinned one (-1: none). */
export function rowsInView(
  firstRow: number,
  shownRows: number,
  count: number,
  pinned: number,
): readonly number[] {
  const from = Math.max(0, Math.min(firstRow - spare, count - shownRows));
  const to = Math.min(count, firstRow + shownRows + spare);
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
  if (pinned < 0 || pinned >= count) return indexes;
  if (pinned < from) return [pinned, ...indexes];
  return pinned >= to ? [...indexes, pinned] : indexes;
}
