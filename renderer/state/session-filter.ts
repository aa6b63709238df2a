// What the list is narrowed to besides the search: one of the recommendations, a span of last-seen
// times. Pure.
import { recommendationKey, type Recommendation } from '../../electron/audit/recommendations.ts';
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Session } from '../../electron/shared/model.ts';
import type { Row } from './session-rows.ts';

/** `from` <= last seen < `to`, in milliseconds since 1970; `unknown`: those without a last seen, too. */
export interface SeenRange {
  readonly unknown: boolean;
  readonly from: number;
  readonly to: number;
}

export interface Filter {
  /** What a recommendation means, by its key; its words stay while it is on, even when it has gone. */
  readonly concern: Concern | null;
  readonly seen: SeenRange | null;
}

export interface Concern {
  readonly key: string;
  /** "not seen for 90 days". */
  readonly title: string;
}

export const noFilter: Filter = { concern: null, seen: null };

/** The sessions that a recommendation means now; none where there is no such one any more. */
export function meantBy(
  key: string,
  recommendations: readonly Recommendation[],
): ReadonlySet<DeviceId> {
  const found = recommendations.find((one) => recommendationKey(one) === key);
  return new Set(found?.deviceIds);
}

export function inRange({ lastSeenAt }: Session, range: SeenRange): boolean {
  return lastSeenAt === null ? range.unknown : range.from <= lastSeenAt && lastSeenAt < range.to;
}

/**
 * The rows that pass, in their order; the same array where nothing is asked. `meant`: the sessions of
 * the concern, null for all.
 */
export function applyFilter(
  rows: readonly Row[],
  meant: ReadonlySet<DeviceId> | null,
  seen: SeenRange | null,
): readonly Row[] {
  if (meant === null && seen === null) return rows;
  return rows.filter(
    ({ session }) =>
      (meant === null || meant.has(session.deviceId)) && (seen === null || inRange(session, seen)),
  );
}
