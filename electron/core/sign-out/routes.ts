// Which way sessions of an account are signed out: decided by the server's OAuth metadata, before a
// request to delete anything could be sent (spec v1.18: then such requests must not be used).
import type { AccountPage, MatrixClient } from '../../matrix/types.ts';
import { fail, type Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Accounts } from '../accounts/accounts.ts';

export interface SignOutRoutesOptions {
  readonly accounts: Pick<Accounts, 'get' | 'setSignOutRoute'>;
  readonly client: (accountId: AccountId) => Pick<MatrixClient, 'accountPage'>;
}

export class SignOutRoutes {
  readonly #options: SignOutRoutesOptions;

  constructor(options: SignOutRoutesOptions) {
    this.#options = options;
  }

  /** Asks the server, and notes the route. Null where it is by requests. */
  async find(accountId: AccountId): Promise<Result<AccountPage | null>> {
    const { accounts, client } = this.#options;
    if (!accounts.get(accountId)) return fail({ code: 'unknown-subject' });
    const page = await client(accountId).accountPage();
    if (page.ok)
      accounts.setSignOutRoute(accountId, page.value === null ? 'requests' : 'account-page');
    return page;
  }

  /** Asks the server where the route isn't known in this run. */
  prepare(accountId: AccountId): void {
    if (this.#options.accounts.get(accountId)?.signOutRoute === 'unknown')
      void this.find(accountId);
  }
}
