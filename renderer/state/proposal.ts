// What a chosen set of sessions comes to before it is confirmed. Pure.
import type { AuditContext } from '../../electron/audit/findings.ts';
import { maySignOut } from '../../electron/audit/protection.ts';
import type { Account, Session } from '../../electron/shared/model.ts';

/** What the user is asked to confirm. */
export interface Proposal {
  readonly account: Account;
  readonly sessions: readonly Session[];
  /** Every session of the account. */
  readonly all: readonly Session[];
  /** What the account's other sessions and its server say about the consequences. */
  readonly context: AuditContext;
}

/** What may go of `chosen` out of `all` sessions of the account. Null for nothing. */
export function proposalOf(
  account: Account,
  chosen: readonly Session[],
  all: readonly Session[],
  context: AuditContext,
): Proposal | null {
  const sessions = chosen.filter((session) => maySignOut(session, chosen.length, context.own));
  return sessions.length === 0 ? null : { account, sessions, all, context };
}
