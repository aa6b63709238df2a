// Ends a session of Muster's on its server. "Ended" is said only where it is so.
import type { AccessToken, MatrixClient, Tokens } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { OAuthBinding } from '../../shared/model.ts';
import type { AccountTokens, Credential } from '../tokens/tokens.ts';

export interface EndSessionPorts {
  readonly client: (baseUrl: string, token: AccessToken) => Pick<MatrixClient, 'logout' | 'whoami'>;
  readonly revoke: (binding: OAuthBinding, tokens: Tokens) => Promise<Result<null>>;
}

/** By the tokens in the vault. `session-lives` where the server says that it was ended, and still takes its token. */
export function endSession(
  ports: EndSessionPorts,
  tokens: Pick<AccountTokens, 'ofCredential' | 'withLast'>,
  credential: Credential,
): Promise<Result<null>> {
  const { baseUrl, oauth } = credential;
  if (oauth === null) return ports.client(baseUrl, tokens.ofCredential(credential)).logout();
  return tokens.withLast(credential, (last) => endGrant(ports, { baseUrl, oauth }, last));
}

/** By tokens that the server gave a moment ago. */
export function endNewSession(
  ports: EndSessionPorts,
  { baseUrl, oauth }: Pick<Credential, 'baseUrl' | 'oauth'>,
  tokens: Tokens,
): Promise<Result<null>> {
  if (oauth === null) return ports.client(baseUrl, holding(tokens.access)).logout();
  return endGrant(ports, { baseUrl, oauth }, tokens);
}

async function endGrant(
  { client, revoke }: EndSessionPorts,
  { baseUrl, oauth }: { readonly baseUrl: string; readonly oauth: OAuthBinding },
  tokens: Tokens,
): Promise<Result<null>> {
  // A server says 200 to a refresh token that it has exchanged already, too, and ends nothing then:
  // the access token ends the session as well.
  const accessAlone = { ...tokens, refresh: null };
  for (const pair of tokens.refresh === null ? [accessAlone] : [tokens, accessAlone]) {
    const revoked = await revoke(oauth, pair);
    if (!revoked.ok) return revoked;
    const who = await client(baseUrl, holding(tokens.access)).whoami();
    if (!who.ok) return who.error.code === 'session-ended' ? ok(null) : who;
  }
  return fail({ code: 'session-lives' });
}

function holding(access: string): AccessToken {
  return () => Promise.resolve(ok(access));
}
