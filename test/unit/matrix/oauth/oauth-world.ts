// An authorization server that is invented: it answers each of its addresses from a table, and says
// what it was asked.
import type { OAuthServer } from '../../../../electron/matrix/types.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import {
  fakeServer,
  json,
  type FakeServer,
  type Scripted,
  type SentRequest,
} from '../fake-ports.ts';

export const BASE = 'https://matrix.example.org';
export const AUTH = 'https://auth.example.org';
export const OURS = 'MUSTERSESSION1' as DeviceId;
export const SCOPE = `urn:matrix:client:api:* urn:matrix:client:device:${OURS}`;

/** What `/auth_metadata` of a good server says. */
export const metadata = {
  issuer: `${AUTH}/`,
  authorization_endpoint: `${AUTH}/authorize`,
  token_endpoint: `${AUTH}/token`,
  revocation_endpoint: `${AUTH}/revoke`,
  registration_endpoint: `${AUTH}/register`,
  device_authorization_endpoint: `${AUTH}/device`,
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'fragment'],
  grant_types_supported: [
    'authorization_code',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  account_management_uri: `${AUTH}/account`,
  account_management_actions_supported: ['org.matrix.device_delete'],
};

export const server: OAuthServer = {
  issuer: metadata.issuer,
  authorizationEndpoint: metadata.authorization_endpoint,
  tokenEndpoint: metadata.token_endpoint,
  revocationEndpoint: metadata.revocation_endpoint,
  registrationEndpoint: metadata.registration_endpoint,
  deviceEndpoint: metadata.device_authorization_endpoint,
  namesItself: true,
  stableScopes: true,
};

export const binding = {
  issuer: metadata.issuer,
  clientId: 'client-1',
  authorizationEndpoint: metadata.authorization_endpoint,
  tokenEndpoint: metadata.token_endpoint,
  revocationEndpoint: metadata.revocation_endpoint,
};

export const granted = {
  access_token: 'access-1',
  refresh_token: 'refresh-1',
  token_type: 'Bearer',
  expires_in: 300,
  scope: SCOPE,
};

type Endpoint = 'register' | 'token' | 'revoke' | 'device';
type Answers = Partial<Record<Endpoint, (request: SentRequest, index: number) => Scripted>>;

export const registered = () => json(201, { client_id: 'client-1' });

/** `register` succeeds where nothing else is said; an address that the test doesn't name is a 500. */
export function authorizationServer(answers: Answers): FakeServer & {
  /** The bodies that one endpoint was sent. */
  readonly sentTo: (endpoint: Endpoint) => readonly Readonly<Record<string, unknown>>[];
} {
  const counts = new Map<string, number>();
  const fake = fakeServer((request) => {
    const endpoint = new URL(request.url).pathname.slice(1) as Endpoint;
    const index = counts.get(endpoint) ?? 0;
    counts.set(endpoint, index + 1);
    const answer = { register: registered, ...answers }[endpoint];
    return answer?.(request, index) ?? json(500, {});
  });
  return {
    ...fake,
    sentTo: (endpoint) =>
      fake.requests
        .filter(({ url }) => url === `${AUTH}/${endpoint}`)
        .map(({ body }) => body as Readonly<Record<string, unknown>>),
  };
}
