// Renewing and revoking what a sign-in by OAuth 2.0 gave (spec "Token refresh", "Token revocation"),
// at the endpoints that it is bound to: whatever the homeserver names by now, no token goes there.
import { None, processRefreshTokenResponse, refreshTokenGrantRequest } from 'oauth4webapi';
import type { Result } from '../../shared/errors.ts';
import type { OAuthBinding } from '../../shared/model.ts';
import { badShape } from '../http/answer.ts';
import { readTokens } from './grant.ts';
import { exchange, resultOf, type OAuthOutcome } from './request.ts';
import { revokeToken } from './revoke.ts';
import { GET_TRIES, repeated } from '../http/repeat.ts';
import type { MatrixPorts, RefreshAnswer, Tokens } from '../types.ts';

/** What says for good that a refresh token, or the client that it is for, is no longer known. */
const final = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client']);

/**
 * The same token again after a lost connection or a 5xx, three times in all: it stays good until
 * what it was exchanged for is used. Nothing but an OAuth error ends a session: not a proxy's 4xx.
 */
export async function refreshOAuthTokens(
  ports: MatrixPorts,
  { issuer, clientId, tokenEndpoint }: OAuthBinding,
  refreshToken: string,
): Promise<RefreshAnswer> {
  const as = { issuer, token_endpoint: tokenEndpoint };
  const client = { client_id: clientId };
  const send = () =>
    exchange(ports, tokenEndpoint, async (options) => {
      const response = await refreshTokenGrantRequest(as, client, None(), refreshToken, options);
      return processRefreshTokenResponse(as, client, response);
    });
  const outcome = await repeated(ports, GET_TRIES, send, isWorthRepeating);
  if (outcome.kind === 'refused' && final.has(outcome.code)) return { kind: 'refused' };
  const answer = resultOf(outcome);
  if (!answer.ok) return { kind: 'failed', error: answer.error };
  const tokens = readTokens(answer.value);
  if (tokens !== null) return { kind: 'renewed', tokens };
  return { kind: 'failed', error: badShape(tokenEndpoint) };
}

/** Ends the session by the token that stands for it. */
export function revokeTokens(
  ports: MatrixPorts,
  binding: OAuthBinding,
  { access, refresh }: Tokens,
): Promise<Result<null>> {
  return refresh === null
    ? revokeToken(ports, binding, access, 'access_token')
    : revokeToken(ports, binding, refresh, 'refresh_token');
}

function isWorthRepeating(outcome: OAuthOutcome<unknown>): boolean {
  if (outcome.kind !== 'failed') return false;
  return outcome.error.code === 'unreachable' || outcome.error.code === 'server-failed';
}
