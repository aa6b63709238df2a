// The accounts of this computer, in memory and mirrored in the store, and beside them the sessions that
// are being made or ended. No secret is here: tokens are in the vaults. Signing in and removing are in
// sign-in.ts and remove-account.ts.
import type { Publish } from '../../shared/contract.ts';
import type { Result } from '../../shared/errors.ts';
import type { AccountId, CredentialId, DeviceId } from '../../shared/ids.ts';
import type {
  Account,
  AccountStatus,
  LeftBehindSession,
  SignOutRoute,
} from '../../shared/model.ts';
import type { AccountStore } from '../store/account-store.ts';
import type { UnsettledSession } from '../unsettled-session.ts';
import { isSettledBy, leftBehindOf, replacedBy, unansweredFor } from './unsettled.ts';

export interface AccountsOptions {
  readonly store: Pick<AccountStore, 'load' | 'save'>;
  readonly publish: Publish;
}

/**
 * Starts with the stored accounts. A write that fails takes nothing back: the registry stays as it
 * is, and the next write carries all of it.
 */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #accounts: Map<AccountId, Account>;
  readonly #unsettled: Map<CredentialId, UnsettledSession>;
  /** Of the unsettled, those that somebody is told of. */
  readonly #leftBehind = new Set<CredentialId>();
  readonly #removed = new Set<AccountId>();
  #unsaved = false;

  constructor(options: AccountsOptions) {
    this.#options = options;
    const { accounts, unsettled } = options.store.load();
    this.#accounts = new Map(accounts.map((account) => [account.accountId, account]));
    this.#unsettled = new Map(unsettled.map((session) => [session.credentialId, session]));
  }

  /** In the order in which they were added. */
  list(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  get(accountId: AccountId): Account | undefined {
    return this.#accounts.get(accountId);
  }

  /** Those of one Matrix ID, whatever addresses they were reached by. */
  ofUser(userId: string): readonly Account[] {
    return this.list().filter((account) => account.userId === userId);
  }

  setStatus(accountId: AccountId, status: AccountStatus): void {
    if (!this.#change(accountId, { status })) return;
    this.#save();
    this.#announce();
  }

  setSessionCount(accountId: AccountId, sessionCount: number): void {
    if (this.get(accountId)?.sessionCount === sessionCount) return;
    if (this.#change(accountId, { sessionCount })) this.#announce();
  }

  setSignOutRoute(accountId: AccountId, signOutRoute: SignOutRoute): void {
    if (this.get(accountId)?.signOutRoute === signOutRoute) return;
    if (this.#change(accountId, { signOutRoute })) this.#announce();
  }

  drop(accountId: AccountId): void {
    const account = this.#accounts.get(accountId);
    if (!account) return;
    this.#accounts.delete(accountId);
    this.#removed.add(accountId);
    this.#letGo(account.credentialId);
    this.#save();
    this.#announce();
  }

  unsettled(): readonly UnsettledSession[] {
    return [...this.#unsettled.values()];
  }

  /** Those that somebody has to look after. */
  leftBehind(): readonly LeftBehindSession[] {
    return this.unsettled()
      .filter(({ credentialId }) => this.#leftBehind.has(credentialId))
      .map(leftBehindOf);
  }

  /** Of those, the session that a sign-in of the same user by the login API should ask for again. */
  unansweredFor(whom: Pick<LeftBehindSession, 'baseUrl' | 'userId'>): DeviceId | null {
    const left = this.unsettled().filter(({ credentialId }) => this.#leftBehind.has(credentialId));
    return unansweredFor(left, whom);
  }

  /** Writes down how far a session is. Where that fails it is known in this run only. */
  note(session: UnsettledSession): Result<null> {
    this.#unsettled.set(session.credentialId, session);
    return this.#save();
  }

  /** Nobody has found a way to settle it for now: the user is told. */
  leaveBehind(credentialId: CredentialId): void {
    if (!this.#unsettled.has(credentialId)) return;
    this.#leftBehind.add(credentialId);
    this.#announceLeftBehind();
  }

  /** It has come to nothing, or to its end. */
  forgetUnsettled(credentialId: CredentialId): void {
    if (this.#letGo(credentialId)) this.#save();
  }

  /**
   * The session of `account.credentialId` is the account's from now on; a new account, or in place of
   * what that had. In one step with what is to become of the one before, which is given back.
   */
  settle(account: Account): UnsettledSession | null {
    const before = replacedBy(this.#accounts.get(account.accountId), account);
    if (before) this.#unsettled.set(before.credentialId, before);
    this.#accounts.set(account.accountId, account);
    for (const session of this.unsettled())
      if (isSettledBy(account, session)) this.#letGo(session.credentialId);
    this.#save();
    this.#announce();
    return before;
  }

  /** Writes what could not be written before. */
  flush(): void {
    if (this.#unsaved) this.#save();
  }

  #change(accountId: AccountId, part: Partial<Account>): boolean {
    const account = this.#accounts.get(accountId);
    if (!account) return false;
    this.#accounts.set(accountId, { ...account, ...part });
    return true;
  }

  #letGo(credentialId: CredentialId): boolean {
    const known = this.#unsettled.delete(credentialId);
    if (this.#leftBehind.delete(credentialId)) this.#announceLeftBehind();
    return known;
  }

  #save(): Result<null> {
    const accounts = this.list();
    const saved = this.#options.store.save(
      { accounts, unsettled: this.unsettled() },
      this.#removed,
    );
    this.#unsaved = !saved.ok;
    if (saved.ok) this.#removed.clear();
    return saved;
  }

  #announce(): void {
    this.#options.publish('accounts.changed', this.list());
  }

  #announceLeftBehind(): void {
    this.#options.publish('accounts.leftBehindChanged', this.leftBehind());
  }
}
