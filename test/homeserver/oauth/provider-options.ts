// All that oidc-provider is told. What it would ask or warn about is answered here.
import { generateKeyPairSync } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { htmlPage } from '../answer.ts';
import { escaped } from '../html.ts';
import { type Library } from './library.ts';
import { deviceIdOf } from './scopes.ts';

/** What a token is for. The library lets such a resource have scopes that nobody listed before. */
export const RESOURCE = 'urn:matrix:client';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export const paths = {
  authorization: '/oauth2/authorize',
  code_verification: '/oauth2/link',
  device_authorization: '/oauth2/device',
  registration: '/oauth2/registration',
  revocation: '/oauth2/revoke',
  token: '/oauth2/token',
} as const;

/** Where the page is on which somebody says who they are. */
export const INTERACTION_PATH = '/oauth2/interaction';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

interface Parts {
  readonly library: Library;
  readonly adapter: NonNullable<Configuration['adapter']>;
  /** Whether the session that came of a grant has ended. */
  readonly isOver: (grantId: string) => boolean;
  /** Of an access token, in seconds. */
  readonly tokenLife: number;
}

export function providerOptions({ library, adapter, isOver, tokenLife }: Parts): Configuration {
  return {
    adapter,
    findAccount(_context, accountId, token) {
      const grantId = token && 'grantId' in token ? token.grantId : undefined;
      if (grantId !== undefined && isOver(grantId)) return undefined;
      return { accountId, claims: () => ({ sub: accountId }) };
    },
    routes: paths,
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    clientBasedCORS: () => true,
    // No ID token is ever asked for; the library wants its key in order all the same.
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [signingKey()] },
    pkce: { required: () => true },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    expiresWithSession: () => false,
    renderError(context, { error, error_description = '' }) {
      const page = htmlPage(
        'Sign-in failed',
        `<p>${escaped(error)}: ${escaped(error_description)}</p>`,
      );
      context.type = 'html';
      context.body = page.raw;
    },
    interactions: { url: (_context, { uid }) => `${INTERACTION_PATH}/${uid}` },
    ttl: {
      AccessToken: tokenLife,
      AuthorizationCode: 10 * MINUTE,
      DeviceCode: 20 * MINUTE,
      Grant: 365 * DAY,
      Interaction: 60 * MINUTE,
      RefreshToken: 365 * DAY,
      Session: DAY,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      deviceFlow: { enabled: true, charset: 'base-20', mask: '******' },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        getResourceServerInfo: (context) => ({
          scope: scopeOf(context, library),
          accessTokenFormat: 'opaque',
          accessTokenTTL: tokenLife,
        }),
      },
    },
  };
}

/** That of what is exchanged, or else what is asked for now. Throws for one that can't be had. */
function scopeOf({ oidc }: KoaContextWithOIDC, { InvalidScope }: Library): string {
  const { AuthorizationCode, DeviceCode, RefreshToken } = oidc.entities;
  const granted = (AuthorizationCode ?? DeviceCode ?? RefreshToken)?.scope;
  if (granted !== undefined) return granted;
  const asked = typeof oidc.params?.scope === 'string' ? oidc.params.scope : '';
  if (deviceIdOf(asked) !== null) return asked;
  throw new InvalidScope('the API and exactly one session have to be asked for', asked);
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' };
}
