// Pure steps over a selection: a set of session ids that is replaced, never changed.
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Row, Rows } from './session-rows.ts';

export type Ids = ReadonlySet<DeviceId>;

export function toggled(ids: Ids, id: DeviceId): Ids {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** `ids` and the rows from one index to another, both included, in either direction; `own` never. */
export function withRange(
  ids: Ids,
  rows: readonly Row[],
  from: number,
  to: number,
  own: DeviceId | null,
): Ids {
  const next = new Set(ids);
  for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1))
    if (row.session.deviceId !== own) next.add(row.session.deviceId);
  return next;
}

export function withAll(ids: Ids, rows: readonly Row[], own: DeviceId | null): Ids {
  return withRange(ids, rows, 0, rows.length - 1, own);
}

export function withoutAll(ids: Ids, rows: readonly Row[]): Ids {
  const next = new Set(ids);
  for (const row of rows) next.delete(row.session.deviceId);
  return next;
}

/** Without what has vanished from the list, and without `own`. The same set if nothing has. */
export function stillListed(ids: Ids, rows: Rows, own: DeviceId | null): Ids {
  const next = new Set([...ids].filter((id) => rows.has(id) && id !== own));
  return next.size === ids.size ? ids : next;
}

export function countIn(ids: Ids, rows: readonly Row[]): number {
  if (ids.size === 0) return 0;
  let count = 0;
  for (const row of rows) if (ids.has(row.session.deviceId)) count += 1;
  return count;
}
