// Pure passes over a session list: rows, deltas, order, search. Each is linear (sorting n log n),
// because accounts with 100,000 sessions exist.
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Session, SessionListDelta, Settings } from '../../electron/shared/model.ts';
import { addressKey } from '../format/address-key.ts';

/** A session with what searching and sorting need, computed once. */
export interface Row {
  readonly kind: 'session';
  readonly session: Session;
  /** Name, id, address and note, NFC and lower case, one a line. */
  readonly haystack: string;
  readonly addressKey: string | null;
}

export type Rows = ReadonlyMap<DeviceId, Row>;

export const noRows: Rows = new Map();

export function toRow(session: Session): Row {
  const { displayName, deviceId, lastSeenIp, note } = session;
  return {
    kind: 'session',
    session,
    haystack: searchable(`${displayName ?? ''}\n${deviceId}\n${lastSeenIp ?? ''}\n${note ?? ''}`),
    addressKey: session.lastSeenIp === null ? null : addressKey(session.lastSeenIp),
  };
}

export function toRows(sessions: readonly Session[]): Rows {
  return new Map(sessions.map((session) => [session.deviceId, toRow(session)]));
}

export function applyDelta(
  rows: Rows,
  delta: Pick<SessionListDelta, 'upserted' | 'removed'>,
): Rows {
  if (delta.upserted.length === 0 && delta.removed.length === 0) return rows;
  const next = new Map(rows);
  for (const id of delta.removed) next.delete(id);
  for (const session of delta.upserted) next.set(session.deviceId, toRow(session));
  return next;
}

/** What to do with a delta, given the revision on screen: reordered and lost ones are noticed. */
export function judgeDelta(
  delta: Pick<SessionListDelta, 'baseRevision' | 'revision'>,
  revision: number,
): 'apply' | 'ignore' | 'reopen' {
  if (delta.baseRevision === revision) return 'apply';
  return delta.revision <= revision ? 'ignore' : 'reopen';
}

/** A total order: unknown values last in both directions, equal ones by id. */
export function sortRows(rows: Rows, sort: Settings['sort']): readonly Row[] {
  const sign = sort.direction === 'ascending' ? 1 : -1;
  const compareKnown = comparators[sort.column];
  return [...rows.values()].sort((a, b) => compareKnown(a, b, sign) || compareIds(a, b));
}

/** The rows that contain the query, in their order. The same array for an empty query. */
export function filterRows(rows: readonly Row[], query: string): readonly Row[] {
  const needle = searchable(query.trim());
  return needle === '' ? rows : rows.filter((row) => row.haystack.includes(needle));
}

type Compare = (a: Row, b: Row, sign: 1 | -1) => number;

const collator = new Intl.Collator('en', { numeric: true });

const comparators: Readonly<Record<Settings['sort']['column'], Compare>> = {
  name: (a, b, sign) =>
    nullsLast(a.session.displayName, b.session.displayName, sign, (x, y) => collator.compare(x, y)),
  'last-seen': (a, b, sign) =>
    nullsLast(a.session.lastSeenAt, b.session.lastSeenAt, sign, byNumber),
  address: (a, b, sign) =>
    nullsLast(a.addressKey, b.addressKey, sign, (x, y) => (x < y ? -1 : x > y ? 1 : 0)),
  trust: (a, b, sign) =>
    nullsLast(trustRank[a.session.trust.kind], trustRank[b.session.trust.kind], sign, byNumber),
};

/** What needs a look comes first; what could not be checked is unknown. */
const trustRank: Readonly<Record<Session['trust']['kind'], number | null>> = {
  'broken-signature': 0,
  'not-verified': 1,
  'no-identity': 2,
  'no-encryption': 3,
  verified: 4,
  unchecked: null,
};

function byNumber(a: number, b: number): number {
  return a - b;
}

function nullsLast<T>(
  a: T | null,
  b: T | null,
  sign: 1 | -1,
  compare: (a: T, b: T) => number,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return sign * compare(a, b);
}

function compareIds(a: Row, b: Row): number {
  return a.session.deviceId < b.session.deviceId ? -1 : 1;
}

function searchable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
