// What may never, or only alone, be signed out: one answer for rules, the window and main.
import type { DeviceId } from '../shared/ids.ts';
import type { Session } from '../shared/model.ts';
import { byNewest } from './clusters.ts';

/** Why a session is protected, the strongest reason that there is. */
export type Protection =
  /** Muster's own. */
  | 'own'
  /** The offline key store. */
  | 'dehydrated'
  /** By the user. */
  | 'pinned';

/** What tells whether a session is protected. */
export type Protectable = Pick<Session, 'deviceId' | 'dehydrated' | 'pinned'>;

/** `ownDeviceId`: null where the server doesn't say which session is Muster's. */
export function protectionOf(
  { deviceId, dehydrated, pinned }: Protectable,
  ownDeviceId: DeviceId | null,
): Protection | null {
  if (deviceId === ownDeviceId) return 'own';
  if (dehydrated) return 'dehydrated';
  return pinned ? 'pinned' : null;
}

/** The protected ones of a list, in its order. */
export function protectionsOf(
  sessions: readonly Protectable[],
  ownDeviceId: DeviceId | null,
): ReadonlyMap<DeviceId, Protection> {
  const protections = new Map<DeviceId, Protection>();
  for (const session of sessions) {
    const protection = protectionOf(session, ownDeviceId);
    if (protection !== null) protections.set(session.deviceId, protection);
  }
  return protections;
}

/**
 * Whether a session may be one of `total` that are signed out on one confirmation. Muster's own and
 * the offline key store never; a pinned one alone; and where any may be Muster's own, each alone.
 */
export function maySignOut(
  session: Protectable,
  total: number,
  ownDeviceId: DeviceId | null,
): boolean {
  switch (protectionOf(session, ownDeviceId)) {
    case 'own':
    case 'dehydrated':
      return false;
    case 'pinned':
      return total === 1;
    case null:
      return total === 1 || ownDeviceId !== null;
  }
}

/** Whether a person could verify a new session with this one. What never goes doesn't count. */
export function canVerify(session: Session, ownDeviceId: DeviceId | null): boolean {
  return session.trust.kind === 'verified' && maySignOut(session, 1, ownDeviceId);
}

/**
 * If signing out `ids` would leave no verified session although there is one now: the newest of
 * them, which takes a confirmation of its own. For any selection, made by a rule or by hand.
 */
export function newestOfAllVerified(
  ids: ReadonlySet<DeviceId>,
  sessions: readonly Session[],
  ownDeviceId: DeviceId | null,
): DeviceId | null {
  let newest: Session | null = null;
  for (const session of sessions) {
    if (!canVerify(session, ownDeviceId)) continue;
    if (!ids.has(session.deviceId)) return null;
    if (newest === null || byNewest(session, newest) < 0) newest = session;
  }
  return newest?.deviceId ?? null;
}
