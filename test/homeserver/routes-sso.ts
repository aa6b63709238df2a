// Signing in by a web page: the redirect to it, and the page of an identity provider that believes
// everybody. A test plays the browser, or Chromium does.
import { type Answer, found, htmlPage, matrixError, unrecognized } from './answer.ts';
import { escaped } from './html.ts';
import { type IdentityProvider, type Sso } from './identity-provider.ts';
import { type Context, type Request, type Route, open } from './router.ts';

export const ssoRoutes: readonly Route[] = [
  open('GET', '/login/sso/redirect', toProvider),
  open('GET', '/login/sso/redirect/*', toProvider),
  open('GET', '/_matrix/idp/*', signInPage),
  open('GET', '/_matrix/idp/*/as/*', signedInAs),
];

/**
 * What `GET /login` says of it. Where it stands in for OAuth, clients that know that are told to go
 * there instead, by the stable name and the one before.
 */
export function ssoFlows(
  { providers, preferred = false }: Sso,
  serverName: string,
  standsInForOAuth: boolean,
): readonly object[] {
  const sso = {
    type: 'm.login.sso',
    identity_providers: providers.map((one) => wireOf(one, serverName)),
  };
  const flow = standsInForOAuth
    ? { oauth_aware_preferred: true, 'org.matrix.msc3824.delegated_oidc_compatibility': true }
    : { oauth_aware_preferred: preferred };
  return [{ ...sso, ...flow }, { type: 'm.login.token' }];
}

function wireOf({ picture, ...provider }: IdentityProvider, serverName: string): object {
  return picture ? { ...provider, icon: `mxc://${serverName}/${provider.id}` } : provider;
}

function toProvider({ sso, baseUrl }: Context, request: Request, [id]: readonly string[]): Answer {
  if (!sso) return unrecognized(404);
  const redirectUrl = request.query.get('redirectUrl');
  if (redirectUrl === null)
    return matrixError(400, 'M_MISSING_PARAM', 'Missing string query parameter redirectUrl');
  const known = sso.providers.some((provider) => provider.id === id);
  if (id !== undefined && !known)
    return matrixError(404, 'M_NOT_FOUND', 'Unknown identity provider');
  const chosen = id ?? sso.providers[0]?.id ?? 'default';
  return found(
    `${baseUrl}/_matrix/idp/${chosen}?${new URLSearchParams({ redirectUrl }).toString()}`,
  );
}

function signInPage({ state }: Context, { query }: Request, [id = '']: readonly string[]): Answer {
  const links = state.users().map(({ userId }) => {
    const localpart = userId.slice(1).split(':')[0] ?? '';
    const target = `/_matrix/idp/${id}/as/${encodeURIComponent(localpart)}?${query.toString()}`;
    return `<li><a href="${escaped(target)}">Continue as ${escaped(localpart)}</a></li>`;
  });
  return htmlPage(`Sign in with ${escaped(id)}`, `<ul>${links.join('')}</ul>`);
}

function signedInAs(
  { state, loginTokens, now }: Context,
  { query }: Request,
  [, localpart = '']: readonly string[],
): Answer {
  const user = state.findUser(localpart);
  const redirectUrl = query.get('redirectUrl') ?? '';
  if (!user || !URL.canParse(redirectUrl)) return unrecognized(404);
  const back = new URL(redirectUrl);
  back.searchParams.append('loginToken', loginTokens.issue(user, now()));
  return found(back.href);
}
