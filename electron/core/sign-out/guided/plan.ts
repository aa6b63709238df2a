// The decisions of a guided sign-out that need no state: whose turn it is, how far it has come, and
// when the list is looked at. Pure.
import type { DeviceId } from '../../../shared/ids.ts';
import type { GuidedPlan } from './types.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** `listed`: the ids of the last list, null before there was one. */
export interface Progress {
  readonly current: DeviceId | null;
  readonly gone: number;
  readonly skipped: number;
}

/** `current` is null at the end. What was passed over and is gone all the same counts as gone. */
export function progressOf(
  { ids, skipped }: GuidedPlan,
  listed: ReadonlySet<DeviceId> | null,
): Progress {
  const left = listed === null ? ids : ids.filter((id) => listed.has(id));
  const open = left.filter((id) => !skipped.has(id));
  return {
    current: open[0] ?? null,
    gone: ids.length - left.length,
    skipped: left.length - open.length,
  };
}

/**
 * How long until the next look, by how long ago the page was opened, both in milliseconds. Null: the
 * user has gone to do something else, and nothing more is asked until they come back.
 */
export function nextLook(sinceOpened: number): number | null {
  if (sinceOpened < 2 * MINUTE) return 5 * SECOND;
  return sinceOpened < 10 * MINUTE ? 30 * SECOND : null;
}

/** The window coming to the front is a reason for a look, but not for two at once. */
export const LEAST_PAUSE = 2 * SECOND;
