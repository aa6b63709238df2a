// What stands out about a session, and what signing it out would cost. Facts and reasons as data;
// words are in words.ts. Nothing here says more than is known: unknown is not inactive, and
// "could not be checked" is not "not verified".
import type { DeviceId } from '../shared/ids.ts';
import type { Session, SessionList, Settings } from '../shared/model.ts';
import type { KeyBackup } from '../shared/trust.ts';
import { internalRange, type InternalRange } from '../shared/ip-address.ts';
import { findClusters, type Cluster } from './clusters.ts';
import { canVerify, maySignOut, protectionOf, type OwnSessions } from './protection.ts';

/** Why something stands out; each kind at most once a session. */
export type Finding =
  /** A signature on its keys doesn't fit: the keys or the signature were altered. */
  | { readonly kind: 'broken-signature' }
  /** Appeared since the last look. */
  | { readonly kind: 'new'; readonly firstSeenAt: number }
  /** Has keys that the account's identity has not signed. */
  | { readonly kind: 'not-verified' }
  /** Its sign-out would leave no verified session. */
  | { readonly kind: 'last-verified' }
  /** Not seen for more than the settings' `inactiveDays`; `days` are whole ones. */
  | { readonly kind: 'inactive'; readonly days: number; readonly seenBySyncOnly?: true | undefined }
  /** The server doesn't say when it was used. */
  | { readonly kind: 'unknown-last-seen' }
  /** Another address than at the last look; `to` may have become unknown. */
  | { readonly kind: 'address-changed'; readonly from: string; readonly to: string | null }
  | { readonly kind: 'internal-address'; readonly range: InternalRange }
  | { readonly kind: 'cluster'; readonly cluster: Cluster }
  | { readonly kind: 'no-encryption' }
  | { readonly kind: 'no-name' };

export type FindingKind = Finding['kind'];

/** What signing a session out does besides ending it. */
export type Consequence =
  /** It is Muster's own, here or at another address: that account leaves Muster. */
  | { readonly kind: 'ends-muster'; readonly elsewhere: boolean }
  /** It holds keys: messages that only it can read become unreadable without a backup. */
  | { readonly kind: 'loses-keys'; readonly keyBackup: KeyBackup }
  /** It has no keys: no message becomes unreadable. */
  | { readonly kind: 'loses-nothing' }
  /** Keys could not be checked: it may hold some. */
  | { readonly kind: 'unknown-keys'; readonly keyBackup: KeyBackup }
  /** No session is left that can verify a new one; the recovery key or a reset is needed then. */
  | { readonly kind: 'none-verified-left' }
  /** Messages that arrive while no session is on can't be read later. */
  | { readonly kind: 'ends-offline-keys' }
  /** What made the cluster is likely to sign in again. */
  | { readonly kind: 'comes-back'; readonly cluster: Cluster };

/** What must be known of the account to judge one session. Made once for a list. */
export interface AuditContext {
  readonly now: number;
  readonly inactiveDays: number;
  /** As in `ListState`. */
  readonly seenBySyncOnly?: true | undefined;
  readonly own: OwnSessions;
  /** Each clustered session's cluster. */
  readonly clusters: ReadonlyMap<DeviceId, Cluster>;
  /** The only verified session, Muster's own and the offline key store not counted; else null. */
  readonly lastVerified: DeviceId | null;
  readonly keyBackup: KeyBackup;
}

const DAY = 86_400_000;

/** Goes over the whole list; then each session is judged in constant time. */
export function auditContext(
  list: SessionList,
  own: OwnSessions,
  settings: Pick<Settings, 'inactiveDays'>,
  now: number,
): AuditContext {
  const clusters = new Map<DeviceId, Cluster>();
  for (const cluster of findClusters(list.sessions)) {
    for (const deviceId of cluster.deviceIds) clusters.set(deviceId, cluster);
  }
  const verified = list.sessions.filter((session) => canVerify(session, own));
  return {
    now,
    inactiveDays: settings.inactiveDays,
    seenBySyncOnly: list.state.seenBySyncOnly,
    own,
    clusters,
    lastVerified: verified.length === 1 ? (verified[0]?.deviceId ?? null) : null,
    keyBackup: list.state.keyBackup,
  };
}

/** The most serious first. */
export function findingsOf(session: Session, context: AuditContext): readonly Finding[] {
  return [...aboutTrust(session, context), ...aboutUse(session, context), ...aboutLabels(session)];
}

function aboutTrust(session: Session, context: AuditContext): readonly Finding[] {
  const { deviceId, firstSeenAt, isNew, trust } = session;
  const findings: Finding[] = [];
  if (trust.kind === 'broken-signature') findings.push({ kind: 'broken-signature' });
  if (isNew) findings.push({ kind: 'new', firstSeenAt });
  if (trust.kind === 'not-verified') findings.push({ kind: 'not-verified' });
  if (deviceId === context.lastVerified) findings.push({ kind: 'last-verified' });
  return findings;
}

function aboutUse(session: Session, context: AuditContext): readonly Finding[] {
  const { deviceId, lastSeenAt, lastSeenIp, previousIp } = session;
  const findings: Finding[] = [];
  // The offline key store is never used, and Muster's own session is in use now.
  if (maySignOut(session, 1, context.own)) {
    const days = lastSeenAt === null ? null : Math.floor((context.now - lastSeenAt) / DAY);
    if (days === null) findings.push({ kind: 'unknown-last-seen' });
    else if (isInactive(session, context.inactiveDays, context.now)) {
      findings.push({ kind: 'inactive', days, seenBySyncOnly: context.seenBySyncOnly });
    }
  }
  if (previousIp !== null) {
    findings.push({ kind: 'address-changed', from: previousIp, to: lastSeenIp });
  }
  const range = lastSeenIp === null ? null : internalRange(lastSeenIp);
  if (range !== null) findings.push({ kind: 'internal-address', range });
  const cluster = context.clusters.get(deviceId);
  if (cluster) findings.push({ kind: 'cluster', cluster });
  return findings;
}

function aboutLabels(session: Session): readonly Finding[] {
  const findings: Finding[] = [];
  if (session.trust.kind === 'no-encryption') findings.push({ kind: 'no-encryption' });
  if (!hasName(session)) findings.push({ kind: 'no-name' });
  return findings;
}

/** Last seen more than `days` ago. An unknown last seen is never inactive. */
export function isInactive({ lastSeenAt }: Session, days: number, now: number): boolean {
  return lastSeenAt !== null && now - lastSeenAt > days * DAY;
}

/** A name of spaces alone is none. */
export function hasName({ displayName }: Session): boolean {
  return displayName !== null && displayName.trim() !== '';
}

/** What happens if this one session is signed out. */
export function consequencesOf(session: Session, context: AuditContext): readonly Consequence[] {
  const consequences: Consequence[] = [];
  const protection = protectionOf(session, context.own);
  if (protection === 'own' || protection === 'own-elsewhere')
    consequences.push({ kind: 'ends-muster', elsewhere: protection === 'own-elsewhere' });
  consequences.push(aboutKeys(session, context.keyBackup));
  if (session.deviceId === context.lastVerified) consequences.push({ kind: 'none-verified-left' });
  const cluster = context.clusters.get(session.deviceId);
  if (cluster) consequences.push({ kind: 'comes-back', cluster });
  return consequences;
}

function aboutKeys(session: Session, keyBackup: KeyBackup): Consequence {
  if (session.dehydrated) return { kind: 'ends-offline-keys' };
  switch (session.trust.kind) {
    case 'no-encryption':
      return { kind: 'loses-nothing' };
    case 'unchecked':
      return { kind: 'unknown-keys', keyBackup };
    case 'verified':
    case 'not-verified':
    case 'no-identity':
    case 'broken-signature':
      return { kind: 'loses-keys', keyBackup };
  }
}
