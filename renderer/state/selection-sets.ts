// Pure steps over a selection: a set of session ids that is replaced, never changed. `barred`
// are the sessions that no selection may hold.
import type { DeviceId } from '../../electron/shared/ids.ts';
import { rowsBehind, type Line } from './session-lines.ts';
import type { Row, Rows } from './session-rows.ts';

export type Ids = ReadonlySet<DeviceId>;

/** Ids, whatever is known of them besides. */
export type Barred = Pick<Ids, 'has' | 'size'>;

export function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

/** `ids` and what the lines from one index to another stand for, both included, in either direction. */
export function withRange(
  ids: Ids,
  lines: readonly Line[],
  from: number,
  to: number,
  barred: Barred,
): Ids {
  const range = lines.slice(Math.min(from, to), Math.max(from, to) + 1);
  return withAll(ids, range.flatMap(rowsBehind), barred);
}

export function withAll(ids: Ids, rows: readonly Row[], barred: Barred): Ids {
  return withIds(
    ids,
    rows.map((row) => row.session.deviceId),
    barred,
  );
}

export function withIds(ids: Ids, more: readonly DeviceId[], barred: Barred): Ids {
  const next = new Set(ids);
  for (const id of more) if (!barred.has(id)) next.add(id);
  return next;
}

export function withoutAll(ids: Ids, rows: readonly Row[]): Ids {
  const next = new Set(ids);
  for (const row of rows) next.delete(row.session.deviceId);
  return next;
}

/** Without what has vanished from the list or is barred now. The same set if nothing has. */
export function stillListed(ids: Ids, rows: Rows, barred: Barred): Ids {
  const next = new Set([...ids].filter((id) => rows.has(id) && !barred.has(id)));
  return next.size === ids.size ? ids : next;
}

/** How much of what may be selected of these is: all of it, some, or nothing. */
export function shareOf(ids: Ids, rows: readonly Row[], barred: Barred): 'all' | 'some' | 'none' {
  const selected = countIn(ids, rows);
  if (selected === 0) return 'none';
  return selected === rows.length - countIn(barred, rows) ? 'all' : 'some';
}

export function countIn(ids: Barred, rows: readonly Row[]): number {
  if (ids.size === 0) return 0;
  let count = 0;
  for (const row of rows) if (ids.has(row.session.deviceId)) count += 1;
  return count;
}
