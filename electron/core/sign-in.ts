// Signing in: find the server, send the password once, keep the token. The password is an argument
// that ends in one request. A new session is never left behind unnoticed: it becomes an account, it
// waits for the user's word (`not-kept`), or it is logged out.
import type { AccessToken, Clock } from '../matrix/types.ts';
import type { Argument } from '../shared/contract.ts';
import { fail, ok, type AppError, type Result } from '../shared/errors.ts';
import type { AccountId, AttemptId } from '../shared/ids.ts';
import type { CredentialPlace, SignInSnapshot, StoreStatus } from '../shared/model.ts';
import type { Accounts } from './accounts.ts';
import type { Log } from './log.ts';
import {
  missedUser,
  notKeptSnapshot,
  readySnapshot,
  userToSend,
  type Attempt,
  type HeldLogin,
  type NewLogin,
} from './sign-in-attempt.ts';
import type { SignInProtocol } from './sign-in-protocol.ts';
import type { Vaults } from './vault.ts';

/** How long `close` waits for sessions to be logged out, in milliseconds. */
const CLOSING_LIMIT = 2_000;

export interface SignIn {
  begin(argument: Argument<'signIn.begin'>): Promise<Result<SignInSnapshot>>;
  again(argument: Argument<'signIn.again'>): Promise<Result<SignInSnapshot>>;
  password(argument: Argument<'signIn.password'>): Promise<Result<SignInSnapshot>>;
  settle(argument: Argument<'signIn.settle'>): Promise<Result<SignInSnapshot>>;
  cancel(argument: Argument<'signIn.cancel'>): Promise<Result<null>>;
  /** Logs out what waits for the user's word, for at most two seconds. */
  close(): Promise<void>;
}

export interface SignInOptions {
  readonly protocol: SignInProtocol;
  readonly accounts: Pick<Accounts, 'get' | 'find' | 'put'>;
  readonly vaults: Vaults;
  readonly storeStatus: () => StoreStatus;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly sessionName: string;
  readonly onSignedIn: (accountId: AccountId) => void;
}

/** An attempt and what changes about it. `busy` while a call on it is under way. */
interface OpenAttempt extends Attempt {
  busy: boolean;
  held: HeldLogin | null;
}

type Outcome = Promise<Result<SignInSnapshot>>;

export function createSignIn(options: SignInOptions): SignIn {
  const { protocol, accounts, vaults, storeStatus, clock, newId, log, onSignedIn } = options;
  const attempts = new Map<AttemptId, OpenAttempt>();
  const endings = new Set<Promise<unknown>>();

  function open(given: Omit<Attempt, 'attemptId'>): Result<SignInSnapshot> {
    const attemptId = newId() as AttemptId;
    const attempt = { ...given, attemptId, busy: false, held: null };
    attempts.set(attemptId, attempt);
    return ready(attempt, null);
  }

  const isOver = (attempt: OpenAttempt): boolean => attempts.get(attempt.attemptId) !== attempt;

  const ready = (attempt: OpenAttempt, problem: AppError | null): Result<SignInSnapshot> =>
    isOver(attempt) ? fail({ code: 'cancelled' }) : ok(readySnapshot(attempt, problem));

  /** One call at a time on an attempt: two passwords at once would make two sessions. */
  async function withAttempt(
    attemptId: AttemptId,
    act: (attempt: OpenAttempt) => Outcome,
  ): Outcome {
    const attempt = attempts.get(attemptId);
    if (!attempt) return fail({ code: 'unknown-subject' });
    if (attempt.busy) return fail({ code: 'bad-request' });
    attempt.busy = true;
    try {
      return await act(attempt);
    } finally {
      attempt.busy = false;
    }
  }

  async function begin({ address }: Argument<'signIn.begin'>): Outcome {
    const server = await protocol.discover(address);
    if (!server.ok) return server;
    const methods = await protocol.loginMethods(server.value.baseUrl);
    if (!methods.ok) return methods;
    return open({ ...server.value, account: null, methods: methods.value });
  }

  async function again({ accountId }: Argument<'signIn.again'>): Outcome {
    const account = accounts.get(accountId);
    if (!account) return fail({ code: 'unknown-subject' });
    const methods = await protocol.loginMethods(account.baseUrl);
    if (!methods.ok) return methods;
    const { baseUrl, userId } = account;
    return open({ baseUrl, userId, account, methods: methods.value });
  }

  async function tryPassword(
    attempt: OpenAttempt,
    user: string,
    password: string,
    keptIn: CredentialPlace,
  ): Outcome {
    if (attempt.held) return ok(notKeptSnapshot(attempt, attempt.held));
    // What stands in the way of keeping the account is found out before a session is made.
    if (storeStatus().kind === 'read-only') {
      return ready(attempt, { code: 'store', reason: 'newer' });
    }
    const probed = await vaults[keptIn].probe();
    if (!probed.ok || isOver(attempt)) return ready(attempt, probed.ok ? null : probed.error);

    const answer = await protocol.login(attempt.baseUrl, {
      user: userToSend(attempt, user),
      password,
      deviceId: attempt.account?.deviceId ?? null,
      deviceName: options.sessionName,
    });
    if (!answer.ok) return ready(attempt, answer.error);
    const { userId, deviceId, accessToken } = answer.value;
    const missed = missedUser(attempt, user, userId);
    if (isOver(attempt) || missed !== null) {
      await endSession(attempt, () => Promise.resolve(ok(accessToken)));
      return missed === null
        ? fail({ code: 'cancelled' })
        : ready(attempt, { code: 'wrong-user', expected: missed, received: userId });
    }
    const known = attempt.account ?? accounts.find(attempt.baseUrl, userId);
    const accountId = known?.accountId ?? (newId() as AccountId);
    return keep(attempt, { accountId, userId, deviceId }, accessToken, keptIn);
  }

  /** Puts the token in its place and makes the account; the last step of every way to sign in. */
  async function keep(
    attempt: OpenAttempt,
    login: NewLogin,
    token: string,
    keptIn: CredentialPlace,
  ): Outcome {
    const { accountId } = login;
    const kept = await vaults[keptIn].set(accountId, token);
    const known = accounts.get(accountId);
    // Cancelled meanwhile. Where the token of a known account is replaced already, it stays.
    if (isOver(attempt) && !(kept.ok && known)) {
      if (kept.ok) await vaults[keptIn].delete(accountId);
      await endSession(attempt, () => Promise.resolve(ok(token)));
      await release(attempt);
      return fail({ code: 'cancelled' });
    }
    if (!kept.ok) return hold(attempt, login, token, kept.error);
    await release(attempt);
    attempts.delete(attempt.attemptId);
    accounts.put({
      ...login,
      baseUrl: attempt.baseUrl,
      keptIn,
      status: { kind: 'signed-in' },
      sessionCount: known?.sessionCount ?? null,
    });
    if (known && known.keptIn !== keptIn) void vaults[known.keptIn].delete(accountId);
    log.info('signed-in', { again: attempt.account !== null, 'kept-in': keptIn });
    onSignedIn(accountId);
    return ok({ kind: 'signed-in', accountId });
  }

  async function hold(
    attempt: OpenAttempt,
    login: NewLogin,
    token: string,
    problem: AppError,
  ): Outcome {
    // Not under the account's own id: its old token may still be alive.
    const heldAs = attempt.held?.heldAs ?? (newId() as AccountId);
    const held = await vaults['this-run'].set(heldAs, token);
    if (!held.ok) {
      await endSession(attempt, () => Promise.resolve(ok(token)));
      return ready(attempt, held.error);
    }
    attempt.held = { login, heldAs, problem };
    return ok(notKeptSnapshot(attempt, attempt.held));
  }

  async function release(attempt: OpenAttempt): Promise<void> {
    if (attempt.held) await vaults['this-run'].delete(attempt.held.heldAs);
    attempt.held = null;
  }

  async function settleHeld(
    attempt: OpenAttempt,
    choice: Argument<'signIn.settle'>['choice'],
  ): Outcome {
    const { held } = attempt;
    if (!held) return fail({ code: 'bad-request' });
    const readToken: AccessToken = () => vaults['this-run'].get(held.heldAs);
    if (choice === 'sign-out') {
      const ended = await endSession(attempt, readToken);
      if (!ended.ok && !isOver(attempt)) {
        attempt.held = { ...held, problem: ended.error };
        return ok(notKeptSnapshot(attempt, attempt.held));
      }
      await release(attempt);
      return ready(attempt, null);
    }
    const token = await readToken();
    if (!token.ok) return token;
    return keep(attempt, held.login, token.value, choice === 'this-run' ? 'this-run' : 'keychain');
  }

  async function endSession(attempt: Attempt, token: AccessToken): Promise<Result<null>> {
    const ended = await protocol.client(attempt.baseUrl, token).logout();
    if (!ended.ok) log.warn('session-left-behind', { code: ended.error.code });
    return ended;
  }

  function cancel(attemptId: AttemptId): void {
    const attempt = attempts.get(attemptId);
    attempts.delete(attemptId);
    // A call that is under way sees that the attempt is over, and cleans up itself.
    if (!attempt?.held || attempt.busy) return;
    const { heldAs } = attempt.held;
    const ending = endSession(attempt, () => vaults['this-run'].get(heldAs))
      .then(() => release(attempt))
      .finally(() => endings.delete(ending));
    endings.add(ending);
  }

  return {
    begin,
    again,
    password: ({ attemptId, user, password, keptIn }) =>
      withAttempt(attemptId, (attempt) => tryPassword(attempt, user, password, keptIn)),
    settle: ({ attemptId, choice }) =>
      withAttempt(attemptId, (attempt) => settleHeld(attempt, choice)),
    cancel({ attemptId }) {
      cancel(attemptId);
      return Promise.resolve(ok(null));
    },
    async close() {
      for (const attemptId of [...attempts.keys()]) cancel(attemptId);
      if (endings.size > 0) await Promise.race([Promise.all(endings), clock.sleep(CLOSING_LIMIT)]);
    },
  };
}
