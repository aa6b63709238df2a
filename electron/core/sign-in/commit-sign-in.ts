// The end of every way to sign in: tokens into their place, and the account is made. A new session
// is never left behind unnoticed: it becomes an account, waits for the user's word, or is ended. How far
// it is, the registry of accounts knows at each step, also after a crash.
import type { Tokens } from '../../matrix/types.ts';
import type { Argument } from '../../shared/contract.ts';
import type { AppError } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { SessionEndings } from '../accounts/session-endings.ts';
import { accountOf, isSessionOf } from '../accounts/unsettled.ts';
import type { Log } from '../log.ts';
import type { GrantedSession, UnsettledSession } from '../unsettled-session.ts';
import type { AccountTokens } from '../tokens/tokens.ts';
import { ready, type HeldLogin, type NewSession, type NextState, type Target } from './attempt.ts';
import type { SignInProtocol } from './protocol.ts';
import { knownAccount } from './known-account.ts';
import type { UnderWay } from './under-way.ts';

export interface CommitOptions {
  readonly protocol: Pick<SignInProtocol, 'client'>;
  readonly accounts: Pick<Accounts, 'get' | 'ofUser' | 'note' | 'settle' | 'forgetUnsettled'>;
  readonly endings: Pick<SessionEndings, 'end' | 'endNew' | 'reject'>;
  readonly tokens: Pick<AccountTokens, 'of' | 'keep' | 'read' | 'forget'>;
  readonly log: Log;
  readonly onSignedIn: (accountId: AccountId) => void;
  /** Told what became of the session that an account had before, where somebody has to be told. */
  readonly onReplaced: (accountId: AccountId, ended: boolean) => void;
}

export interface SignInResult extends NewSession {
  readonly tokens: Tokens;
}

export class SignInCommit {
  readonly #options: CommitOptions;
  readonly #underWay: UnderWay;

  constructor(options: CommitOptions, underWay: UnderWay) {
    this.#options = options;
    this.#underWay = underWay;
  }

  async commit(target: Target, result: SignInResult, cancelled: AbortSignal): Promise<NextState> {
    const { accounts, tokens: store } = this.#options;
    const { session, tokens } = result;
    // An account's own session, given once more, would end with it. As the account is now.
    const known = target.account && accounts.get(target.account.accountId);
    const isOwn = known ? isSessionOf(known, session) : false;
    if (cancelled.aborted && !isOwn) return this.#refuse(session, tokens, null);
    const noted = accounts.note(session);
    if (!noted.ok) return this.#refuse(session, tokens, noted.error);
    const kept = await store.keep(session, tokens);
    if (!kept.ok) return this.#hold(result, kept.error);
    if (isOwn || !cancelled.aborted) return this.#settle(target, result);
    await store.forget(session);
    return this.#refuse(session, tokens, null);
  }

  async #settle(target: Target, { session, proven }: NewSession): Promise<NextState> {
    const { accounts, log, onSignedIn } = this.#options;
    const known = await knownAccount(this.#options, target, session, proven);
    const accountId = known?.accountId ?? session.accountId;
    const signedIn = accountOf({ ...session, accountId }, known, { kind: 'signed-in' });
    const replaced = accounts.settle(signedIn);
    log.info('signed-in', {
      again: target.account !== null,
      'kept-in': session.keptIn,
      oauth: session.oauth !== null,
    });
    onSignedIn(accountId);
    // Nobody has to wait for it, but who quits Muster.
    if (replaced) void this.#underWay.add(this.#endReplaced(target, replaced));
    return { kind: 'over', accountId };
  }

  /** Who signs in again expects it; who adds an account doesn't know that it was there. */
  async #endReplaced({ account }: Target, replaced: UnsettledSession): Promise<void> {
    const ended = await this.#options.endings.end(replaced);
    if (replaced.kind === 'forgetting' || (ended.ok && account !== null)) return;
    this.#options.onReplaced(replaced.accountId, ended.ok);
  }

  /** A new session is ended; that of a pasted token is not Muster's to end. */
  async #refuse(
    session: GrantedSession,
    tokens: Tokens,
    problem: AppError | null,
  ): Promise<NextState> {
    if (!session.borrowed) await this.#options.endings.reject(session, tokens);
    else this.#options.accounts.forgetUnsettled(session.credentialId);
    return ready(problem);
  }

  async #hold({ session, tokens, proven }: SignInResult, problem: AppError): Promise<NextState> {
    if (session.borrowed) return this.#refuse(session, tokens, problem);
    const held = await this.#options.tokens.keep({ ...session, keptIn: 'this-run' }, tokens);
    return held.ok
      ? { kind: 'not-kept', held: { session, proven, problem } }
      : this.#refuse(session, tokens, held.error);
  }

  /** Does with a held login what the user chose. */
  async settle(
    target: Target,
    held: HeldLogin,
    choice: Argument<'signIn.settle'>['choice'],
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const { tokens: store } = this.#options;
    const heldAt = { ...held.session, keptIn: 'this-run' } as const;
    const read = await store.read(heldAt);
    if (!read.ok) return { kind: 'not-kept', held: { ...held, problem: read.error } };
    const tokens = read.value;
    if (choice === 'sign-out') return this.#signOut(held, tokens, cancelled);
    const keptIn = choice === 'this-run' ? 'this-run' : 'keychain';
    const session = { ...held.session, keptIn } as const;
    const result = { session, tokens, proven: held.proven };
    const next = await this.commit(target, result, cancelled);
    if (keptIn === 'keychain' && next.kind !== 'not-kept') await store.forget(heldAt);
    return next;
  }

  async #signOut(held: HeldLogin, tokens: Tokens, cancelled: AbortSignal): Promise<NextState> {
    const { accounts, endings, tokens: store } = this.#options;
    const ended = await endings.endNew(held.session, tokens);
    if (!ended.ok && !cancelled.aborted) {
      accounts.note(held.session);
      return { kind: 'not-kept', held: { ...held, problem: ended.error } };
    }
    await store.forget({ ...held.session, keptIn: 'this-run' });
    return ready(null);
  }

  /** Ends what waits for the user's word. */
  async giveUp({ session }: HeldLogin): Promise<void> {
    const { endings, tokens: store } = this.#options;
    const heldAt = { ...session, keptIn: 'this-run' } as const;
    const read = await store.read(heldAt);
    if (read.ok) await endings.reject(session, read.value);
    await store.forget(heldAt);
  }
}
