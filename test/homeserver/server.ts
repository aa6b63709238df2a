// Starts the embedded homeserver and owns its socket. What it answers is decided in the routes,
// what tests may do to it stands in homeserver.ts.
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { demoUsers } from './demo-data.ts';
import { Faults, misbehave, send, contentOf } from './faults.ts';
import { generateSessions } from './generated-sessions.ts';
import { type Homeserver, createHandle } from './homeserver.ts';
import { type Sso } from './identity-provider.ts';
import { LoginTokens } from './login-tokens.ts';
import {
  type AuthorizationServer,
  type OAuthOptions,
  startAuthorizationServer,
} from './oauth/authorization-server.ts';
import { type Personality, type Traits, traits } from './personality.ts';
import { type RefreshPolicy, RefreshTokens } from './refresh-tokens.ts';
import { RequestLog, readRequest } from './requests.ts';
import { type Context, type Route, dispatch } from './router.ts';
import { accountDataRoutes } from './routes-account-data.ts';
import { ACCOUNT_PATH, accountPageRoutes } from './routes-account-page.ts';
import { deleteDevicesRoute, deviceRoutes } from './routes-devices.ts';
import { fallbackRoutes } from './routes-fallback.ts';
import { keyRoutes } from './routes-keys.ts';
import { loginRoutes } from './routes-login.ts';
import { mediaRoutes } from './routes-media.ts';
import { oauthPageRoutes } from './routes-oauth-pages.ts';
import { oauthRoutes } from './routes-oauth.ts';
import { refreshRoutes } from './routes-refresh.ts';
import { ssoRoutes } from './routes-sso.ts';
import { quietRoutes } from './routes-quiet.ts';
import { serverRoutes } from './routes-server.ts';
import { selfSignedCertificate } from './self-signed.ts';
import { type AccountSeed, type SessionSeed, State } from './state.ts';
import { UiaSessions } from './uia-sessions.ts';

/** A user to begin with. A number of sessions is filled with invented ones, always the same. */
export interface UserSeed extends Omit<AccountSeed, 'sessions'> {
  readonly sessions?: number | readonly SessionSeed[];
}

export interface HomeserverOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** `synapse` by default. */
  readonly personality?: Personality;
  readonly users?: readonly UserSeed[];
  /** Adds the people of demo-data.ts. */
  readonly demo?: boolean;
  /** Signing in by a web page; none by default, but for a personality with OAuth. */
  readonly sso?: Sso;
  /** Access tokens that expire; by default those of `/login` live until they are revoked. */
  readonly refresh?: RefreshPolicy;
  /** Only for a personality with OAuth. */
  readonly oauth?: OAuthOptions;
  /** How far its clock is ahead of this computer's, in milliseconds; 0 by default. */
  readonly clockAhead?: number;
}

export type { Homeserver };

const SERVER_NAME = 'demo.muster.test';

const HEADERS = {
  'content-type': 'application/json',
  // Clients that are web pages need these.
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'access-control-allow-headers': 'X-Requested-With, Content-Type, Authorization',
};

/** Listens on 127.0.0.1 only. Rejects when the port is taken. */
export function startHomeserver(options: HomeserverOptions = {}): Promise<Homeserver> {
  return start(options, 'http', createServer());
}

/** The same behind a certificate that nobody has a reason to trust. */
export function startTlsServer(options: HomeserverOptions = {}): Promise<Homeserver> {
  return start(options, 'https', createTlsServer(selfSignedCertificate(Date.now())));
}

async function start(
  options: HomeserverOptions,
  scheme: 'http' | 'https',
  server: Server,
): Promise<Homeserver> {
  const personality = options.personality ?? 'synapse';
  let ahead = options.clockAhead ?? 0;
  const now = (): number => Date.now() + ahead;
  const state = populate(options, now());
  const faults = new Faults();
  const log = new RequestLog();

  await listen(server, options.port ?? 0);
  const port = portOf(server);
  const baseUrl = `${scheme}://127.0.0.1:${port}`;

  const pages = traits[personality].oauth ? await listenForPages() : null;
  const accountPage = pages && `https://127.0.0.1:${portOf(pages)}${ACCOUNT_PATH}`;

  const context: Context = {
    traits: traits[personality],
    state,
    uiaSessions: new UiaSessions(),
    sso: options.sso ?? (traits[personality].oauth ? { providers: [] } : null),
    loginTokens: new LoginTokens(state),
    refreshTokens: refreshTokensOf(traits[personality], state, options.refresh),
    oauth: accountPage === null ? null : await startOAuth(accountPage, state, options, now),
    baseUrl,
    accountPage,
    now,
  };
  const serve = async (
    routes: readonly Route[],
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const request = await readRequest(incoming);
    response.setHeader('date', new Date(now()).toUTCString());
    log.add(request, incoming.headers);
    const handle = () => dispatch(routes, context, request);
    const fault = faults.take(request.method, request.target);
    if (fault) await misbehave(fault, response, handle);
    else if (request.method === 'OPTIONS') response.writeHead(204, HEADERS).end();
    else {
      const answer = await handle();
      send(response, answer.status, { ...HEADERS, ...answer.headers }, contentOf(answer));
    }
  };
  const answer = (from: Server, routes: readonly Route[]): void => {
    from.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      serve(routes, incoming, response).catch((error: unknown) =>
        failLoudly(error, incoming, response),
      );
    });
  };
  answer(server, routesOf(context));
  if (pages) answer(pages, accountPageRoutes);
  const close = async (): Promise<void> => {
    await Promise.all([server, ...(pages ? [pages] : [])].map(closeAll));
  };
  const restart = async (meanwhile: () => Promise<void>): Promise<void> => {
    await closeAll(server);
    await meanwhile();
    if (context.traits.uiaSessions === 'in-memory') context.uiaSessions.clear();
    await listen(server, port);
  };
  const setClock = (given: number): void => {
    ahead = given;
  };
  return createHandle({ baseUrl, personality, state, faults, log, now, setClock, restart, close });
}

function refreshTokensOf(
  { refresh }: Traits,
  state: State,
  policy: RefreshPolicy | undefined,
): RefreshTokens | null {
  if (refresh === 'with-bearer')
    return new RefreshTokens(state, { lifetimeMs: null, kind: 'strict' });
  return refresh === 'specified' && policy ? new RefreshTokens(state, policy) : null;
}

/** The host of the account page is its name. */
function startOAuth(
  accountPage: string,
  state: State,
  { oauth = {}, refresh }: HomeserverOptions,
  now: () => number,
): Promise<AuthorizationServer> {
  const issuer = `${new URL(accountPage).origin}/`;
  return startAuthorizationServer({
    state,
    issuer,
    options: oauth,
    refresh,
    now,
  });
}

/** An account page has a host of its own, and https. */
async function listenForPages(): Promise<Server> {
  const pages = createTlsServer(selfSignedCertificate(Date.now()));
  await listen(pages, 0);
  return pages;
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function populate({ users = [], demo = false }: HomeserverOptions, now: number): State {
  const state = new State(SERVER_NAME);
  for (const user of demo ? demoUsers(now) : []) state.addUser(user);
  users.forEach(({ sessions = [], ...user }, index) => {
    const seeds = typeof sessions === 'number' ? generateSessions(sessions, index, now) : sessions;
    state.addUser({ ...user, sessions: seeds });
  });
  return state;
}

function routesOf({ traits: { confirmation } }: Context): readonly Route[] {
  const routes = [
    ...deviceRoutes,
    ...loginRoutes,
    ...ssoRoutes,
    ...mediaRoutes,
    ...refreshRoutes,
    ...oauthRoutes,
    ...oauthPageRoutes,
    ...fallbackRoutes,
    ...serverRoutes,
    ...keyRoutes,
    ...accountDataRoutes,
    ...quietRoutes,
  ];
  return confirmation === 'elsewhere' ? routes : [...routes, deleteDevicesRoute];
}

/** A client that goes away is ordinary; anything else is a bug here, and a test should see it. */
function failLoudly(error: unknown, incoming: IncomingMessage, response: ServerResponse): void {
  response.destroy();
  if (!incoming.destroyed || incoming.complete) throw error;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP address');
  return address.port;
}

async function closeAll(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
