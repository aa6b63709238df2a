// The end of every way to sign in: tokens into their place, and the account is made. A new session
// is never left behind unnoticed: it becomes an account, waits for the user's word, or is logged out.
import type { Tokens } from '../../matrix/types.ts';
import type { Argument } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { CredentialPlace } from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Log } from '../log.ts';
import type { AccountTokens } from '../tokens/tokens.ts';
import { ready, type HeldLogin, type NewLogin, type NextState, type Target } from './attempt.ts';
import { endNewSession } from './end-new-session.ts';
import type { SignInProtocol } from './protocol.ts';
import { endReplaced, replacedBy, type ReplacedSession } from './replaced-session.ts';
import type { UnderWay } from './under-way.ts';

export interface CommitOptions {
  readonly protocol: Pick<SignInProtocol, 'client' | 'revoke'>;
  readonly accounts: Pick<Accounts, 'get' | 'ofUser' | 'put'>;
  readonly tokens: Pick<AccountTokens, 'of' | 'keep' | 'read' | 'withLast' | 'forget'>;
  readonly newId: () => string;
  readonly log: Log;
  readonly onSignedIn: (accountId: AccountId) => void;
  /** Told what became of the session that an account had before, where somebody has to be told. */
  readonly onReplaced: (accountId: AccountId, ended: boolean) => void;
}

/** What a way to sign in has brought. */
export interface SignInResult {
  readonly login: NewLogin;
  readonly tokens: Tokens;
  /** Whether Muster made the session: one of a pasted token is not Muster's to end. */
  readonly isNew: boolean;
}

const cancelledState: NextState = { kind: 'over', accountId: null };

export class SignInCommit {
  readonly #options: CommitOptions;
  readonly #underWay: UnderWay;

  constructor(options: CommitOptions, underWay: UnderWay) {
    this.#options = options;
    this.#underWay = underWay;
  }

  /** `held`: what this was held as before, where it waited for the user's word. */
  async commit(
    target: Target,
    result: SignInResult,
    keptIn: CredentialPlace,
    cancelled: AbortSignal,
    held: HeldLogin | null = null,
  ): Promise<NextState> {
    const { accounts, tokens: store } = this.#options;
    const { login, tokens, isNew } = result;
    const { accountId, oauth } = login;
    const known = accounts.get(accountId);
    const replaced = await replacedBy(this.#options, known, login);
    const kept = await store.keep(accountId, keptIn, tokens);
    // Where the token of a known account is replaced already, it stays.
    if (cancelled.aborted && !(kept.ok && known)) {
      if (kept.ok) await store.forget(accountId, keptIn);
      if (isNew) await endNewSession(this.#options, { baseUrl: target.baseUrl, tokens, oauth });
      await this.#release(held);
      return cancelledState;
    }
    if (!kept.ok) {
      return isNew ? this.#hold(target, result, kept.error, held) : ready(kept.error);
    }
    await this.#release(held);
    this.#putAccount(target, result, keptIn);
    // Nobody has to wait for it, but who quits Muster.
    if (replaced) void this.#underWay.add(this.#endReplaced(target, replaced));
    return { kind: 'over', accountId };
  }

  /** Who signs in again expects it; who adds an account doesn't know that it was there. */
  async #endReplaced({ account }: Target, replaced: ReplacedSession): Promise<void> {
    const ended = await endReplaced(this.#options, replaced);
    if (ended.ok && account !== null) return;
    this.#options.onReplaced(replaced.account.accountId, ended.ok);
  }

  #putAccount(target: Target, { login, isNew }: SignInResult, keptIn: CredentialPlace): void {
    const { accounts, tokens: store, log, onSignedIn } = this.#options;
    const { accountId } = login;
    const known = accounts.get(accountId);
    accounts.put({
      ...login,
      baseUrl: target.baseUrl,
      keptIn,
      status: { kind: 'signed-in' },
      sessionCount: known?.sessionCount ?? null,
      signOutRoute: known?.signOutRoute ?? 'unknown',
      borrowed: !isNew,
    });
    if (known && known.keptIn !== keptIn) void store.forget(accountId, known.keptIn);
    log.info('signed-in', {
      again: target.account !== null,
      'kept-in': keptIn,
      oauth: login.oauth !== null,
    });
    onSignedIn(accountId);
  }

  async #hold(
    { baseUrl }: Target,
    { login, tokens }: SignInResult,
    problem: AppError,
    before: HeldLogin | null,
  ): Promise<NextState> {
    // Not under the account's own id: its old token may still be alive.
    const heldAs = before?.heldAs ?? (this.#options.newId() as AccountId);
    const held = await this.#options.tokens.keep(heldAs, 'this-run', tokens);
    if (held.ok) return { kind: 'not-kept', held: { login, heldAs, problem } };
    await endNewSession(this.#options, { baseUrl, tokens, oauth: login.oauth });
    return ready(held.error);
  }

  async #release(held: HeldLogin | null): Promise<void> {
    if (held) await this.#options.tokens.forget(held.heldAs, 'this-run');
  }

  /** Does with a held login what the user chose. */
  async settle(
    target: Target,
    held: HeldLogin,
    choice: Argument<'signIn.settle'>['choice'],
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const { login, heldAs } = held;
    const read = await this.#options.tokens.read(heldAs, 'this-run');
    if (!read.ok) return { kind: 'not-kept', held: { ...held, problem: read.error } };
    const tokens = read.value;
    if (choice !== 'sign-out') {
      const keptIn = choice === 'this-run' ? 'this-run' : 'keychain';
      return this.commit(target, { login, tokens, isNew: true }, keptIn, cancelled, held);
    }
    const { baseUrl } = target;
    const ended = await endNewSession(this.#options, { baseUrl, tokens, oauth: login.oauth });
    if (!ended.ok && !cancelled.aborted)
      return { kind: 'not-kept', held: { ...held, problem: ended.error } };
    await this.#release(held);
    return ready(null);
  }

  /** Logs out what waits for the user's word. */
  async giveUp({ baseUrl }: Target, held: HeldLogin): Promise<void> {
    const read = await this.#options.tokens.read(held.heldAs, 'this-run');
    if (read.ok)
      await endNewSession(this.#options, { baseUrl, tokens: read.value, oauth: held.login.oauth });
    await this.#release(held);
  }
}
