// What a homeserver says about its authorization server (spec "Server metadata discovery"): read,
// bounded, and judged. Addresses that pass here are the only ones that OAuth requests go to.
import * as z from 'zod';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { checkNamedAddress } from '../discovery/address.ts';
import { sendCall } from '../http/call.ts';
import { GET_TRIES } from '../http/repeat.ts';
import type { AccountPage, MatrixPorts, OAuthServer } from '../types.ts';

/** The grant type of the server's page. */
const PAGE_GRANT = 'authorization_code';

/** The grant type of a code that is entered on another device (RFC 8628). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const TEXT_MAX = 2_000;
const NAMES_MAX = 50;

export interface AuthMetadata {
  readonly accountPage: AccountPage;
  /** Null where it lacks what a safe sign-in needs. */
  readonly server: OAuthServer | null;
}

/** The stable path, then the one of servers from before spec v1.15, whose scopes had other names. */
const places = [
  { path: ['_matrix', 'client', 'v1', 'auth_metadata'], stable: true },
  {
    path: ['_matrix', 'client', 'unstable', 'org.matrix.msc2965', 'auth_metadata'],
    stable: false,
  },
];

/** Null where the homeserver has no OAuth API. Needs no token. */
export async function fetchAuthMetadata(
  ports: MatrixPorts,
  baseUrl: string,
): Promise<Result<AuthMetadata | null>> {
  for (const { path, stable } of places) {
    const reply = await sendCall(ports, {
      method: 'GET',
      baseUrl,
      path,
      token: null,
      tries: GET_TRIES,
    });
    const metadata = reply.kind === 'json' ? readAuthMetadata(reply.value, baseUrl, stable) : null;
    if (metadata !== null) return ok(metadata);
    if (reply.kind === 'failed') return fail(reply.error);
    // Any other refusal says that there is no such thing; these say nothing.
    if (reply.kind === 'error' && (reply.status >= 500 || reply.error.code === 'rate-limited'))
      return fail(reply.error);
  }
  return ok(null);
}

/** Every address that it names for a sign-in, whether for requests or for a browser. */
export function namedAddresses(server: OAuthServer): readonly string[] {
  return [
    server.issuer,
    server.authorizationEndpoint,
    server.tokenEndpoint,
    server.revocationEndpoint,
    server.registrationEndpoint,
    ...(server.deviceEndpoint === null ? [] : [server.deviceEndpoint]),
  ];
}

const address = z.string().max(TEXT_MAX);
const names = z.array(z.unknown());

/** What is left out means what RFC 8414 says. */
const wire = z.object({
  issuer: address,
  account_management_uri: address.nullable().catch(null),
  account_management_actions_supported: names.catch([]),
  authorization_endpoint: address.nullable().catch(null),
  token_endpoint: address.nullable().catch(null),
  revocation_endpoint: address.nullable().catch(null),
  registration_endpoint: address.nullable().catch(null),
  device_authorization_endpoint: address.nullable().catch(null),
  code_challenge_methods_supported: names.catch([]),
  response_types_supported: names.catch([]),
  response_modes_supported: names.default(['query', 'fragment']).catch([]),
  grant_types_supported: names.default([PAGE_GRANT, 'implicit']).catch([]),
  authorization_response_iss_parameter_supported: z.unknown().optional(),
});

type Wire = z.infer<typeof wire>;

/** Null where it is no metadata at all. */
export function readAuthMetadata(
  json: unknown,
  baseUrl: string,
  stable: boolean,
): AuthMetadata | null {
  const { data } = wire.safeParse(json);
  if (data === undefined) return null;
  const actions = data.account_management_actions_supported.filter(
    (action) => typeof action === 'string',
  );
  return {
    accountPage: {
      issuer: data.issuer,
      url: data.account_management_uri,
      actions: actions.slice(0, NAMES_MAX),
    },
    server: serverOf(data, baseUrl, stable),
  };
}

/**
 * PKCE with S256 is not negotiable: without it whoever sees a code can use it. A server that gives no
 * codes, or sends nobody back with a query, has no page that Muster could come back from.
 */
function serverOf(data: Wire, baseUrl: string, stable: boolean): OAuthServer | null {
  if (!data.code_challenge_methods_supported.includes('S256')) return null;
  if (!data.response_types_supported.includes('code') || !URL.canParse(data.issuer)) return null;
  if (!data.response_modes_supported.includes('query')) return null;
  if (!data.grant_types_supported.includes(PAGE_GRANT)) return null;
  const checked = (named: string | null): string | null =>
    named === null ? null : checkNamedAddress(named, baseUrl);
  const authorizationEndpoint = checked(data.authorization_endpoint);
  const tokenEndpoint = checked(data.token_endpoint);
  const revocationEndpoint = checked(data.revocation_endpoint);
  const registrationEndpoint = checked(data.registration_endpoint);
  if (authorizationEndpoint === null || tokenEndpoint === null) return null;
  if (revocationEndpoint === null || registrationEndpoint === null) return null;
  return {
    issuer: data.issuer,
    authorizationEndpoint,
    tokenEndpoint,
    revocationEndpoint,
    registrationEndpoint,
    deviceEndpoint: data.grant_types_supported.includes(DEVICE_GRANT)
      ? checked(data.device_authorization_endpoint)
      : null,
    namesItself: data.authorization_response_iss_parameter_supported === true,
    stableScopes: stable,
  };
}
