// Rows of the history table: what a query of them asks, and what comes of one.
import type { HistoryEvent, HistoryFilter } from '../../shared/history.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Connection } from './database.ts';
import { SEARCH_MAX } from './history-bounds.ts';
import { readChange } from './history-change.ts';
import { textOf } from './session-rows.ts';
import { toStoredText } from './stored-text.ts';

/** A part of a WHERE clause and what stands for its question marks. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export function condition(sql: string, ...values: readonly (string | number)[]): Condition {
  return { sql, values };
}

export function conditionsOf({ kinds, text, during }: HistoryFilter): readonly Condition[] {
  return [
    ...(kinds.length > 0 ? [condition(`kind IN (${kinds.map(() => '?').join()})`, ...kinds)] : []),
    ...(during === null ? [] : [condition('at >= ? AND at < ?', during.from, during.until)]),
    ...(text === '' ? [] : [condition('instr(search, ?) > 0', searchText([text]))]),
  ];
}

/** `select`: what comes before WHERE; `rest`: what comes after it, with its own values. */
export function select(
  connection: Connection,
  sql: string,
  conditions: readonly Condition[],
  rest: Condition,
): readonly (readonly unknown[])[] {
  return connection
    .prepare(`${sql} WHERE ${conditions.map((one) => one.sql).join(' AND ')} ${rest.sql}`)
    .raw()
    .all(...conditions.flatMap(({ values }) => values), ...rest.values)
    .filter((row): row is readonly unknown[] => Array.isArray(row));
}

export const SELECT_EVENTS =
  'SELECT event_id, account_id, device_id, display_name, at, kind, detail FROM history';

/** Empty for a row that this version can't read. */
export function eventOf(row: readonly unknown[]): readonly HistoryEvent[] {
  const [eventId, accountId, deviceId, displayName, at, kind, detail] = row;
  const change = readChange(kind, detail);
  if (typeof eventId !== 'number' || typeof at !== 'number' || change === null) return [];
  return [
    {
      eventId,
      accountId: accountId as AccountId,
      deviceId: textOf(deviceId) as DeviceId | null,
      displayName: textOf(displayName),
      at,
      change,
    },
  ];
}

/** Lines in lower case; a search text has no line break, so that it is found within one. */
export function searchText(texts: readonly (string | null)[]): string {
  const lines = texts.filter((text) => text !== null).map((text) => text.replaceAll('\n', ' '));
  return toStoredText(lines.join('\n').toLowerCase().slice(0, SEARCH_MAX));
}
