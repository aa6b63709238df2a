// Which of the sessions that somebody is about to sign out deserve a second look, and why. Data only;
// the words are in the window.
import type { DeviceId } from '../shared/ids.ts';
import type { Session } from '../shared/model.ts';
import { byNewest } from './clusters.ts';
import { isInactive, type AuditContext } from './findings.ts';

export type SecondLook =
  /** Seen within the last 24 hours: somebody may be using it. */
  | 'in-use'
  /** Verified, and seen within the settings' `inactiveDays`. */
  | 'verified'
  /** No session that stays is known to hold message keys; this is the newest that does. */
  | 'last-with-keys'
  /** Seen at another address than at the last look. */
  | 'new-address';

/** "In use" is what was seen within this time, in milliseconds. */
const inUseWithin = 24 * 3_600_000;

/**
 * `going`: what is about to be signed out of `all` sessions of the account. Reasons in the order of
 * their weight; a session without one is not in the map. Linear.
 */
export function secondLooks(
  going: readonly Session[],
  all: readonly Session[],
  { now, inactiveDays }: Pick<AuditContext, 'now' | 'inactiveDays'>,
): ReadonlyMap<DeviceId, readonly SecondLook[]> {
  const lastWithKeys = newestOfAllWithKeys(going, all);
  const isUsed = (session: Session): boolean =>
    session.lastSeenAt !== null && !isInactive(session, inactiveDays, now);
  const looks = new Map<DeviceId, readonly SecondLook[]>();
  for (const session of going) {
    const reasons: readonly SecondLook[] = [
      ...(isInUse(session, now) ? (['in-use'] as const) : []),
      ...(session.trust.kind === 'verified' && isUsed(session) ? (['verified'] as const) : []),
      ...(session === lastWithKeys ? (['last-with-keys'] as const) : []),
      ...(session.previousIp === null ? [] : (['new-address'] as const)),
    ];
    if (reasons.length > 0) looks.set(session.deviceId, reasons);
  }
  return looks;
}

/** A time that the server puts into the future is use, too: its clock or this one is wrong. */
export function isInUse({ lastSeenAt }: Pick<Session, 'lastSeenAt'>, now: number): boolean {
  return lastSeenAt !== null && now - lastSeenAt < inUseWithin;
}

/** Whether it is known to hold message keys. */
export function holdsKeys({ trust }: Session): boolean {
  return trust.kind !== 'no-encryption' && trust.kind !== 'unchecked';
}

/** The offline key store doesn't count: nobody reads with it. */
function newestOfAllWithKeys(going: readonly Session[], all: readonly Session[]): Session | null {
  const ids = new Set(going.map(({ deviceId }) => deviceId));
  const others = all.filter(({ deviceId, dehydrated }) => !ids.has(deviceId) && !dehydrated);
  if (others.some((session) => holdsKeys(session) || session.trust.kind === 'unchecked'))
    return null;
  return going.filter(holdsKeys).sort(byNewest)[0] ?? null;
}
