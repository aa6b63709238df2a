// Starts the embedded homeserver and owns its socket. What it answers is decided in the routes,
// what tests may do to it stands in homeserver.ts.
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { demoUsers } from './demo-data.ts';
import { Faults, misbehave, send, textOf } from './faults.ts';
import { generateSessions } from './generated-sessions.ts';
import { type Homeserver, createHandle } from './homeserver.ts';
import { type Personality, traits } from './personality.ts';
import { RequestLog, readRequest } from './requests.ts';
import { type Context, type Route, dispatch } from './router.ts';
import { deleteDevicesRoute, deviceRoutes } from './routes-devices.ts';
import { loginRoutes } from './routes-login.ts';
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
  const state = populate(options);
  const faults = new Faults();
  const log = new RequestLog();

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `${scheme}://127.0.0.1:${portOf(server)}`;

  const context: Context = {
    traits: traits[personality],
    state,
    uiaSessions: new UiaSessions(),
    baseUrl,
    now: () => Date.now(),
  };
  const routes = routesOf(context);
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    log.add(request, incoming.headers);
    const handle = () => dispatch(routes, context, request);
    const fault = faults.take(request.method, request.target);
    if (fault) await misbehave(fault, response, handle);
    else if (request.method === 'OPTIONS') response.writeHead(204, HEADERS).end();
    else {
      const answer = await handle();
      send(response, answer.status, HEADERS, textOf(answer));
    }
  };
  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    serve(incoming, response).catch((error: unknown) => failLoudly(error, incoming, response));
  });
  return createHandle({ baseUrl, personality, state, faults, log, close: () => closeAll(server) });
}

function populate({ users = [], demo = false }: HomeserverOptions): State {
  const state = new State(SERVER_NAME);
  const now = Date.now();
  for (const user of demo ? demoUsers(now) : []) state.addUser(user);
  users.forEach(({ sessions = [], ...user }, index) => {
    const seeds = typeof sessions === 'number' ? generateSessions(sessions, index, now) : sessions;
    state.addUser({ ...user, sessions: seeds });
  });
  return state;
}

function routesOf({ traits: { confirmation } }: Context): readonly Route[] {
  const routes = [...deviceRoutes, ...loginRoutes, ...serverRoutes, ...quietRoutes];
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
