// The decisions of a sign-out that need no request: what may be signed out, in which portions, and
// what became of it. Pure.
import type { DeviceId } from '../../shared/ids.ts';
import { SESSIONS_MAX } from '../../shared/limits.ts';
import type { Account } from '../../shared/model.ts';
import type { Outcomes } from '../../shared/operation.ts';

/** Sessions in the first request, and the bounds within which the server's pace moves that. */
export const CHUNK_START = 100;
export const CHUNK_MIN = 25;
export const CHUNK_MAX = 500;

/** A request faster than this may be larger next time; one slower than `SLOW_MS` is too large. */
const FAST_MS = 2_000;
const SLOW_MS = 10_000;

/**
 * Whether these sessions of an account may be signed out in one go: at least one, each once, never
 * Muster's own. Where the server doesn't say which one is Muster's, only a single one.
 */
export function maySignOut(account: Account | undefined, ids: readonly DeviceId[]): boolean {
  if (account === undefined || ids.length === 0 || ids.length > SESSIONS_MAX) return false;
  const distinct = new Set(ids);
  if (distinct.size !== ids.length) return false;
  return account.deviceId === null ? ids.length === 1 : !distinct.has(account.deviceId);
}

/**
 * Whether a part of a selection of `total` sessions would take what is kept out of bulks: only a
 * person who means exactly that one session may sign it out.
 */
export function takesProtected(
  ids: readonly DeviceId[],
  total: number,
  isProtected: (deviceId: DeviceId) => boolean,
): boolean {
  return total > 1 && ids.some(isProtected);
}

/** Sessions of the next request, by how long the last one took (Infinity when it never came back). */
export function nextChunkSize(size: number, tookMs: number): number {
  if (tookMs < FAST_MS) return Math.min(size * 2, CHUNK_MAX);
  if (tookMs > SLOW_MS) return Math.max(Math.floor(size / 2), CHUNK_MIN);
  return size;
}

/** Sorts every id by the list that was read afterwards; null where none could be read. */
export function outcomesOf(
  ids: readonly DeviceId[],
  listed: ReadonlySet<DeviceId> | null,
): Outcomes {
  if (listed === null) return { gone: [], stillThere: [], unknown: ids };
  return {
    gone: ids.filter((id) => !listed.has(id)),
    stillThere: ids.filter((id) => listed.has(id)),
    unknown: [],
  };
}
