// One attempt to sign in: what it knows, how the window sees it, and whom it expects. Pure, and
// without the token, which is in a vault or on one call stack.
import { isMatrixId } from '../matrix/matrix-id.ts';
import type { LoginMethods } from '../matrix/types.ts';
import type { AppError } from '../shared/errors.ts';
import type { AccountId, AttemptId, DeviceId } from '../shared/ids.ts';
import type { Account, SignInSnapshot } from '../shared/model.ts';

export interface Attempt {
  readonly attemptId: AttemptId;
  readonly baseUrl: string;
  /** A full Matrix ID, where it is known before the sign-in. */
  readonly userId: string | null;
  /** The account that is signed in again. */
  readonly account: Account | null;
  readonly methods: LoginMethods;
}

/** A new session whose token no keychain took; the memory vault holds it under `heldAs`. */
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
    password: methods.password,
    otherMethods: methods.others,
    problem,
  };
}

export function notKeptSnapshot({ attemptId }: Attempt, held: HeldLogin): SignInSnapshot {
  return { kind: 'not-kept', attemptId, userId: held.login.userId, problem: held.problem };
}

/** The user to name to the server: fixed for an account that is signed in again. */
export function userToSend(attempt: Attempt, typed: string): string {
  return attempt.account?.userId ?? typed.trim();
}

/**
 * The full Matrix ID that the server should have answered with, when it answered with another one;
 * null when all is well, or when only a localpart was typed and nothing can be compared.
 */
export function missedUser(attempt: Attempt, typed: string, received: string): string | null {
  if (attempt.account) {
    return attempt.account.userId === received ? null : attempt.account.userId;
  }
  const expected = expectedUser(attempt.userId, typed.trim());
  // Servers match what is typed without regard to case, and answer with their own spelling.
  return expected?.toLowerCase() === received.toLowerCase() ? null : expected;
}

function expectedUser(known: string | null, typed: string): string | null {
  if (isMatrixId(typed)) return typed;
  return known !== null && known.slice(1, known.indexOf(':')) === typed ? known : null;
}
