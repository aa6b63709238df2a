// The account that somebody has already who has signed in.
import type { DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { GrantedSession } from '../unsettled-session.ts';
import type { AccountTokens } from '../tokens/tokens.ts';
import type { Target } from './attempt.ts';
import type { SignInProtocol } from './protocol.ts';

interface Ports {
  readonly protocol: Pick<SignInProtocol, 'client'>;
  readonly accounts: Pick<Accounts, 'get' | 'ofUser'>;
  readonly tokens: Pick<AccountTokens, 'of'>;
}

/**
 * Whatever address it was reached by. `proven` is the id of the session that was made a moment ago, at
 * random by Muster: of another address, only the same server can list it. So no server can pass itself
 * off as the one of another account.
 */
export async function knownAccount(
  { protocol, accounts, tokens }: Ports,
  target: Target,
  { userId, baseUrl }: Pick<GrantedSession, 'userId' | 'baseUrl'>,
  proven: DeviceId | null,
): Promise<Account | undefined> {
  // As it is now: it may have been removed, or signed in anew.
  if (target.account) return accounts.get(target.account.accountId);
  const ofUser = accounts.ofUser(userId);
  const here = ofUser.find((known) => known.baseUrl === baseUrl);
  if (here || proven === null) return here;
  for (const known of ofUser) {
    if (known.status.kind !== 'signed-in') continue;
    const list = await protocol.client(known.baseUrl, tokens.of(known.accountId)).listDevices();
    if (list.ok && list.value.sessions.some(({ deviceId }) => deviceId === proven)) return known;
  }
  return undefined;
}
