// The end of every way to sign in: tokens into their place, and the account is made. A new session
// is never left behind unnoticed: it becomes an account, waits for the user's word, or is logged out.
import type { Tokens } from '../../matrix/types.ts';
import type { Argument } from '../../shared/contract.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { CredentialPlace, OAuthBinding } from '../../shared/model.ts';
import type { SignInSnapshot } from '../../shared/sign-in.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Log } from '../log.ts';
import { notKeptSnapshot, type Attempt, type NewLogin, type OpenAttempt } from './attempt.ts';
import type { SignInProtocol } from './protocol.ts';
import type { AccountTokens } from '../tokens/tokens.ts';

export interface KeepOptions {
  readonly protocol: Pick<SignInProtocol, 'client' | 'revoke'>;
  readonly accounts: Pick<Accounts, 'get' | 'find' | 'put'>;
  readonly tokens: Pick<AccountTokens, 'keep' | 'read' | 'forget'>;
  readonly newId: () => string;
  readonly log: Log;
  readonly onSignedIn: (accountId: AccountId) => void;
}

export interface AttemptState {
  /** Cancelled, or led to an account. */
  readonly isOver: (attempt: OpenAttempt) => boolean;
  readonly end: (attempt: OpenAttempt) => void;
  /** The attempt as it is ready again; `cancelled` where it is over. */
  readonly ready: (attempt: OpenAttempt, problem: AppError | null) => Result<SignInSnapshot>;
}

/** What a way to sign in has brought. */
export interface SignInResult {
  readonly login: NewLogin;
  readonly tokens: Tokens;
  /** Whether Muster made the session: one of a pasted token is not Muster's to end. */
  readonly isNew: boolean;
}

type Outcome = Promise<Result<SignInSnapshot>>;

export interface Keeper {
  keep(attempt: OpenAttempt, result: SignInResult, keptIn: CredentialPlace): Outcome;
  settle(attempt: OpenAttempt, choice: Argument<'signIn.settle'>['choice']): Outcome;
  /** Logs a session out that must not stay; `oauth` where its tokens are revoked instead. */
  endSession(attempt: Attempt, tokens: Tokens, oauth: OAuthBinding | null): Promise<Result<null>>;
  /** Logs out what waits for the user's word. */
  giveUp(attempt: OpenAttempt): Promise<void>;
}

export function createKeeper(options: KeepOptions, { isOver, end, ready }: AttemptState): Keeper {
  const { protocol, accounts, tokens: store, newId, log, onSignedIn } = options;

  async function keep(
    attempt: OpenAttempt,
    result: SignInResult,
    keptIn: CredentialPlace,
  ): Outcome {
    const { login, tokens, isNew } = result;
    const { accountId } = login;
    const kept = await store.keep(accountId, keptIn, tokens);
    const known = accounts.get(accountId);
    // Cancelled meanwhile. Where the token of a known account is replaced already, it stays.
    if (isOver(attempt) && !(kept.ok && known)) {
      if (kept.ok) await store.forget(accountId, keptIn);
      if (isNew) await endSession(attempt, tokens, login.oauth);
      await release(attempt);
      return fail({ code: 'cancelled' });
    }
    if (!kept.ok) {
      return isNew ? hold(attempt, login, tokens, kept.error) : ready(attempt, kept.error);
    }
    await release(attempt);
    end(attempt);
    accounts.put({
      ...login,
      baseUrl: attempt.baseUrl,
      keptIn,
      status: { kind: 'signed-in' },
      sessionCount: known?.sessionCount ?? null,
      signOutRoute: known?.signOutRoute ?? 'unknown',
      borrowed: !isNew,
    });
    if (known && known.keptIn !== keptIn) void store.forget(accountId, known.keptIn);
    log.info('signed-in', {
      again: attempt.account !== null,
      'kept-in': keptIn,
      oauth: login.oauth !== null,
    });
    onSignedIn(accountId);
    return ok({ kind: 'signed-in', accountId });
  }

  async function hold(
    attempt: OpenAttempt,
    login: NewLogin,
    tokens: Tokens,
    problem: AppError,
  ): Outcome {
    // Not under the account's own id: its old token may still be alive.
    const heldAs = attempt.held?.heldAs ?? (newId() as AccountId);
    const held = await store.keep(heldAs, 'this-run', tokens);
    if (!held.ok) {
      await endSession(attempt, tokens, login.oauth);
      return ready(attempt, held.error);
    }
    attempt.held = { login, heldAs, problem };
    return ok(notKeptSnapshot(attempt, attempt.held));
  }

  async function release(attempt: OpenAttempt): Promise<void> {
    if (attempt.held) await store.forget(attempt.held.heldAs, 'this-run');
    attempt.held = null;
  }

  async function settle(
    attempt: OpenAttempt,
    choice: Argument<'signIn.settle'>['choice'],
  ): Outcome {
    const { held } = attempt;
    if (!held) return fail({ code: 'bad-request' });
    if (choice === 'sign-out') {
      const ended = await endHeld(attempt, held);
      if (!ended.ok && !isOver(attempt)) {
        attempt.held = { ...held, problem: ended.error };
        return ok(notKeptSnapshot(attempt, attempt.held));
      }
      await release(attempt);
      return ready(attempt, null);
    }
    const tokens = await store.read(held.heldAs, 'this-run');
    if (!tokens.ok) return tokens;
    return keep(
      attempt,
      { login: held.login, tokens: tokens.value, isNew: true },
      choice === 'this-run' ? 'this-run' : 'keychain',
    );
  }

  async function endHeld(
    attempt: Attempt,
    { heldAs, login }: NonNullable<OpenAttempt['held']>,
  ): Promise<Result<null>> {
    const tokens = await store.read(heldAs, 'this-run');
    return tokens.ok ? endSession(attempt, tokens.value, login.oauth) : tokens;
  }

  async function endSession(
    { baseUrl }: Attempt,
    tokens: Tokens,
    oauth: OAuthBinding | null,
  ): Promise<Result<null>> {
    const ended =
      oauth === null
        ? await protocol.client(baseUrl, () => Promise.resolve(ok(tokens.access))).logout()
        : await protocol.revoke(oauth, tokens);
    if (!ended.ok) log.warn('session-left-behind', { code: ended.error.code });
    return ended;
  }

  return {
    keep,
    settle,
    endSession,
    async giveUp(attempt) {
      if (!attempt.held) return;
      await endHeld(attempt, attempt.held);
      await release(attempt);
    },
  };
}
