// One attempt to sign in: what it knows, how the window sees it, and whom it expects. Pure, and
// without the tokens, which are in a vault or on one call stack.
import type { AuthMetadata } from '../../matrix/oauth/metadata.ts';
import { canBeAskedFor } from '../../matrix/oauth/grant.ts';
import type { OAuthServer } from '../../matrix/types.ts';
import { isMatrixId } from '../../matrix/matrix-id.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId, AttemptId, DeviceId } from '../../shared/ids.ts';
import type { Account, OAuthBinding } from '../../shared/model.ts';
import type { SignInIdentifier, SignInMethods, SignInSnapshot } from '../../shared/sign-in.ts';
import type { BrowserWait } from './browser.ts';

export interface Attempt {
  readonly attemptId: AttemptId;
  readonly baseUrl: string;
  /** A full Matrix ID, where it is known before the sign-in. */
  readonly userId: string | null;
  /** The account that is signed in again. */
  readonly account: Account | null;
  readonly methods: SignInMethods;
  /** Where it can be signed in by OAuth 2.0; null where it can't. */
  readonly oauth: OAuthServer | null;
}

/** An attempt and what changes about it. `busy` while a call on it is under way. */
export interface OpenAttempt extends Attempt {
  busy: boolean;
  held: HeldLogin | null;
  wait: Wait | null;
}

/** What an attempt waits for. What comes is a continuation: it holds the secret, and nothing else does. */
export type Wait =
  | ({ readonly kind: 'browser' } & BrowserWait<Continuation>)
  | {
      readonly kind: 'code';
      readonly userCode: string;
      readonly page: string;
      readonly pageWithCode: string | null;
      readonly until: number;
      readonly stop: () => void;
    };

export type Continuation = () => Promise<Result<SignInSnapshot>>;

/** A new session whose tokens no keychain took; the memory vault holds them under `heldAs`. */
export interface HeldLogin {
  readonly login: NewLogin;
  readonly heldAs: AccountId;
  readonly problem: AppError;
}

export interface NewLogin {
  readonly accountId: AccountId;
  readonly userId: string;
  readonly deviceId: DeviceId | null;
  readonly oauth: OAuthBinding | null;
}

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
 * `newId` gives random UUIDs.
 */
export function deviceIdToAskFor(
  account: Account | null,
  api: 'login' | 'oauth',
  newId: () => string,
): DeviceId {
  const own = account?.borrowed === false ? account.deviceId : null;
  // Ids that a server made up itself may be ones that OAuth has no way to name.
  if (own !== null && (api === 'login' || canBeAskedFor(own))) return own;
  return newId().replaceAll('-', '').slice(0, 16).toUpperCase() as DeviceId;
}

export function readySnapshot(attempt: Attempt, problem: AppError | null): SignInSnapshot {
  const { attemptId, baseUrl, userId, account, methods } = attempt;
  return {
    kind: 'ready',
    attemptId,
    baseUrl,
    userId,
    again: account !== null,
    methods,
    problem,
  };
}

export function waitSnapshot(
  { attemptId, baseUrl }: Attempt,
  wait: Wait,
  { returned = false, problem = null }: { returned?: boolean; problem?: AppError | null } = {},
): SignInSnapshot {
  const { until } = wait;
  if (wait.kind === 'browser')
    return { kind: 'in-browser', attemptId, baseUrl, url: wait.url, until, returned, problem };
  const { userCode, page, pageWithCode } = wait;
  return { kind: 'device-code', attemptId, baseUrl, userCode, page, pageWithCode, until, problem };
}

export function notKeptSnapshot({ attemptId }: Attempt, held: HeldLogin): SignInSnapshot {
  return { kind: 'not-kept', attemptId, userId: held.login.userId, problem: held.problem };
}

/** Whom to name to the server: fixed for an account that is signed in again. */
export function identifierToSend(attempt: Attempt, typed: SignInIdentifier): SignInIdentifier {
  if (attempt.account) return { kind: 'user', user: attempt.account.userId };
  switch (typed.kind) {
    case 'user':
      return { ...typed, user: typed.user.trim() };
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
  attempt: Attempt,
  sent: SignInIdentifier | null,
  received: string,
): string | null {
  if (attempt.account) {
    return attempt.account.userId === received ? null : attempt.account.userId;
  }
  const expected = sent?.kind === 'user' ? expectedUser(attempt.userId, sent.user) : attempt.userId;
  // Servers match what is typed without regard to case, and answer with their own spelling.
  return expected?.toLowerCase() === received.toLowerCase() ? null : expected;
}

function expectedUser(known: string | null, typed: string): string | null {
  if (isMatrixId(typed)) return typed;
  return known !== null && known.slice(1, known.indexOf(':')) === typed ? known : null;
}
