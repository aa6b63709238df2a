// What is asked of an authorization server and what comes of it: scopes, the client's registration,
// and the reading of a token answer (spec "Scope", "Client registration"; RFC 6749 5.1).
import {
  dynamicClientRegistrationRequest,
  processDynamicClientRegistrationResponse,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { fail, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { OAuthBinding } from '../../shared/model.ts';
import { badShape } from '../http/answer.ts';
import { CLIENT_METADATA } from './client.ts';
import { DEVICE_GRANT } from './metadata.ts';
import { asLibraryServer, exchange, resultOf, tokensIn, type OAuthOutcome } from './request.ts';
import { revokeToken } from './revoke.ts';
import type { GrantAnswer, MatrixPorts, OAuthServer, Tokens } from '../types.ts';
import { token } from '../login/wire.ts';

/** What a device id must be, to be asked for: unreserved characters, at least ten. */
const deviceIdToAskFor = /^[A-Za-z0-9._~-]{10,255}$/;

export function canBeAskedFor(deviceId: DeviceId): boolean {
  return deviceIdToAskFor.test(deviceId);
}

const prefixes = {
  stable: 'urn:matrix:client:',
  unstable: 'urn:matrix:org.matrix.msc2967.client:',
} as const;

/** Everything that the client-server API has, as one session. */
export function scopeFor(server: OAuthServer, deviceId: DeviceId): string {
  const prefix = server.stableScopes ? prefixes.stable : prefixes.unstable;
  return `${prefix}api:* ${prefix}device:${deviceId}`;
}

/**
 * Registers Muster as a native app, afresh for each sign-in (spec: so that no two servers share an
 * address to come back to). `redirect` is that address without its port; null for the device grant,
 * where one is named all the same, because some servers demand it.
 */
export async function registerClient(
  ports: MatrixPorts,
  server: OAuthServer,
  redirect: string | null,
): Promise<Result<string>> {
  const metadata = {
    ...CLIENT_METADATA,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: [redirect ?? 'http://127.0.0.1/'],
    ...(redirect === null
      ? { response_types: [], grant_types: [DEVICE_GRANT, 'refresh_token'] }
      : { response_types: ['code'], grant_types: ['authorization_code', 'refresh_token'] }),
  };
  const as = asLibraryServer(server);
  const outcome = await exchange(
    ports,
    server.registrationEndpoint,
    async (options) => {
      const response = await dynamicClientRegistrationRequest(as, metadata, options);
      return (await processDynamicClientRegistrationResponse(response)).client_id;
    },
    201,
  );
  if (outcome.kind === 'refused')
    return fail({ code: 'oauth', reason: 'client-refused', serverText: outcome.serverText });
  const clientId = resultOf(outcome);
  if (!clientId.ok || /^[\x21-\x7e]{1,512}$/.test(clientId.value)) return clientId;
  return fail(badShape(server.registrationEndpoint));
}

export function bindingOf(server: OAuthServer, clientId: string): OAuthBinding {
  const { issuer, authorizationEndpoint, tokenEndpoint, revocationEndpoint } = server;
  return { issuer, clientId, authorizationEndpoint, tokenEndpoint, revocationEndpoint };
}

/** Null where it holds nothing that could be kept or sent. */
export function readTokens(answer: TokenEndpointResponse): Tokens | null {
  const access = token.safeParse(answer.access_token);
  const refresh = token.nullable().safeParse(answer.refresh_token ?? null);
  if (!access.success || !refresh.success || answer.token_type !== 'bearer') return null;
  const seconds = answer.expires_in;
  const lives = seconds !== undefined && Number.isFinite(seconds) && seconds > 0;
  return {
    access: access.data,
    refresh: refresh.data,
    expiresInMs: lives ? seconds * 1_000 : null,
  };
}

/**
 * The grant that came of an exchange, and whether it is for our session: the tokens of another one are
 * somebody's session all the same, and have to be revoked. Those of an answer that can't be used are
 * revoked here, so that no session is left behind.
 */
export async function readGrant(
  ports: MatrixPorts,
  outcome: OAuthOutcome<TokenEndpointResponse>,
  binding: OAuthBinding,
  deviceId: DeviceId,
): Promise<GrantAnswer> {
  const tokens = outcome.kind === 'done' ? readTokens(outcome.value) : null;
  if (outcome.kind === 'done' && tokens !== null) {
    const asAsked = isGranted(outcome.value, deviceId);
    return { kind: 'granted', grant: { tokens, binding }, asAsked };
  }
  const left = leftIn(outcome);
  for (const token of left) await revokeToken(ports, binding, token, null);
  const answer = resultOf(outcome);
  const error = answer.ok ? badShape(binding.tokenEndpoint) : answer.error;
  const isLost = outcome.kind === 'failed' ? outcome.maybeDone : answer.ok && left.length === 0;
  return { kind: 'failed', error, ...(isLost ? { maybeMade: true } : {}) };
}

function leftIn(outcome: OAuthOutcome<TokenEndpointResponse>): readonly string[] {
  switch (outcome.kind) {
    case 'done':
      return tokensIn(outcome.value);
    case 'failed':
      return outcome.left;
    case 'refused':
      return [];
  }
}

/** Whether a token answer grants exactly our session. No word of scope means: what was asked for. */
function isGranted({ scope }: TokenEndpointResponse, deviceId: DeviceId): boolean {
  if (scope === undefined) return true;
  const granted = scope.split(' ');
  const devices = granted.flatMap((name) => suffixOf(name, 'device:'));
  const apis = granted.flatMap((name) => suffixOf(name, 'api:'));
  return apis.includes('*') && devices.length === 1 && devices[0] === deviceId;
}

function suffixOf(name: string, kind: string): readonly string[] {
  return Object.values(prefixes)
    .map((prefix) => prefix + kind)
    .filter((start) => name.startsWith(start))
    .map((start) => name.slice(start.length));
}
