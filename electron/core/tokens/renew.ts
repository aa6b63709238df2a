// New tokens for old, from where a sign-in's tokens come.
import { refreshTokens } from '../../matrix/login/refresh.ts';
import { refreshOAuthTokens } from '../../matrix/oauth/tokens.ts';
import type { MatrixPorts, RefreshAnswer } from '../../matrix/types.ts';
import type { Credential } from './tokens.ts';

export function renewTokens(
  ports: MatrixPorts,
  { baseUrl, oauth }: Pick<Credential, 'baseUrl' | 'oauth'>,
  refreshToken: string,
): Promise<RefreshAnswer> {
  return oauth === null
    ? refreshTokens(ports, baseUrl, refreshToken)
    : refreshOAuthTokens(ports, oauth, refreshToken);
}
