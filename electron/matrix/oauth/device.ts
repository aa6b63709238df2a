// Signing in by a code that is entered on any device (spec "Device authorization flow", RFC 8628):
// asking for it, and asking whether it was entered. When to ask is its caller's business.
import {
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  None,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
} from 'oauth4webapi';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { checkNamedAddress } from '../discovery/address.ts';
import { badShape } from '../http/answer.ts';
import { bindingOf, readGrant, registerClient, scopeFor } from './grant.ts';
import { asLibraryServer, exchange, resultOf } from './request.ts';
import type { GrantAnswer, MatrixPorts, OAuthServer } from '../types.ts';

const SECOND = 1_000;
const INTERVAL_DEFAULT_S = 5;
const INTERVAL_MAX_S = 60;
const LIFE_MAX_S = 30 * 60;

/** A code that waits to be entered. `deviceCode` is the secret half, for `askForGrant` alone. */
export interface DeviceCode {
  readonly server: OAuthServer;
  readonly clientId: string;
  readonly deviceId: DeviceId;
  readonly deviceCode: string;
  /** 1 to 64 printable ASCII characters. */
  readonly userCode: string;
  /** Judged as every address that a server names. */
  readonly page: string;
  readonly pageWithCode: string | null;
  /** How long it may be entered, at most half an hour. */
  readonly lifeMs: number;
  /** The shortest pause between two questions, 1 to 60 s. */
  readonly intervalMs: number;
}

export type DeviceAnswer =
  | GrantAnswer
  /** Not entered yet. `slower`: the server wants longer pauses. */
  | { readonly kind: 'pending'; readonly slower: boolean }
  /** No answer; the code may be entered all the same. `maybeMade`: and what came of it is lost. */
  | { readonly kind: 'unknown'; readonly error: AppError; readonly maybeMade?: true };

/** `server.deviceEndpoint` must not be null. `baseUrl` is the homeserver's. */
export async function beginDeviceCode(
  ports: MatrixPorts,
  server: OAuthServer,
  { baseUrl, deviceId }: { readonly baseUrl: string; readonly deviceId: DeviceId },
): Promise<Result<DeviceCode>> {
  const endpoint = server.deviceEndpoint;
  if (endpoint === null) throw new Error('no device authorization grant');
  const clientId = await registerClient(ports, server, null);
  if (!clientId.ok) return clientId;
  const as = asLibraryServer(server);
  const client = { client_id: clientId.value };
  const begun = resultOf(
    await exchange(ports, endpoint, async (options) => {
      const parameters = { scope: scopeFor(server, deviceId) };
      const response = await deviceAuthorizationRequest(as, client, None(), parameters, options);
      return processDeviceAuthorizationResponse(as, client, response);
    }),
  );
  if (!begun.ok) return begun;
  const { device_code, user_code, verification_uri, verification_uri_complete } = begun.value;
  const page = checkNamedAddress(verification_uri, baseUrl);
  const readable = /^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/.test(user_code);
  if (page === null || !readable || device_code.length > 4_096) return fail(badShape(endpoint));
  const interval = begun.value.interval ?? INTERVAL_DEFAULT_S;
  return ok({
    server,
    clientId: clientId.value,
    deviceId,
    deviceCode: device_code,
    userCode: user_code,
    page,
    pageWithCode:
      verification_uri_complete === undefined
        ? null
        : checkNamedAddress(verification_uri_complete, baseUrl),
    lifeMs: Math.min(begun.value.expires_in, LIFE_MAX_S) * SECOND,
    intervalMs: Math.min(Math.max(interval, 1), INTERVAL_MAX_S) * SECOND,
  });
}

/** Asks once whether the code was entered. */
export async function askForGrant(ports: MatrixPorts, code: DeviceCode): Promise<DeviceAnswer> {
  const { server, clientId, deviceId, deviceCode } = code;
  const as = asLibraryServer(server);
  const client = { client_id: clientId };
  const outcome = await exchange(ports, server.tokenEndpoint, async (options) => {
    const response = await deviceCodeGrantRequest(as, client, None(), deviceCode, options);
    return processDeviceCodeResponse(as, client, response);
  });
  if (outcome.kind === 'refused') return refusal(outcome.code, outcome.serverText);
  // With a token in it, it was an answer, and the code is used up.
  if (outcome.kind === 'failed' && outcome.left.length === 0)
    return {
      kind: 'unknown',
      error: outcome.error,
      ...(outcome.maybeDone ? { maybeMade: true } : {}),
    };
  return readGrant(ports, outcome, bindingOf(server, clientId), deviceId);
}

function refusal(code: string, serverText: string | null): DeviceAnswer {
  switch (code) {
    case 'authorization_pending':
      return { kind: 'pending', slower: false };
    case 'slow_down':
      return { kind: 'pending', slower: true };
    case 'access_denied':
      return { kind: 'failed', error: { code: 'oauth', reason: 'denied', serverText } };
    case 'expired_token':
      return { kind: 'failed', error: { code: 'oauth', reason: 'expired', serverText } };
    default:
      return { kind: 'failed', error: { code: 'oauth', reason: 'refused', serverText } };
  }
}
