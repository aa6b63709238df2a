// The endpoints of OAuth 2.0 (spec "OAuth 2.0 API"): what the authorization server doesn't know of
// by itself is added on the way. Its pages are in routes-oauth-pages.ts.
import { type Answer, good, unrecognized } from './answer.ts';
import { type AuthorizationServer } from './oauth/authorization-server.ts';
import { DEVICE_GRANT, paths } from './oauth/provider-options.ts';
import { refusalOf } from './oauth/registration-policy.ts';
import { type Context, type Request, type Route, open } from './router.ts';

export const oauthRoutes: readonly Route[] = [
  open('GET', '/_matrix/client/v1/auth_metadata', (context) => metadata(context, 'stable')),
  open('GET', '/_matrix/client/unstable/org.matrix.msc2965/auth_metadata', (context) =>
    metadata(context, 'unstable'),
  ),
  endpoint('GET', paths.authorization, authorize),
  endpoint('GET', `${paths.authorization}/*`, authorize),
  endpoint('POST', paths.revocation, revoke),
  endpoint('POST', paths.registration, register),
  endpoint('POST', paths.device_authorization, authorizeDevice),
  endpoint('POST', paths.token, exchange),
];

type Endpoint = (oauth: AuthorizationServer, request: Request, context: Context) => Promise<Answer>;

function endpoint(method: string, path: string, handle: Endpoint): Route {
  return open(method, path, (context, request) =>
    context.oauth ? handle(context.oauth, request, context) : unrecognized(404),
  );
}

/** The service doesn't name itself where the browser goes on: the library always does. */
async function authorize(oauth: AuthorizationServer, request: Request): Promise<Answer> {
  const answer = await oauth.call(request);
  const location = answer.headers?.['location'];
  if (typeof location !== 'string') return answer;
  const anonymous = location.replace(/([?&#])iss=[^&#]*&?/, '$1').replace(/[?&#]$/, '');
  return { ...answer, headers: { ...answer.headers, location: anonymous } };
}

/** One that was exchanged is taken, and ends nothing: as if it had never been known. */
async function revoke(oauth: AuthorizationServer, request: Request): Promise<Answer> {
  const token = new URLSearchParams(request.text).get('token') ?? '';
  return oauth.isConsumed(token) ? { status: 200, body: {}, raw: '' } : oauth.call(request);
}

async function register(oauth: AuthorizationServer, request: Request): Promise<Answer> {
  const refusal = refusalOf(request.text);
  return refusal ? { status: 400, body: { ...refusal } } : oauth.call(request);
}

async function authorizeDevice(oauth: AuthorizationServer, request: Request): Promise<Answer> {
  const answer = await oauth.call(request);
  if (answer.status !== 200) return answer;
  const body = { ...answer.body, interval: oauth.pollSeconds };
  // By default the service has no address with the code in it.
  return { ...answer, body: { ...body, verification_uri_complete: undefined } };
}

async function exchange(
  oauth: AuthorizationServer,
  request: Request,
  { now }: Context,
): Promise<Answer> {
  const form = new URLSearchParams(request.text);
  const deviceCode = form.get('device_code') ?? '';
  if (form.get('grant_type') === DEVICE_GRANT && oauth.pace.isTooSoon(deviceCode, now()))
    return { status: 400, body: { error: 'slow_down' } };
  const answer = await oauth.call(request);
  return answer.body['error'] === 'authorization_pending' ? { ...answer, status: 403 } : answer;
}

/** The account page has a host of its own, and gives the issuer its name. */
function metadata({ oauth, accountPage, baseUrl }: Context, path: 'stable' | 'unstable'): Answer {
  if (!oauth || (path === 'stable' && oauth.metadata === 'unstable')) return unrecognized(404);
  return good({
    issuer: oauth.issuer,
    authorization_endpoint: `${baseUrl}${paths.authorization}`,
    token_endpoint: `${baseUrl}${paths.token}`,
    revocation_endpoint: `${baseUrl}${paths.revocation}`,
    registration_endpoint: `${baseUrl}${paths.registration}`,
    device_authorization_endpoint: `${baseUrl}${paths.device_authorization}`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment'],
    grant_types_supported: ['authorization_code', 'refresh_token', DEVICE_GRANT],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
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
