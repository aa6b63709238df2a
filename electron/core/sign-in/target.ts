// Whom a sign-in is for, and which session it may ask for. Pure.
import type { AuthMetadata } from '../../matrix/oauth/metadata.ts';
import { canBeAskedFor } from '../../matrix/oauth/grant.ts';
import type { OAuthServer } from '../../matrix/types.ts';
import { typedMatrixId } from '../../matrix/discovery/address.ts';
import { isMatrixId } from '../../matrix/matrix-id.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { AccountId, CredentialId, DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { SignInIdentifier, SignInMethods } from '../../shared/sign-in.ts';
import type { UnsettledSession } from '../unsettled-session.ts';
import type { Target } from './attempt.ts';

/**
 * The ways in that a homeserver has, of what its login API and its OAuth metadata say. One of the two
 * is enough.
 */
export function waysIn(
  login: Result<SignInMethods>,
  metadata: Result<AuthMetadata | null>,
): Result<{ readonly methods: SignInMethods; readonly oauth: OAuthServer | null }> {
  const found = metadata.ok ? metadata.value : null;
  const server = found?.server ?? null;
  const oauth = server && { deviceCode: server.deviceEndpoint !== null };
  if (login.ok) return ok({ methods: { ...login.value, oauth }, oauth: server });
  if (login.error.code !== 'not-a-homeserver' || found === null) return login;
  if (server === null) return fail({ code: 'oauth', reason: 'unusable-server', serverText: null });
  return ok({ methods: { oauth, password: false, sso: null, others: [] }, oauth: server });
}

/**
 * The session to ask for, by every way in. An account's own again, so that signing in again makes no
 * second one; never another app's: the server would end what that app has of it, and hand it over.
 * Nor one of the other API: the two end their sessions apart, and one session would be two.
 * `newId` gives random UUIDs.
 */
export function deviceIdToAskFor(
  account: Account | null,
  api: 'login' | 'oauth',
  newId: () => string,
): DeviceId {
  const isOwn = account?.borrowed === false && (account.oauth === null) === (api === 'login');
  const own = isOwn ? account.deviceId : null;
  // Ids that a server made up itself may be ones that OAuth has no way to name.
  if (own !== null && (api === 'login' || canBeAskedFor(own))) return own;
  return newId().replaceAll('-', '').slice(0, 16).toUpperCase() as DeviceId;
}

/** The session that is asked for next, as it is written down before. `userId`: whom it is for. */
export function sessionToAskFor(
  { account, baseUrl }: Target,
  asked: Pick<UnsettledSession, 'userId' | 'deviceId' | 'keptIn' | 'oauth'>,
  newId: () => string,
): UnsettledSession {
  const accountId = account?.accountId ?? (newId() as AccountId);
  const credentialId = newId() as CredentialId;
  return { kind: 'asked', accountId, baseUrl, borrowed: false, ...asked, credentialId };
}

/** Whom a sign-in is for, as far as it is known before the server's answer. */
export function whoIsNamed(target: Target, named: SignInIdentifier | null): string | null {
  if (target.account) return target.account.userId;
  return named?.kind === 'user' ? named.user : named === null ? target.userId : null;
}

/** Whom to name to the server: fixed for an account that is signed in again. */
export function identifierToSend(target: Target, typed: SignInIdentifier): SignInIdentifier {
  if (target.account) return { kind: 'user', user: target.account.userId };
  switch (typed.kind) {
    case 'user':
      return { ...typed, user: typedMatrixId(typed.user) ?? typed.user.trim() };
    case 'email':
      return { ...typed, address: typed.address.trim() };
    case 'phone':
      return { ...typed, phone: typed.phone.trim() };
  }
}

/**
 * The full Matrix ID that the server should have answered with, when it answered with another one;
 * null when all is well, or when only a localpart was typed and nothing can be compared. `sent` is
 * null where the server was told nobody: by its web page, and with a pasted token.
 */
export function missedUser(
  target: Target,
  sent: SignInIdentifier | null,
  received: string,
): string | null {
  if (target.account) {
    return target.account.userId === received ? null : target.account.userId;
  }
  const expected = sent?.kind === 'user' ? expectedUser(target.userId, sent.user) : target.userId;
  // Servers match what is typed without regard to case, and answer with their own spelling.
  return expected?.toLowerCase() === received.toLowerCase() ? null : expected;
}

function expectedUser(known: string | null, typed: string): string | null {
  if (isMatrixId(typed)) return typed;
  return known !== null && known.slice(1, known.indexOf(':')) === typed ? known : null;
}
