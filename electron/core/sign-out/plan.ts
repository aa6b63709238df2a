// The decisions of a sign-out that need no request: what may be signed out, in which chunks, and
// what became of it. Pure.
import { maySignOut, type OwnSessions, type Protectable } from '../../audit/protection.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { SESSIONS_MAX } from '../../shared/limits.ts';
import type { Outcomes } from '../../shared/operation.ts';
import type { ListSeen } from '../ports.ts';

/** Sessions in the first request, and the bounds within which the server's pace moves that. */
export const CHUNK_START = 100;
export const CHUNK_MIN = 25;
export const CHUNK_MAX = 500;

/** A request faster than this may be larger next time; one slower than `SLOW_MS` is too large. */
const FAST_MS = 2_000;
const SLOW_MS = 10_000;

/**
 * Whether `ids`, all or a part of the `total` sessions that the user confirmed, may be signed out: at
 * least one, each once, and none that is protected from it. `session`: what is known of one.
 */
export function maySignOutAll(
  own: OwnSessions,
  ids: readonly DeviceId[],
  total: number,
  session: (deviceId: DeviceId) => Protectable | undefined,
): boolean {
  if (ids.length === 0 || total > SESSIONS_MAX) return false;
  if (new Set(ids).size !== ids.length) return false;
  return ids.every((deviceId) => {
    const known = session(deviceId) ?? { deviceId, dehydrated: false, pinned: false };
    return maySignOut(known, total, own);
  });
}

/** Sessions of the next request, by how long the last one took (Infinity when it never came back). */
export function nextChunkSize(size: number, tookMs: number): number {
  if (tookMs < FAST_MS) return Math.min(size * 2, CHUNK_MAX);
  if (tookMs > SLOW_MS) return Math.max(Math.floor(size / 2), CHUNK_MIN);
  return size;
}

/** Sorts every id by the list that was read afterwards; null where none could be read. */
export function outcomesOf(ids: readonly DeviceId[], list: ListSeen | null): Outcomes {
  if (list === null) return { gone: [], goneBefore: [], stillThere: [], unknown: ids };
  const { listed, signedOut } = list;
  const missing = ids.filter((id) => !listed.has(id));
  return {
    gone: missing.filter((id) => signedOut.has(id)),
    goneBefore: missing.filter((id) => !signedOut.has(id)),
    stillThere: ids.filter((id) => listed.has(id)),
    unknown: [],
  };
}
