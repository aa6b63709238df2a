// Reads an account's token at the moment of a request, from the vault that the account uses. The
// token is in no field of this folder: it goes from the vault to one request's header.
import type { AccessToken } from '../matrix/types.ts';
import { fail } from '../shared/errors.ts';
import type { AccountId } from '../shared/ids.ts';
import type { Account } from '../shared/model.ts';
import type { Vaults } from './vault.ts';

/** `unknown-subject` from the returned function once the account is gone. */
export function createTokens(
  vaults: Vaults,
  account: (accountId: AccountId) => Account | undefined,
): (accountId: AccountId) => AccessToken {
  return (accountId) => () => {
    const current = account(accountId);
    return current
      ? vaults[current.keptIn].get(accountId)
      : Promise.resolve(fail({ code: 'unknown-subject' }));
  };
}
