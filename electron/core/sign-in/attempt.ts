// One attempt to sign in: what it knows, how the window sees it, and whom it expects. Pure, and
// without the tokens, which are in a vault or on one call stack.
import { isMatrixId } from '../../matrix/matrix-id.ts';
import type { AppError } from '../../shared/errors.ts';
import type { AccountId, AttemptId, DeviceId } from '../../shared/ids.ts';
import type {
  Account,
  CredentialPlace,
  SignInIdentifier,
  SignInMethods,
  SignInSnapshot,
} from '../../shared/model.ts';
import type { BrowserWait } from './browser.ts';

export interface Attempt {
  readonly attemptId: AttemptId;
  readonly baseUrl: string;
  /** A full Matrix ID, where it is known before the sign-in. */
  readonly userId: string | null;
  /** The account that is signed in again. */
  readonly account: Account | null;
  readonly methods: SignInMethods;
}

/** An attempt and what changes about it. `busy` while a call on it is under way. */
export interface OpenAttempt extends Attempt {
  busy: boolean;
  held: HeldLogin | null;
  wait: (BrowserWait & { readonly keptIn: CredentialPlace }) | null;
}

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

export function inBrowserSnapshot(
  { attemptId, baseUrl }: Attempt,
  { url, until }: BrowserWait,
  { returned = false, problem = null }: { returned?: boolean; problem?: AppError | null } = {},
): SignInSnapshot {
  return { kind: 'in-browser', attemptId, baseUrl, url, until, returned, problem };
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
