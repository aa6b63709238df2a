// Revoking one token (spec "Token revocation", RFC 7009), at the endpoint that its sign-in is bound to.
import { None, processRevocationResponse, revocationRequest } from 'oauth4webapi';
import type { Result } from '../../shared/errors.ts';
import type { OAuthBinding } from '../../shared/model.ts';
import { exchange, resultOf } from './request.ts';
import type { MatrixPorts } from '../types.ts';

export type TokenHint = 'access_token' | 'refresh_token';

/** Any success is one, whatever its body (RFC 7009 2.2). A token that is dead already is a success. */
export async function revokeToken(
  ports: MatrixPorts,
  { issuer, clientId, revocationEndpoint }: OAuthBinding,
  token: string,
  hint: TokenHint | null,
): Promise<Result<null>> {
  const as = { issuer, revocation_endpoint: revocationEndpoint };
  const client = { client_id: clientId };
  const additionalParameters = hint === null ? {} : { token_type_hint: hint };
  const revoke = exchange(
    ports,
    revocationEndpoint,
    async (options) => {
      const more = { ...options, additionalParameters };
      await processRevocationResponse(await revocationRequest(as, client, None(), token, more));
      return null;
    },
    'no-body',
  );
  return resultOf(await revoke);
}
