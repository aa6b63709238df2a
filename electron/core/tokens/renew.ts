// New tokens for old, from where the account's tokens come.
import { refreshTokens } from '../../matrix/login/refresh.ts';
import { refreshOAuthTokens } from '../../matrix/oauth/tokens.ts';
import type { MatrixPorts, RefreshAnswer } from '../../matrix/types.ts';
import type { Account } from '../../shared/model.ts';

export function renewTokens(
  ports: MatrixPorts,
  { baseUrl, oauth }: Pick<Account, 'baseUrl' | 'oauth'>,
  refreshToken: string,
): Promise<RefreshAnswer> {
  return oauth === null
    ? refreshTokens(ports, baseUrl, refreshToken)
    : refreshOAuthTokens(ports, oauth, refreshToken);
}
