// Pure steps over a selection: a set of session ids that is replaced, never changed. `barred`
// are the sessions that no selection may hold.
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Row, Rows } from './session-rows.ts';

export type Ids = ReadonlySet<DeviceId>;

/** Ids, whatever is known of them besides. */
export type Barred = Pick<Ids, 'has' | 'size'>;

export function toggled(ids: Ids, id: DeviceId): Ids {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** `ids` and the rows from one index to another, both included, in either direction. */
export function withRange(
  ids: Ids,
  rows: readonly Row[],
  from: number,
  to: number,
  barred: Barred,
): Ids {
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return withIds(
    ids,
    range.map((row) => row.session.deviceId),
    barred,
  );
}

export function withAll(ids: Ids, rows: readonly Row[], barred: Barred): Ids {
  return withRange(ids, rows, 0, rows.length - 1, barred);
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

export function countIn(ids: Barred, rows: readonly Row[]): number {
  if (ids.size === 0) return 0;
  let count = 0;
  for (const row of rows) if (ids.has(row.session.deviceId)) count += 1;
  return count;
}
