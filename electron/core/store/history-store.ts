// What may be asked of the history table: of one session, or acts, and what one act consists of. Events
// are written by history-append.ts.
import type {
  HistoryAct,
  HistoryActPage,
  HistoryActs,
  HistoryFilter,
  HistoryPage,
} from '../../shared/history.ts';
import type { AccountId, DeviceId, OperationId } from '../../shared/ids.ts';
import type { Connection, Database } from './database.ts';
import { giveBackPages } from './history-bounds.ts';
import { condition, conditionsOf, eventOf, select, SELECT_EVENTS } from './history-rows.ts';
import { textColumn } from './session-rows.ts';
import { readHistoryKind } from '../changes/history-kinds.ts';
import { BUCKET, bucketKinds, type HistoryBucket } from '../changes/timeline.ts';

/** Events in one page. */
export const PAGE_EVENTS = 200;

/** Acts in one page, and events that are told of each. */
export const PAGE_ACTS = 50;
export const FIRST_EVENTS = 3;

export interface SessionQuery {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  /** Only events older than this one; null for the newest. */
  readonly before: number | null;
}

export interface ActsQuery {
  readonly accountIds: readonly AccountId[];
  readonly filter: HistoryFilter;
  /** Only acts older than this one; null for the newest. */
  readonly before: number | null;
}

export interface ActQuery {
  readonly accountId: AccountId;
  readonly actId: number;
  readonly filter: HistoryFilter;
  /** Only events newer than this one; null for the first. */
  readonly after: number | null;
}

export class HistoryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  ofSession(query: SessionQuery): HistoryPage {
    const none = { events: [], before: null };
    return this.#database.read(none, (connection) => readSession(connection, query));
  }

  acts(query: ActsQuery): HistoryActs {
    const none = { acts: [], before: null };
    return this.#database.read(none, (connection) => readActs(connection, query));
  }

  ofAct(query: ActQuery): HistoryActPage {
    const none = { events: [], after: null };
    return this.#database.read(none, (connection) => readAct(connection, query));
  }

  /** Comings and goings by quarters of an hour, in no order. */
  buckets(accountId: AccountId): readonly HistoryBucket[] {
    return this.#database.read([], (connection) => readBuckets(connection, accountId));
  }

  /** Deletes at most `limit` events from before a time; how many it were. */
  prune(before: number, limit: number): number {
    let deleted = 0;
    this.#database.write((connection) => {
      deleted = connection
        .prepare(
          `DELETE FROM history WHERE event_id IN
             (SELECT event_id FROM history WHERE at < ? ORDER BY at LIMIT ?)`,
        )
        .run(before, limit).changes;
      if (deleted < limit) {
        forgetAnnotations(connection);
        connection.prepare('DELETE FROM remembered WHERE gone_ts < ?').run(before);
        connection.prepare('DELETE FROM sign_outs WHERE ended_at < ?').run(before);
      }
      giveBackPages(connection);
    });
    return deleted;
  }
}

/** Of sessions of which neither list nor history knows anything any more. */
function forgetAnnotations(connection: Connection): void {
  connection.exec(
    `DELETE FROM annotations WHERE
       NOT EXISTS (SELECT 1 FROM devices d WHERE d.account_id = annotations.account_id
         AND d.device_id = annotations.device_id)
       AND NOT EXISTS (SELECT 1 FROM history h WHERE h.account_id = annotations.account_id
         AND h.device_id = annotations.device_id)`,
  );
}

function readSession(connection: Connection, query: SessionQuery): HistoryPage {
  const { accountId, deviceId, before } = query;
  const rows = select(
    connection,
    SELECT_EVENTS,
    [
      condition('account_id = ?', accountId),
      condition('device_id = ?', textColumn(deviceId) ?? ''),
      ...(before === null ? [] : [condition('event_id < ?', before)]),
    ],
    condition('ORDER BY event_id DESC LIMIT ?', PAGE_EVENTS),
  );
  return { events: rows.flatMap(eventOf), before: nextOf(rows, PAGE_EVENTS) };
}

/** Of each account as many as there may be, then the newest of all. */
function readActs(connection: Connection, query: ActsQuery): HistoryActs {
  const rows = query.accountIds
    .flatMap((accountId) => rowsOfActs(connection, accountId, query))
    .sort(([a], [b]) => Number(b) - Number(a));
  const page = rows.slice(0, PAGE_ACTS);
  return {
    acts: page.flatMap((row) => actOf(connection, row, query.filter)),
    before: nextOf(page, PAGE_ACTS),
  };
}

function rowsOfActs(
  connection: Connection,
  accountId: AccountId,
  { filter, before }: ActsQuery,
): readonly (readonly unknown[])[] {
  return select(
    connection,
    'SELECT act_id, account_id, kind, min(at), count(*) FROM history',
    [
      condition('account_id = ?', accountId),
      ...(before === null ? [] : [condition('act_id < ?', before)]),
      ...conditionsOf(filter),
    ],
    condition('GROUP BY act_id ORDER BY act_id DESC LIMIT ?', PAGE_ACTS),
  );
}

function actOf(
  connection: Connection,
  row: readonly unknown[],
  filter: HistoryFilter,
): readonly HistoryAct[] {
  const [actId, accountId, name, at, count] = row;
  const kind = readHistoryKind(name);
  if (typeof actId !== 'number' || typeof at !== 'number' || kind === undefined) return [];
  const ofAct = condition('act_id = ?', actId);
  const events = select(
    connection,
    SELECT_EVENTS,
    [ofAct, ...conditionsOf(filter)],
    condition('ORDER BY event_id LIMIT ?', FIRST_EVENTS),
  );
  const [[total] = []] = select(connection, 'SELECT count(*) FROM history', [ofAct], nothingMore);
  const [[operationId] = []] = select(
    connection,
    'SELECT operation_id FROM sign_outs',
    [ofAct],
    nothingMore,
  );
  return [
    {
      actId,
      accountId: accountId as AccountId,
      kind,
      at,
      count: Number(count),
      total: Number(total),
      events: events.flatMap(eventOf),
      operationId: typeof operationId === 'string' ? (operationId as OperationId) : null,
    },
  ];
}

const nothingMore = condition('');

function readAct(connection: Connection, query: ActQuery): HistoryActPage {
  const { accountId, actId, filter, after } = query;
  const rows = select(
    connection,
    SELECT_EVENTS,
    [
      condition('act_id = ?', actId),
      condition('account_id = ?', accountId),
      ...(after === null ? [] : [condition('event_id > ?', after)]),
      ...conditionsOf(filter),
    ],
    condition('ORDER BY event_id LIMIT ?', PAGE_EVENTS),
  );
  return { events: rows.flatMap(eventOf), after: nextOf(rows, PAGE_EVENTS) };
}

/** The id of the last row, which the next page follows; null where the page isn't full. */
function nextOf(rows: readonly (readonly unknown[])[], full: number): number | null {
  const last = rows.length === full ? rows.at(-1)?.[0] : null;
  return typeof last === 'number' ? last : null;
}

function readBuckets(connection: Connection, accountId: AccountId): readonly HistoryBucket[] {
  return select(
    connection,
    `SELECT at / ${BUCKET}, kind, count(*) FROM history`,
    [
      condition('account_id = ?', accountId),
      condition(`kind IN (${bucketKinds.map(() => '?').join()})`, ...bucketKinds),
    ],
    condition('GROUP BY 1, 2'),
  ).flatMap(bucketOf);
}

function bucketOf([bucket, name, count]: readonly unknown[]): readonly HistoryBucket[] {
  const kind = bucketKinds.find((known) => known === name);
  if (typeof bucket !== 'number' || typeof count !== 'number' || !kind) return [];
  return [{ at: bucket * BUCKET, kind, count }];
}
