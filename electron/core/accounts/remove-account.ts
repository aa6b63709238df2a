// Removes an account from this computer: ends Muster's session on the server first, then deletes the
// keychain items and the rows. Nothing is deleted while the session may still be alive, unless the
// user insists. A removal that is cut off is gone on with at the next start.
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, RemoveOutcome, StoreStatus } from '../../shared/model.ts';
import type { Accounts } from './accounts.ts';
import type { Log } from '../log.ts';
import type { AccountTokens } from '../tokens/tokens.ts';
import { endSession, type EndSessionPorts } from './end-session.ts';
import { endingOf } from './unsettled.ts';

export interface RemoveAccountOptions extends EndSessionPorts {
  readonly accounts: Pick<Accounts, 'get' | 'drop' | 'note' | 'forgetUnsettled'>;
  readonly tokens: Pick<AccountTokens, 'ofCredential' | 'withLast' | 'forget'>;
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

  accounts.note(endingOf(account));
  const end = await sessionEnd(options, account);
  if (end.kind === 'unconfirmed' && !insist) {
    accounts.forgetUnsettled(account.credentialId);
    return ok({ kind: 'still-signed-in', error: end.error });
  }
  // Without its tokens nothing could be asked any more: the next start only has to forget, too.
  accounts.note({ ...endingOf(account), kind: 'forgetting' });
  const deleted = await tokens.forget(account);
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

/** Tried also where the sign-in counts as ended: the server may have said so of a locked account. */
async function sessionEnd(options: RemoveAccountOptions, account: Account): Promise<SessionEnd> {
  if (account.status.kind === 'expired-with-run') return { kind: 'out-of-reach' };
  const ended = await endSession(options, options.tokens, account);
  return ended.ok ? { kind: 'ended' } : { kind: 'unconfirmed', error: ended.error };
}
