// Signing in by OAuth 2.0 on the server's page (spec "Login flow", RFC 6749 4.1 with RFC 7636 and
// 9207): the page to open, what comes back from it, and the exchange of the code, sent once.
import {
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { type AppError, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { bindingOf, readGrant, registerClient, scopeFor } from './grant.ts';
import { asLibraryServer, exchange } from './request.ts';
import { readServerText } from '../text.ts';
import type { GrantAnswer, MatrixPorts, OAuthServer } from '../types.ts';

const ANSWER_MAX = 4_096;

/** A page that was, or is to be, opened. `verifier` is what makes its code worthless to others. */
export interface Authorization {
  readonly url: string;
  readonly server: OAuthServer;
  readonly clientId: string;
  readonly redirectUrl: string;
  readonly deviceId: DeviceId;
  readonly state: string;
  readonly verifier: string;
}

export type AuthorizationAnswer =
  | { readonly kind: 'code'; readonly parameters: URLSearchParams }
  | { readonly kind: 'refused'; readonly error: AppError };

/** `redirectUrl`: `http://127.0.0.1:port/path`; the port is not registered (spec: any must do). */
export async function prepareAuthorization(
  ports: MatrixPorts,
  server: OAuthServer,
  { redirectUrl, deviceId }: { readonly redirectUrl: string; readonly deviceId: DeviceId },
): Promise<Result<Authorization>> {
  const registered = new URL(redirectUrl);
  registered.port = '';
  const clientId = await registerClient(ports, server, registered.href);
  if (!clientId.ok) return clientId;
  const state = generateRandomState();
  const verifier = generateRandomCodeVerifier();
  const url = new URL(server.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    response_mode: 'query',
    client_id: clientId.value,
    redirect_uri: redirectUrl,
    scope: scopeFor(server, deviceId),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const prepared = { server, clientId: clientId.value, redirectUrl, deviceId, state, verifier };
  return { ok: true, value: { ...prepared, url: url.href } };
}

/**
 * What an address says at which the browser came back; null where it is not the answer to this page:
 * another address, another `state`, another issuer.
 */
export function readAuthorization(
  address: string,
  { server, clientId, redirectUrl, state }: Authorization,
): AuthorizationAnswer | null {
  if (address.length > ANSWER_MAX || !URL.canParse(address)) return null;
  const { origin, pathname, searchParams } = new URL(address);
  if (`${origin}${pathname}` !== redirectUrl || searchParams.getAll('code').length > 1) return null;
  try {
    const client = { client_id: clientId };
    const parameters = validateAuthResponse(asLibraryServer(server), client, searchParams, state);
    return parameters.has('code') ? { kind: 'code', parameters } : null;
  } catch (error) {
    if (!(error instanceof AuthorizationResponseError)) return null;
    const reason = error.error === 'access_denied' ? 'denied' : 'refused';
    const serverText = readServerText(error.error_description);
    return { kind: 'refused', error: { code: 'oauth', reason, serverText } };
  }
}

/** Sent once: a code is good for one exchange. */
export async function exchangeCode(
  ports: MatrixPorts,
  authorization: Authorization,
  parameters: URLSearchParams,
): Promise<GrantAnswer> {
  const { server, clientId, redirectUrl, deviceId, verifier } = authorization;
  const as = asLibraryServer(server);
  const client = { client_id: clientId };
  const outcome = await exchange(ports, server.tokenEndpoint, async (options) => {
    const response = await authorizationCodeGrantRequest(
      as,
      client,
      None(),
      parameters,
      redirectUrl,
      verifier,
      options,
    );
    return processAuthorizationCodeResponse(as, client, response);
  });
  return readGrant(ports, outcome, bindingOf(server, clientId), deviceId);
}
