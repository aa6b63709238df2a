// Ends the session that an account of Muster's has on its server. "Ended" is said only where it is so.
import type { MatrixClient, Tokens } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, OAuthBinding } from '../../shared/model.ts';
import type { AccountTokens } from '../tokens/tokens.ts';

export interface EndSessionPorts {
  readonly client: (accountId: AccountId) => Pick<MatrixClient, 'logout'>;
  readonly revoke: (binding: OAuthBinding, tokens: Tokens) => Promise<Result<null>>;
  /** Whose an access token is, asked of the homeserver once. */
  readonly whoami: (baseUrl: string, accessToken: string) => ReturnType<MatrixClient['whoami']>;
  readonly tokens: Pick<AccountTokens, 'withLast'>;
}

/** `session-lives` where the server says that it was ended, and still takes its token. */
export function endSession(
  { client, revoke, whoami, tokens }: EndSessionPorts,
  { accountId, baseUrl, keptIn, oauth }: Account,
): Promise<Result<null>> {
  if (oauth === null) return client(accountId).logout();
  return tokens.withLast(accountId, keptIn, (last) =>
    endGrant({ revoke, whoami }, { baseUrl, oauth, tokens: last }),
  );
}

/** Ends the session that a grant of an OAuth server has; `tokens` are the last that it gave. */
export async function endGrant(
  { revoke, whoami }: Pick<EndSessionPorts, 'revoke' | 'whoami'>,
  {
    baseUrl,
    oauth,
    tokens,
  }: { readonly baseUrl: string; readonly oauth: OAuthBinding; readonly tokens: Tokens },
): Promise<Result<null>> {
  // A server says 200 to a refresh token that it has exchanged already, too, and ends nothing then:
  // the access token ends the session as well.
  const accessAlone = { ...tokens, refresh: null };
  for (const pair of tokens.refresh === null ? [accessAlone] : [tokens, accessAlone]) {
    const revoked = await revoke(oauth, pair);
    if (!revoked.ok) return revoked;
    const who = await whoami(baseUrl, tokens.access);
    if (!who.ok) return who.error.code === 'session-ended' ? ok(null) : who;
  }
  return fail({ code: 'session-lives' });
}
