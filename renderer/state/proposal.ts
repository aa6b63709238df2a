// What a chosen set of sessions comes to before it is confirmed. Pure.
import type { AuditContext } from '../../electron/audit/findings.ts';
import { newestOfAllVerified } from '../../electron/audit/rules.ts';
import type { Account, Session } from '../../electron/shared/model.ts';

/** What the user is asked to confirm: these sessions, never Muster's own nor the offline key store. */
export interface Proposal {
  readonly account: Account;
  readonly sessions: readonly Session[];
  /** The one of them without which no verified session is left; it takes a confirmation of its own. */
  readonly spared: Session | null;
  /** What the account's other sessions and its server say about the consequences. */
  readonly context: AuditContext;
}

/** `chosen` out of `all` sessions of the account. What is pinned may go alone only. Null for nothing. */
export function proposalOf(
  account: Account,
  chosen: readonly Session[],
  all: readonly Session[],
  context: AuditContext,
): Proposal | null {
  const sessions = chosen.filter(
    (session) =>
      session.deviceId !== account.deviceId &&
      !session.dehydrated &&
      !(session.pinned && chosen.length > 1),
  );
  if (sessions.length === 0) return null;
  const ids = new Set(sessions.map((session) => session.deviceId));
  const sparedId = newestOfAllVerified(ids, all, account.deviceId);
  const spared = sessions.find((session) => session.deviceId === sparedId) ?? null;
  return { account, sessions, spared, context };
}
