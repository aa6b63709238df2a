// Finishes what is half done: sessions on their way to their end, and what an earlier run was cut off
// in. Each is in the registry before anything is done about it, and leaves it when nothing is left to do.
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { Tokens } from '../../matrix/types.ts';
import type { AccountId, CredentialId } from '../../shared/ids.ts';
import type { Log } from '../log.ts';
import type { UnsettledSession } from '../unsettled-session.ts';
import type { AccountTokens } from '../tokens/tokens.ts';
import type { Accounts } from './accounts.ts';
import { endNewSession, endSession, type EndSessionPorts } from './end-session.ts';
import { accountOf, isSessionOf } from './unsettled.ts';

export interface SessionEndingsOptions extends EndSessionPorts {
  readonly accounts: Pick<
    Accounts,
    'get' | 'list' | 'drop' | 'unsettled' | 'note' | 'settle' | 'forgetUnsettled' | 'leaveBehind'
  >;
  readonly tokens: Pick<AccountTokens, 'ofCredential' | 'withLast' | 'read' | 'keep' | 'forget'>;
  readonly log: Log;
  /** Told of an account whose removal was cut off and has come to its end now. */
  readonly onRemoved: (accountId: AccountId) => void;
}

export class SessionEndings {
  readonly #options: SessionEndingsOptions;
  /** Those that nobody works on: left by an earlier run, or not to be ended when that was tried. */
  readonly #waiting: Set<CredentialId>;
  #recovery: Promise<void> = Promise.resolve();

  constructor(options: SessionEndingsOptions) {
    this.#options = options;
    this.#waiting = new Set(options.accounts.unsettled().map(({ credentialId }) => credentialId));
  }

  /**
   * Ends a session by its tokens in the vault, and forgets them. What can't be ended now is tried again
   * with the next `recover`.
   */
  async end(session: UnsettledSession): Promise<Result<null>> {
    const { accounts, tokens, log } = this.#options;
    if (session.kind === 'ending') {
      const ended = await endSession(this.#options, tokens, session);
      if (!ended.ok) {
        log.warn('session-left-behind', { code: ended.error.code });
        this.#waiting.add(session.credentialId);
        return ended;
      }
      // Without its tokens nothing could be asked any more: they stay until that is written down.
      const noted = accounts.note({ ...session, kind: 'forgetting' });
      if (!noted.ok) {
        this.#waiting.add(session.credentialId);
        return ok(null);
      }
    }
    const forgotten = await tokens.forget(session);
    if (forgotten.ok) accounts.forgetUnsettled(session.credentialId);
    else {
      log.warn('token-not-deleted');
      this.#waiting.add(session.credentialId);
    }
    return ok(null);
  }

  /** Ends a session that was made a moment ago. `given`: what the server gave for it. */
  async endNew(session: UnsettledSession, given: Tokens): Promise<Result<null>> {
    const { accounts, log } = this.#options;
    accounts.note({ ...session, kind: 'ending' });
    const ended = await endNewSession(this.#options, session, given);
    if (ended.ok) accounts.forgetUnsettled(session.credentialId);
    else log.warn('session-left-behind', { code: ended.error.code });
    return ended;
  }

  /** As `endNew`, of one that nobody wants: what can't be ended now is told, and ended later. */
  async reject(session: UnsettledSession, given: Tokens): Promise<void> {
    const ended = await this.endNew(session, given);
    if (ended.ok) return;
    await this.#options.tokens.keep(session, given);
    this.leave(session);
  }

  /** The user looks after such a session from now on. */
  async dismiss(credentialId: CredentialId): Promise<Result<null>> {
    const { accounts, tokens } = this.#options;
    const session = accounts.unsettled().find((it) => it.credentialId === credentialId);
    if (!session || !this.#waiting.delete(credentialId)) return fail({ code: 'unknown-subject' });
    await tokens.forget(session);
    accounts.forgetUnsettled(credentialId);
    return ok(null);
  }

  /** The user is told of it; it is tried again with the next `recover`. */
  leave({ credentialId }: UnsettledSession): void {
    this.#waiting.add(credentialId);
    this.#options.accounts.leaveBehind(credentialId);
  }

  /** Finishes or ends what waits for it. Once at a time: at the start, and when things may be better. */
  recover(): Promise<void> {
    this.#recovery = this.#recovery.then(async () => {
      for (const session of this.#options.accounts.unsettled())
        if (this.#waiting.delete(session.credentialId)) await this.#recover(session);
    });
    return this.#recovery;
  }

  async #recover(session: UnsettledSession): Promise<void> {
    switch (session.kind) {
      case 'asked':
        this.#miss(session);
        return;
      case 'granted':
        await this.#finish(session);
        return;
      case 'ending':
      case 'forgetting':
        await this.#endLate(session);
    }
  }

  async #endLate(session: UnsettledSession): Promise<void> {
    const { accounts, onRemoved } = this.#options;
    const { accountId, credentialId } = session;
    const isRemoval = accounts.get(accountId)?.credentialId === credentialId;
    const ended = await this.end(session);
    if (!isRemoval) {
      if (!ended.ok) this.leave(session);
    } else if (ended.ok) {
      accounts.drop(accountId);
      onRemoved(accountId);
    } else {
      // The account stays, and its session with it.
      accounts.forgetUnsettled(credentialId);
    }
  }

  /** Its tokens may have come to their place: then it becomes what it was to become. */
  async #finish(session: UnsettledSession): Promise<void> {
    const { accounts, tokens, log } = this.#options;
    const known = accounts.get(session.accountId);
    if (session.keptIn === 'this-run') {
      // As every account that was kept for one run. What another one is signed in with is worth more.
      if (known) {
        this.#miss(session);
        return;
      }
      accounts.settle(accountOf(session, undefined, { kind: 'expired-with-run' }));
      return;
    }
    const kept = await tokens.read(session);
    const read = kept.ok
      ? kept
      : await tokens.withLast(session, (last) => Promise.resolve(ok(last)));
    if (!read.ok) {
      const isGone = read.error.code === 'vault' && read.error.reason === 'locked-or-missing';
      if (isGone) {
        this.#miss(session);
        return;
      }
      this.#waiting.add(session.credentialId);
      return;
    }
    const before = accounts.settle(accountOf(session, known, { kind: 'signed-in' }));
    log.info('sign-in-finished');
    if (before) await this.#recover(before);
  }

  /** There is no token of it. It is in order where it is an account's own. */
  #miss(session: UnsettledSession): void {
    const { accounts } = this.#options;
    if (accounts.list().some((account) => isSessionOf(account, session)))
      accounts.forgetUnsettled(session.credentialId);
    else this.leave(session);
  }
}
