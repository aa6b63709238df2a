// What may never, or only alone, be signed out: one answer for rules, the window and main.
import type { AccountId, DeviceId } from '../shared/ids.ts';
import type { Account, Session } from '../shared/model.ts';
import { byNewest } from './clusters.ts';

/** Why a session is protected, the strongest reason that there is. */
export type Protection =
  /** Muster's own. */
  | 'own'
  /** Muster's own of the same Matrix ID, signed in at another address. */
  | 'own-elsewhere'
  /** The offline key store. */
  | 'dehydrated'
  /** By the user. */
  | 'pinned';

/** What tells whether a session is protected. */
export type Protectable = Pick<Session, 'deviceId' | 'dehydrated' | 'pinned'>;

/** Which sessions are Muster's. Null stands for one that the server doesn't name. */
export interface OwnSessions {
  /** The account's. */
  readonly deviceId: DeviceId | null;
  /** Those of other accounts with the same Matrix ID: its server may have two addresses. */
  readonly elsewhere: ReadonlySet<DeviceId | null>;
}

const nowhere: OwnSessions['elsewhere'] = new Set();

/** `accounts`: all that there are. An empty `elsewhere` is always the same one. */
export function ownSessions(accountId: AccountId, accounts: readonly Account[]): OwnSessions {
  const account = accounts.find((it) => it.accountId === accountId);
  if (account === undefined) return { deviceId: null, elsewhere: nowhere };
  const others = accounts.filter((it) => it.userId === account.userId && it !== account);
  const elsewhere = others.length === 0 ? nowhere : new Set(others.map((it) => it.deviceId));
  return { deviceId: account.deviceId, elsewhere };
}

export function isMusters({ deviceId }: Pick<Session, 'deviceId'>, own: OwnSessions): boolean {
  return deviceId === own.deviceId || own.elsewhere.has(deviceId);
}

export function protectionOf(session: Protectable, own: OwnSessions): Protection | null {
  const { deviceId, dehydrated, pinned } = session;
  if (deviceId === own.deviceId) return 'own';
  if (own.elsewhere.has(deviceId)) return 'own-elsewhere';
  if (dehydrated) return 'dehydrated';
  return pinned ? 'pinned' : null;
}

/** Whether no other session can be Muster's. */
export function isOwnKnown({ deviceId, elsewhere }: OwnSessions): boolean {
  return deviceId !== null && !elsewhere.has(null);
}

/** The protected ones of a list, in its order. */
export function protectionsOf(
  sessions: readonly Protectable[],
  own: OwnSessions,
): ReadonlyMap<DeviceId, Protection> {
  const protections = new Map<DeviceId, Protection>();
  for (const session of sessions) {
    const protection = protectionOf(session, own);
    if (protection !== null) protections.set(session.deviceId, protection);
  }
  return protections;
}

/**
 * Whether a session may be one of `total` that are signed out on one confirmation. Muster's own and
 * the offline key store never; a pinned one alone; and where any may be Muster's own, each alone.
 */
export function maySignOut(session: Protectable, total: number, own: OwnSessions): boolean {
  switch (protectionOf(session, own)) {
    case 'own':
    case 'own-elsewhere':
    case 'dehydrated':
      return false;
    case 'pinned':
      return total === 1;
    case null:
      return total === 1 || isOwnKnown(own);
  }
}

/** Whether a person could verify a new session with this one. What never goes doesn't count. */
export function canVerify(session: Session, own: OwnSessions): boolean {
  return session.trust.kind === 'verified' && maySignOut(session, 1, own);
}

/**
 * If signing out `ids` would leave no verified session although there is one now: the newest of
 * them, which takes a confirmation of its own. For any selection, made by a rule or by hand.
 */
export function newestOfAllVerified(
  ids: ReadonlySet<DeviceId>,
  sessions: readonly Session[],
  own: OwnSessions,
): DeviceId | null {
  let newest: Session | null = null;
  for (const session of sessions) {
    if (!canVerify(session, own)) continue;
    if (!ids.has(session.deviceId)) return null;
    if (newest === null || byNewest(session, newest) < 0) newest = session;
  }
  return newest?.deviceId ?? null;
}
