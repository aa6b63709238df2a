// What a person should look at first, and why: a few findings of the whole list, ranked. Data only; the
// words are in verdict-words.ts. What is not known is a recommendation of its own, never a good sign.
import type { DeviceId } from '../shared/ids.ts';
import type { ListState, Session } from '../shared/model.ts';
import type { Cluster } from './clusters.ts';
import { isInactive, type AuditContext } from './findings.ts';
import { maySignOut } from './protection.ts';

export type Recommendation =
  /** The server shows another identity than the pinned one, or none any more. */
  | Meant<'identity-changed'>
  | (Meant<'broken-signature'> & { readonly newest: Session })
  /** Appeared since the last look. */
  | (Meant<'new'> & { readonly newest: Session })
  | (Meant<'inactive'> & {
      readonly days: number;
      /** When the one that was used last was seen, in milliseconds since 1970. */
      readonly newestAt: number;
      readonly keys: KeyHolders;
    })
  | (Meant<'cluster'> & { readonly cluster: Cluster })
  /** Seen within the same days, and not signed by the account's identity. */
  | (Meant<'in-use-not-verified'> & { readonly days: number })
  /** `deviceIds` are not in the list of sessions. */
  | Meant<'unlisted-keys'>
  /** Whether these are verified could not be checked; all of them where no key could be read. */
  | Meant<'unchecked'>;

export type RecommendationKind = Recommendation['kind'];

interface Meant<Kind extends string> {
  readonly kind: Kind;
  /** In the order of the list; clusters newest first. */
  readonly deviceIds: readonly DeviceId[];
}

/** How many of the meant sessions hold message keys, and of how many that is not known. */
export interface KeyHolders {
  readonly known: number;
  readonly unknown: number;
}

export interface RecommendationContext {
  readonly audit: AuditContext;
  readonly list: Pick<
    ListState,
    'identity' | 'unlisted' | 'trustCheckedAt' | 'lookedAt' | 'refresh'
  >;
}

/** Ranked, the most urgent first. Nothing of Muster's own session or of the offline key store. */
export function recommendationsOf(
  sessions: readonly Session[],
  { audit, list }: RecommendationContext,
): readonly Recommendation[] {
  const others = sessions.filter((session) => maySignOut(session, 1, audit.own));
  return [
    ...identityChanged(list),
    ...brokenSignatures(others),
    ...newSessions(others, list),
    ...inactive(others, audit),
    ...clusters(audit),
    ...inUseNotVerified(others, audit),
    ...meant('unlisted-keys', list.unlisted),
    ...unchecked(others, list),
  ];
}

/**
 * The name of a recommendation, the same for the same concern of one account at any time. Cluster names
 * are text of the server: compare them, never use them as keys of an object.
 */
export function recommendationKey(recommendation: Recommendation): string {
  if (recommendation.kind !== 'cluster') return recommendation.kind;
  const { name } = recommendation.cluster;
  return name === null ? 'cluster' : `cluster:${name}`;
}

function meant<Kind extends 'unlisted-keys' | 'unchecked'>(
  kind: Kind,
  deviceIds: readonly DeviceId[],
): readonly Meant<Kind>[] {
  return deviceIds.length === 0 ? [] : [{ kind, deviceIds }];
}

function identityChanged({ identity }: RecommendationContext['list']): readonly Recommendation[] {
  return identity.changed ? [{ kind: 'identity-changed', deviceIds: [] }] : [];
}

function brokenSignatures(others: readonly Session[]): readonly Recommendation[] {
  const broken = others.filter(({ trust }) => trust.kind === 'broken-signature');
  const newest = latest(broken);
  return newest === null ? [] : [{ kind: 'broken-signature', deviceIds: idsOf(broken), newest }];
}

/** On the first look there is nothing that "new" could be measured from. */
function newSessions(
  others: readonly Session[],
  { lookedAt }: RecommendationContext['list'],
): readonly Recommendation[] {
  const fresh = lookedAt === null ? [] : others.filter(({ isNew }) => isNew);
  const newest = latest(fresh);
  return newest === null ? [] : [{ kind: 'new', deviceIds: idsOf(fresh), newest }];
}

function inactive(
  others: readonly Session[],
  { inactiveDays: days, now }: AuditContext,
): readonly Recommendation[] {
  const old = others.filter((session) => isInactive(session, days, now));
  const newestAt = latest(old)?.lastSeenAt ?? null;
  if (newestAt === null) return [];
  return [{ kind: 'inactive', deviceIds: idsOf(old), days, newestAt, keys: keyHolders(old) }];
}

/** Largest first, as they were found. */
function clusters({ clusters: clusterOf }: AuditContext): readonly Recommendation[] {
  return [...new Set(clusterOf.values())].map((cluster) => ({
    kind: 'cluster',
    deviceIds: cluster.deviceIds,
    cluster,
  }));
}

function inUseNotVerified(
  others: readonly Session[],
  { inactiveDays: days, now }: AuditContext,
): readonly Recommendation[] {
  const used = others.filter(
    (session) =>
      session.trust.kind === 'not-verified' &&
      session.lastSeenAt !== null &&
      !isInactive(session, days, now),
  );
  return used.length === 0 ? [] : [{ kind: 'in-use-not-verified', deviceIds: idsOf(used), days }];
}

/** While the keys of a first list are still being read, nothing has failed yet. */
function unchecked(
  others: readonly Session[],
  { refresh, trustCheckedAt }: RecommendationContext['list'],
): readonly Recommendation[] {
  const isFirstReading = trustCheckedAt === null && refresh.kind === 'refreshing';
  const unknown = others.filter(({ trust }) => trust.kind === 'unchecked');
  return isFirstReading ? [] : meant('unchecked', idsOf(unknown));
}

function keyHolders(sessions: readonly Session[]): KeyHolders {
  const unknown = sessions.filter(({ trust }) => trust.kind === 'unchecked').length;
  const keyless = sessions.filter(({ trust }) => trust.kind === 'no-encryption').length;
  return { known: sessions.length - unknown - keyless, unknown };
}

/** The one that was seen last; one that was never seen where none was. */
function latest(sessions: readonly Session[]): Session | null {
  let found: Session | null = null;
  for (const session of sessions)
    if (found === null || (session.lastSeenAt ?? 0) > (found.lastSeenAt ?? 0)) found = session;
  return found;
}

function idsOf(sessions: readonly Session[]): readonly DeviceId[] {
  return sessions.map(({ deviceId }) => deviceId);
}
