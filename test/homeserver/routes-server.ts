// What a server says about itself: discovery, versions, capabilities, OAuth metadata.
import { type Answer, good, unrecognized } from './answer.ts';
import { type Context, type Route, open, signedIn } from './router.ts';

const matrixVersions = ['r0.6.1', ...Array.from({ length: 15 }, (_, minor) => `v1.${minor + 1}`)];

export const serverRoutes: readonly Route[] = [
  open('GET', '/.well-known/matrix/client', ({ baseUrl }) =>
    good({ 'm.homeserver': { base_url: `${baseUrl}/` } }),
  ),
  open('GET', '/_matrix/client/versions', () =>
    good({ versions: matrixVersions, unstable_features: {} }),
  ),
  open('GET', '/_matrix/client/v1/auth_metadata', oauthMetadata),
  signedIn('GET', '/capabilities', () =>
    good({ capabilities: { 'm.change_password': { enabled: false } } }),
  ),
];

/** The endpoints that it names don't exist here: only the page and its actions do. */
function oauthMetadata({ accountPage, baseUrl }: Context): Answer {
  if (accountPage === null) return unrecognized(404);
  return good({
    issuer: `${new URL(accountPage).origin}/`,
    authorization_endpoint: `${baseUrl}/authorize`,
    token_endpoint: `${baseUrl}/oauth2/token`,
    revocation_endpoint: `${baseUrl}/oauth2/revoke`,
    registration_endpoint: `${baseUrl}/oauth2/registration`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    account_management_uri: accountPage,
    account_management_actions_supported: [
      'org.matrix.profile',
      'org.matrix.devices_list',
      'org.matrix.device_view',
      'org.matrix.device_delete',
      'org.matrix.sessions_list',
      'org.matrix.session_view',
      'org.matrix.session_end',
    ],
  });
}
