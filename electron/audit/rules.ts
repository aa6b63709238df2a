// "Select by rule": which sessions a rule means, and which of them stay protected whatever it says.
import type { DeviceId } from '../shared/ids.ts';
import { isWithin, RULE_DAYS, RULE_KEEP_NEWEST, RULE_TEXT_MAX } from '../shared/limits.ts';
import type { Session } from '../shared/model.ts';
import type { Rule } from '../shared/rules.ts';
import { contains, parseAddress, parseNetwork } from '../shared/ip-address.ts';
import { byNewest } from './clusters.ts';
import { hasName, isInactive, type AuditContext } from './findings.ts';
import { newestOfAllVerified, protectionOf, type Protection } from './protection.ts';

/** Why a rule leaves a session out: it is protected, or the newest of all verified ones. */
export type Exclusion = Protection | 'last-verified';

export interface RuleSelection {
  /** In the order of `sessions`. */
  readonly selected: readonly DeviceId[];
  /** What the rule means too, and why it is left out. */
  readonly excluded: ReadonlyMap<DeviceId, Exclusion>;
}

/** Which part of a rule can't be used. `nothing-asked`: it would mean every session. */
export type RuleProblem = 'nothing-asked' | 'days' | 'trust' | 'name' | 'network' | 'keep-newest';

const DAY = 86_400_000;

type Condition = (session: Session) => boolean;

/** A rule with a problem selects nothing. Linear in the number of sessions, but for one sort. */
export function selectByRule(
  rule: Rule,
  sessions: readonly Session[],
  context: AuditContext,
): RuleSelection {
  const selected = new Set<DeviceId>();
  const excluded = new Map<DeviceId, Exclusion>();
  if (checkRule(rule) !== null) return { selected: [], excluded };
  const conditions = conditionsOf(rule, sessions, context.now);
  for (const session of sessions) {
    if (!conditions.every((holds) => holds(session))) continue;
    const protection = protectionOf(session, context.own);
    if (protection === null) selected.add(session.deviceId);
    else excluded.set(session.deviceId, protection);
  }
  const spared = newestOfAllVerified(selected, sessions, context.own);
  if (spared !== null) {
    selected.delete(spared);
    excluded.set(spared, 'last-verified');
  }
  return { selected: [...selected], excluded };
}

/** What makes a rule unusable, or null. */
export function checkRule(rule: Rule): RuleProblem | null {
  const { notSeenForDays, trust, name, network, keepNewest } = rule;
  if (Object.values(rule).every((asked) => asked === undefined)) return 'nothing-asked';
  if (notSeenForDays !== undefined && !isWithin(notSeenForDays, RULE_DAYS)) return 'days';
  if (trust?.length === 0) return 'trust';
  if (typeof name === 'string' && (name.trim() === '' || name.length > RULE_TEXT_MAX))
    return 'name';
  if (network !== undefined && (network.length > RULE_TEXT_MAX || parseNetwork(network) === null)) {
    return 'network';
  }
  if (keepNewest !== undefined && !isWithin(keepNewest, RULE_KEEP_NEWEST)) return 'keep-newest';
  return null;
}

function conditionsOf(rule: Rule, sessions: readonly Session[], now: number): readonly Condition[] {
  const { notSeenForDays, neverUsed, trust, name, network, keepNewest } = rule;
  const conditions: Condition[] = [];
  if (notSeenForDays !== undefined) {
    conditions.push((session) => isInactive(session, notSeenForDays, now));
  }
  if (neverUsed) conditions.push((session) => isNeverUsed(session, now));
  if (trust) {
    const kinds = new Set(trust);
    conditions.push((session) => kinds.has(session.trust.kind));
  }
  if (name !== undefined) conditions.push(nameCondition(name));
  if (network !== undefined) conditions.push(networkCondition(network));
  if (keepNewest !== undefined) conditions.push(surplusCondition(sessions, keepNewest));
  return conditions;
}

/** A sign-in that is going on right now looks the same, hence the day. */
function isNeverUsed({ lastSeenAt, firstSeenAt }: Session, now: number): boolean {
  return lastSeenAt === null && now - firstSeenAt >= DAY;
}

function nameCondition(pattern: string | null): Condition {
  if (pattern === null) return (session) => !hasName(session);
  const matches = wildcard(pattern.trim());
  return ({ displayName }) => displayName !== null && matches(displayName.trim());
}

function networkCondition(text: string): Condition {
  const network = parseNetwork(text);
  return ({ lastSeenIp }) => {
    const address = lastSeenIp === null ? null : parseAddress(lastSeenIp);
    return network !== null && address !== null && contains(network, address);
  };
}

/** Ranks within all sessions of a name, so that the newest are kept whatever else the rule asks. */
function surplusCondition(sessions: readonly Session[], keep: number): Condition {
  const ranks = new Map<string | null, number>();
  const surplus = new Set<DeviceId>();
  for (const { displayName, deviceId } of sessions.toSorted(byNewest)) {
    const rank = ranks.get(displayName) ?? 0;
    ranks.set(displayName, rank + 1);
    if (rank >= keep) surplus.add(deviceId);
  }
  return ({ deviceId }) => surplus.has(deviceId);
}

/**
 * `*` stands for anything, also nothing; case doesn't count. Finds each piece as far left as it can:
 * no backtracking, which names made by an attacker could drive to a standstill.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const pieces = pattern.toLowerCase().split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  const between = pieces.slice(1, -1);
  return (text) => {
    const lower = text.toLowerCase();
    if (pieces.length === 1) return lower === first;
    if (!lower.startsWith(first) || !lower.endsWith(last)) return false;
    let from = first.length;
    for (const piece of between) {
      const at = lower.indexOf(piece, from);
      if (at < 0) return false;
      from = at + piece.length;
    }
    return from <= lower.length - last.length;
  };
}
