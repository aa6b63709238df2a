// Clusters: many sessions of one name that were made at a steady pace. Something signs in anew each
// time, and signing its sessions out helps only once it stops.
import type { DeviceId } from '../shared/ids.ts';
import type { Session } from '../shared/model.ts';

export interface Cluster {
  /** Null: sessions without a name. */
  readonly name: string | null;
  /** Newest first; sessions with an unknown last seen at the end. */
  readonly deviceIds: readonly DeviceId[];
  /** Oldest and newest last seen; null when no session was ever seen. */
  readonly seen: { readonly from: number; readonly to: number } | null;
  readonly pace: ClusterPace;
  /** A guess from name and pace, to be worded as one. */
  readonly cause: ClusterCause;
}

export type ClusterPace =
  /** Most gaps are between half and twice `every` milliseconds. */
  | { readonly kind: 'steady'; readonly every: number }
  | { readonly kind: 'uneven' }
  /** Too few were ever seen. */
  | { readonly kind: 'unknown' };

export type ClusterCause =
  /** A program that signs in for each run or message instead of keeping its token. */
  | 'script'
  /** A browser that forgets its storage and signs in again. */
  | 'forgetful-browser'
  /** Sessions that were made and never used: sign-ins that failed half-way. */
  | 'unfinished-sign-ins';

/** From here on a steady pace is no accident. */
const FEWEST_STEADY = 10;
/** Nobody has this many sessions of one name by hand, however uneven their pace. */
const FEWEST = 50;
/** Share of gaps within half and twice the median. Independent events come to 0.46. */
const STEADY_SHARE = 0.6;

const browser = /\b(firefox|chrome|chromium|safari|edge|opera|brave|vivaldi|browser|web)\b/i;

/** Largest first. Names are compared exactly; dehydrated devices belong to nothing. */
export function findClusters(sessions: readonly Session[]): readonly Cluster[] {
  const byName = new Map<string | null, Session[]>();
  for (const session of sessions) {
    if (session.dehydrated) continue;
    const group = byName.get(session.displayName);
    if (group) group.push(session);
    else byName.set(session.displayName, [session]);
  }
  return [...byName]
    .flatMap(([name, group]) => clusterOf(name, group) ?? [])
    .sort((a, b) => b.deviceIds.length - a.deviceIds.length);
}

function clusterOf(name: string | null, group: readonly Session[]): Cluster | null {
  if (group.length < FEWEST_STEADY) return null;
  const newestFirst = group.toSorted(byNewest);
  const times = newestFirst.flatMap(({ lastSeenAt }) => lastSeenAt ?? []);
  const pace = paceOf(times);
  // A name that may be a copy of its neighbour's says nothing by itself.
  const named = group.filter(({ nameDoubtful }) => nameDoubtful !== true);
  if (pace.kind !== 'steady' && named.length < FEWEST) return null;
  const [to, from] = [times[0], times.at(-1)];
  return {
    name,
    deviceIds: newestFirst.map(({ deviceId }) => deviceId),
    seen: from === undefined || to === undefined ? null : { from, to },
    pace,
    cause: causeOf(name, group.length, times.length),
  };
}

/** Newest first. What was never seen counts as older than all that was; then by first sight. */
export function byNewest(a: Session, b: Session): number {
  if (a.lastSeenAt !== b.lastSeenAt) return (b.lastSeenAt ?? -1) - (a.lastSeenAt ?? -1);
  if (a.firstSeenAt !== b.firstSeenAt) return b.firstSeenAt - a.firstSeenAt;
  return a.deviceId < b.deviceId ? -1 : 1;
}

function paceOf(newestFirst: readonly number[]): ClusterPace {
  if (newestFirst.length < FEWEST_STEADY) return { kind: 'unknown' };
  const gaps = newestFirst.slice(1).map((time, index) => (newestFirst[index] ?? time) - time);
  const every = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const steady = gaps.filter((gap) => gap >= every / 2 && gap <= every * 2).length;
  // A median of 0 is one moment, not a pace.
  if (every === 0 || steady / gaps.length < STEADY_SHARE) return { kind: 'uneven' };
  return { kind: 'steady', every };
}

function causeOf(name: string | null, sessions: number, seen: number): ClusterCause {
  if (seen < sessions / 2) return 'unfinished-sign-ins';
  return name !== null && browser.test(name) ? 'forgetful-browser' : 'script';
}
