// What the four tiles say. Pure. A number that is not known is never 0.
import type { ListState } from '../../../electron/shared/model.ts';
import { count } from '../../format/counts.ts';
import { dayName } from '../../format/when.ts';
import type { TileCounts, TileFilter } from '../../state/session-filter.ts';

export interface Tile {
  /** Null: all sessions. */
  readonly filter: TileFilter | null;
  readonly value: string;
  readonly label: string;
  /** There is nothing that it could filter. */
  readonly idle: boolean;
}

export function tilesOf(
  counts: TileCounts,
  list: ListState,
  inactiveDays: number,
  now: number,
): readonly Tile[] {
  const known = list.fetchedAt !== null || counts.all > 0;
  return [
    {
      filter: null,
      value: known ? count(counts.all) : '–',
      label: counts.all === 1 ? 'session' : 'sessions',
      idle: !known,
    },
    {
      filter: 'inactive',
      value: known ? count(counts.inactive) : '–',
      label: `not seen for ${inactiveDays} days`,
      idle: counts.inactive === 0,
    },
    verification(counts, list),
    fresh(counts, list, now),
  ];
}

function verification({ all, notVerified, unchecked }: TileCounts, list: ListState): Tile {
  const filter = 'not-verified';
  const unknown = (label: string): Tile => ({ filter, value: '–', label, idle: true });
  const { kind } = list.identity.current;
  if (notVerified === 0) {
    if (list.trustCheckedAt === null && list.refresh.kind === 'refreshing')
      return unknown('verification is being checked');
    if (kind === 'unchecked' || list.trustCheckedAt === null || (all > 0 && unchecked === all))
      return unknown('could not check verification');
    if (kind === 'none') return unknown('no cross-signing set up');
    if (kind === 'broken') return unknown('the identity is broken');
  }
  const label =
    unchecked === 0
      ? 'not verified by you'
      : `not verified by you, ${count(unchecked)} not checked`;
  return { filter, value: count(notVerified), label, idle: notVerified === 0 };
}

function fresh({ isNew }: TileCounts, { lookedAt }: ListState, now: number): Tile {
  if (lookedAt === null)
    return { filter: 'new', value: '–', label: 'new: this is the first look', idle: true };
  const label = `new since ${dayName(lookedAt, now)}`;
  return { filter: 'new', value: count(isNew), label, idle: isNew === 0 };
}
