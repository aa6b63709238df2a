// What becomes of sessions that are being made or ended. Pure.
import type { DeviceId } from '../../shared/ids.ts';
import type { Account, AccountStatus, LeftBehindSession } from '../../shared/model.ts';
import type { UnsettledSession } from '../unsettled-session.ts';

export function leftBehindOf(session: UnsettledSession): LeftBehindSession {
  const { credentialId, baseUrl, userId, deviceId } = session;
  const left = isBeginning(session) ? 'unanswered' : 'not-ended';
  return { credentialId, baseUrl, userId, deviceId, kind: left };
}

/** The account that a session of a known user becomes, in place of what `known` was signed in with. */
export function accountOf(
  session: UnsettledSession,
  known: Account | undefined,
  status: AccountStatus,
): Account {
  const { accountId, baseUrl, userId, deviceId, keptIn, borrowed, oauth, credentialId } = session;
  if (userId === null) throw new Error('whose session it is must be known');
  return {
    ...{ accountId, baseUrl, userId, deviceId, keptIn, borrowed, oauth, credentialId },
    status,
    sessionCount: known?.sessionCount ?? null,
    signOutRoute: known?.signOutRoute ?? 'unknown',
  };
}

/** An account's own session, on its way to its end. */
export function endingOf(account: Account): UnsettledSession {
  const { accountId, baseUrl, userId, deviceId, keptIn, borrowed, oauth, credentialId } = account;
  const session = { accountId, baseUrl, userId, deviceId, keptIn, borrowed, oauth, credentialId };
  return { kind: 'ending', ...session };
}

/**
 * What is left to do about the session that `known` had, when it is signed in as `next` instead. Null
 * for nothing: its tokens have gone with an earlier run. Only forgotten is what another app goes on
 * with, and what the server has ended itself, because the login API gave the same session again.
 */
export function replacedBy(known: Account | undefined, next: Account): UnsettledSession | null {
  if (!known || known.credentialId === next.credentialId) return null;
  if (known.status.kind === 'expired-with-run') return null;
  const isByLogin = known.oauth === null && next.oauth === null;
  const isSame = isByLogin && known.deviceId === next.deviceId;
  return { ...endingOf(known), kind: known.borrowed || isSame ? 'forgetting' : 'ending' };
}

/** Whether a session has become this account's, or was asked for once more by the one that has. */
export function isSettledBy(account: Account, session: UnsettledSession): boolean {
  if (session.credentialId === account.credentialId) return true;
  return isBeginning(session) && isSessionOf(account, session);
}

/**
 * Whether two sign-ins by the login API are to one and the same session. OAuth servers may have two for
 * one session, which end apart.
 */
export function isSessionOf(
  account: Account,
  { baseUrl, deviceId, oauth }: UnsettledSession,
): boolean {
  if (deviceId === null || oauth !== null || account.oauth !== null) return false;
  return account.deviceId === deviceId && account.baseUrl === baseUrl;
}

/**
 * The session that a sign-in by the login API should ask for once more, because nobody knows whether an
 * earlier one got it: the server ends what there was of it. `userId`: whom both were for.
 */
export function unansweredFor(
  sessions: readonly UnsettledSession[],
  { baseUrl, userId }: Pick<LeftBehindSession, 'baseUrl' | 'userId'>,
): DeviceId | null {
  if (userId === null) return null;
  const lost = sessions.find(
    (session) =>
      isBeginning(session) &&
      session.oauth === null &&
      !session.borrowed &&
      session.baseUrl === baseUrl &&
      session.userId === userId,
  );
  return lost?.deviceId ?? null;
}

function isBeginning({ kind }: UnsettledSession): boolean {
  return kind === 'asked' || kind === 'granted';
}
