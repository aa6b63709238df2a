// Removes an account from this computer: ends Muster's session on the server first, then deletes the
// keychain items and the rows. Nothing is deleted while the session may still be alive, unless the
// user insists.
import type { MatrixClient, Tokens } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, OAuthBinding, RemoveOutcome, StoreStatus } from '../../shared/model.ts';
import type { Accounts } from './accounts.ts';
import type { Log } from '../log.ts';
import type { AccountTokens } from '../tokens/tokens.ts';

export interface RemoveAccountOptions {
  readonly accounts: Pick<Accounts, 'get' | 'drop'>;
  readonly client: (accountId: AccountId) => Pick<MatrixClient, 'logout'>;
  readonly revoke: (binding: OAuthBinding, tokens: Tokens) => Promise<Result<null>>;
  readonly tokens: Pick<AccountTokens, 'read' | 'forget'>;
  readonly storeStatus: () => StoreStatus;
  readonly log: Log;
  /** Told when the account is gone, so that its list and operations are let go. */
  readonly onRemoved: (accountId: AccountId) => void;
}

/** `insist`: also when the server doesn't confirm that the session has ended. */
export async function removeAccount(
  options: RemoveAccountOptions,
  { accountId, insist }: { readonly accountId: AccountId; readonly insist: boolean },
): Promise<Result<RemoveOutcome>> {
  const { accounts, tokens, storeStatus, log, onRemoved } = options;
  const account = accounts.get(accountId);
  if (!account) return fail({ code: 'unknown-subject' });
  // It would be back at the next start.
  if (storeStatus().kind === 'read-only') return fail({ code: 'store', reason: 'newer' });

  const end = await endSession(options, account);
  if (end.kind === 'unconfirmed' && !insist) {
    return ok({ kind: 'still-signed-in', error: end.error });
  }
  const deleted = await tokens.forget(accountId, account.keptIn);
  // No reason to stop: behind a lock stays an item that is dead, or that the user insisted on.
  if (!deleted.ok) log.warn('token-not-deleted');
  accounts.drop(accountId);
  onRemoved(accountId);
  return ok({ kind: 'removed', sessionEnded: end.kind === 'ended' });
}

type SessionEnd =
  | { readonly kind: 'ended' }
  /** There is no token to end it with. */
  | { readonly kind: 'out-of-reach' }
  | { readonly kind: 'unconfirmed'; readonly error: AppError };

async function endSession(
  { client, tokens, revoke }: RemoveAccountOptions,
  { accountId, status, keptIn, oauth }: Account,
): Promise<SessionEnd> {
  switch (status.kind) {
    case 'ended':
      return { kind: 'ended' };
    case 'run-over':
      return { kind: 'out-of-reach' };
    case 'signed-in': {
      const answer = oauth === null ? await client(accountId).logout() : await revokeKept(oauth);
      return answer.ok ? { kind: 'ended' } : { kind: 'unconfirmed', error: answer.error };
    }
  }

  async function revokeKept(binding: OAuthBinding): Promise<Result<null>> {
    const kept = await tokens.read(accountId, keptIn);
    return kept.ok ? revoke(binding, kept.value) : kept;
  }
}
