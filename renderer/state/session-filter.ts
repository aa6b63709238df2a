// What the list is narrowed to besides the search: one of the tiles, a span of last-seen times. Pure.
import { isInactive, type AuditContext } from '../../electron/audit/findings.ts';
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Session } from '../../electron/shared/model.ts';
import type { Row } from './session-rows.ts';

export type TileFilter = 'inactive' | 'not-verified' | 'new';

/** `from` <= last seen < `to`, in milliseconds since 1970; `unknown`: those without a last seen, too. */
export interface SeenRange {
  readonly unknown: boolean;
  readonly from: number;
  readonly to: number;
}

export interface Filter {
  readonly tile: TileFilter | null;
  readonly seen: SeenRange | null;
}

export const noFilter: Filter = { tile: null, seen: null };

/** What telling inactive sessions takes; cheap to make, unlike the whole context. */
export type Moment = Pick<AuditContext, 'now' | 'inactiveDays' | 'ownDeviceId'>;

/** Agrees with the findings of the same name; a tile's "not verified" has broken signatures, too. */
export function inTile(session: Session, tile: TileFilter, moment: Moment): boolean {
  switch (tile) {
    case 'inactive':
      return (
        !session.dehydrated &&
        session.deviceId !== moment.ownDeviceId &&
        isInactive(session, moment.inactiveDays, moment.now)
      );
    case 'not-verified':
      return session.trust.kind === 'not-verified' || session.trust.kind === 'broken-signature';
    case 'new':
      return session.isNew;
  }
}

export function inRange({ lastSeenAt }: Session, range: SeenRange): boolean {
  return lastSeenAt === null ? range.unknown : range.from <= lastSeenAt && lastSeenAt < range.to;
}

/** The rows that pass, in their order. The same array where nothing is asked. */
export function applyFilter(
  rows: readonly Row[],
  { tile, seen }: Filter,
  moment: Moment,
): readonly Row[] {
  if (tile === null && seen === null) return rows;
  return rows.filter(
    ({ session }) =>
      (tile === null || inTile(session, tile, moment)) && (seen === null || inRange(session, seen)),
  );
}

/** What no selection may hold: Muster's own session, the offline key store, what the user pinned. */
export function keptOf(sessions: readonly Session[], own: DeviceId | null): ReadonlySet<DeviceId> {
  const kept = sessions.filter(
    ({ deviceId, dehydrated, pinned }) => deviceId === own || dehydrated || pinned,
  );
  return new Set(kept.map(({ deviceId }) => deviceId));
}

export interface TileCounts {
  readonly all: number;
  readonly inactive: number;
  readonly notVerified: number;
  readonly isNew: number;
  /** Sessions whose keys could not be read: they may be verified or not. */
  readonly unchecked: number;
}

export function countTiles(sessions: readonly Session[], moment: Moment): TileCounts {
  const count = { inactive: 0, notVerified: 0, isNew: 0, unchecked: 0 };
  for (const session of sessions) {
    if (inTile(session, 'inactive', moment)) count.inactive += 1;
    if (inTile(session, 'not-verified', moment)) count.notVerified += 1;
    if (session.isNew) count.isNew += 1;
    if (session.trust.kind === 'unchecked') count.unchecked += 1;
  }
  return { all: sessions.length, ...count };
}
