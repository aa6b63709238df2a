// The accounts of this computer, in memory and mirrored in the store. No secret is here: tokens
// are in the vaults. Signing in and removing are in sign-in.ts and remove-account.ts.
import type { Publish } from '../../shared/contract.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, AccountStatus, SignOutRoute } from '../../shared/model.ts';
import type { AccountStore } from '../store/account-store.ts';

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
  readonly #removed = new Set<AccountId>();
  #unsaved = false;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#accounts = new Map(options.store.load().map((account) => [account.accountId, account]));
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

  /** Adds an account or replaces the one of its id, in its place. */
  put(account: Account): void {
    this.#accounts.set(account.accountId, account);
    this.#save();
    this.#announce();
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
    if (!this.#accounts.delete(accountId)) return;
    this.#removed.add(accountId);
    this.#save();
    this.#announce();
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

  #save(): void {
    this.#unsaved = !this.#options.store.save(this.list(), this.#removed).ok;
    if (!this.#unsaved) this.#removed.clear();
  }

  #announce(): void {
    this.#options.publish('accounts.changed', this.list());
  }
}
