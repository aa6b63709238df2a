// The accounts of this computer, in memory and mirrored in the store. No secret is here: tokens
// are in the vaults. Signing in and removing are in sign-in.ts and remove-account.ts.
import type { Publish } from '../../shared/contract.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, AccountStatus, SignOutRoute } from '../../shared/model.ts';
import type { AccountStore } from '../store/account-store.ts';

export interface Accounts {
  /** In the order in which they were added. */
  list(): readonly Account[];
  get(accountId: AccountId): Account | undefined;
  /** Those of one Matrix ID, whatever addresses they were reached by. */
  ofUser(userId: string): readonly Account[];
  /** Adds an account or replaces the one of its id, in its place. */
  put(account: Account): void;
  setStatus(accountId: AccountId, status: AccountStatus): void;
  setSessionCount(accountId: AccountId, count: number): void;
  setSignOutRoute(accountId: AccountId, route: SignOutRoute): void;
  drop(accountId: AccountId): void;
  /** Writes what could not be written before. */
  flush(): void;
}

export interface AccountsOptions {
  readonly store: Pick<AccountStore, 'load' | 'save'>;
  readonly publish: Publish;
}

/**
 * Starts with the stored accounts. A write that fails takes nothing back: the registry stays as it
 * is, and the next write carries all of it.
 */
export function createAccounts({ store, publish }: AccountsOptions): Accounts {
  const accounts = new Map(store.load().map((account) => [account.accountId, account] as const));
  const removed = new Set<AccountId>();
  let unsaved = false;

  const list = (): readonly Account[] => [...accounts.values()];

  function save(): void {
    unsaved = !store.save(list(), removed).ok;
    if (!unsaved) removed.clear();
  }

  function change(accountId: AccountId, part: Partial<Account>): boolean {
    const account = accounts.get(accountId);
    if (!account) return false;
    accounts.set(accountId, { ...account, ...part });
    return true;
  }

  function announce(): void {
    publish('accounts.changed', list());
  }

  return {
    list,
    get: (accountId) => accounts.get(accountId),
    ofUser: (userId) => list().filter((account) => account.userId === userId),
    put(account) {
      accounts.set(account.accountId, account);
      save();
      announce();
    },
    setStatus(accountId, status) {
      if (!change(accountId, { status })) return;
      save();
      announce();
    },
    setSessionCount(accountId, sessionCount) {
      if (accounts.get(accountId)?.sessionCount === sessionCount) return;
      if (change(accountId, { sessionCount })) announce();
    },
    setSignOutRoute(accountId, signOutRoute) {
      if (accounts.get(accountId)?.signOutRoute === signOutRoute) return;
      if (change(accountId, { signOutRoute })) announce();
    },
    drop(accountId) {
      if (!accounts.delete(accountId)) return;
      removed.add(accountId);
      save();
      announce();
    },
    flush() {
      if (unsaved) save();
    },
  };
}
