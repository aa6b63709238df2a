// Finds the handler of a request. Matches the path as it came, still encoded, as Synapse does: an
// encoded slash stays inside its segment.
import { type IncomingMessage } from 'node:http';
import { type Answer, matrixError, unrecognized } from './answer.ts';
import { type Sso } from './identity-provider.ts';
import { type LoginTokens } from './login-tokens.ts';
import { type AuthorizationServer } from './oauth/authorization-server.ts';
import { type Traits } from './personality.ts';
import { type RefreshTokens } from './refresh-tokens.ts';
import { type State, type Token } from './state.ts';
import { type UiaSessions } from './uia-sessions.ts';

export interface Request {
  readonly method: string;
  /** As it came: encoded, with its query. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The bearer token, null without one. */
  readonly secret: string | null;
  readonly address: string;
  readonly text: string;
  /** What all this was read from. */
  readonly incoming: IncomingMessage;
}

/** What the handlers of one server share. */
export interface Context {
  readonly traits: Traits;
  readonly state: State;
  readonly uiaSessions: UiaSessions;
  /** Null where signing in by a web page isn't offered. */
  readonly sso: Sso | null;
  readonly loginTokens: LoginTokens;
  /** Null where access tokens don't expire. */
  readonly refreshTokens: RefreshTokens | null;
  /** Null where there is no OAuth. */
  readonly oauth: AuthorizationServer | null;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Where sessions are signed out on a page, null where by requests. */
  readonly accountPage: string | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const LAST_SEEN_GRANULARITY = 120_000;

type Parameters = readonly string[];
type Handler = (context: Context, request: Request, parameters: Parameters) => Reply;
type SignedInHandler = (
  context: Context,
  request: Request,
  token: Token,
  parameters: Parameters,
) => Reply;
type Reply = Answer | Promise<Answer>;

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: Handler;
}

/** `*` in a path stands for one segment; what it matched is given decoded. */
export function open(method: string, path: string, handle: Handler): Route {
  return { method, pattern: patternOf(path), handle };
}

/** Only with the token of an account that isn't locked. */
export function signedIn(method: string, path: string, handle: SignedInHandler): Route {
  return authenticated(method, path, handle, false);
}

/** The few calls that a locked account may still make, and one whose token has expired. */
export function signedInOrLocked(method: string, path: string, handle: SignedInHandler): Route {
  return authenticated(method, path, handle, true);
}

/** The answer of the first route that fits; 405 when only the method doesn't, 404 otherwise. */
export function dispatch(routes: readonly Route[], context: Context, request: Request): Reply {
  let wrongMethod = false;
  for (const { method, pattern, handle } of routes) {
    const match = pattern.exec(request.path);
    if (!match) continue;
    if (method === request.method) return handle(context, request, match.slice(1).map(decode));
    wrongMethod = true;
  }
  return unrecognized(wrongMethod ? 405 : 404);
}

export function missingToken(): Answer {
  return matrixError(401, 'M_MISSING_TOKEN', 'Missing access token');
}

/** A session is in use, as the list will tell it. */
export function see(
  { traits, state, now }: Context,
  { address, incoming }: Request,
  { user, deviceId }: Pick<Token, 'user' | 'deviceId'>,
): void {
  const port = incoming.socket.remotePort ?? 0;
  const from = traits.address === 'socket' ? `socket://${address}:${port}` : address;
  state.markSeen(user, deviceId, now(), from);
}

/** Like Synapse: at most once in two minutes. */
function isDue({ now }: Context, { user, deviceId }: Token): boolean {
  const seenAt = user.devices.get(deviceId)?.lastSeenAt ?? 0;
  return now() - seenAt >= LAST_SEEN_GRANULARITY;
}

export function lockedAnswer(): Answer {
  return matrixError(401, 'M_USER_LOCKED', 'User account has been locked', { soft_logout: true });
}

/** What Synapse says of every token that the authentication service doesn't vouch for now. */
function notActive(): Answer {
  return matrixError(401, 'M_UNKNOWN_TOKEN', 'Token is not active', { soft_logout: false });
}

function authenticated(
  method: string,
  path: string,
  handle: SignedInHandler,
  evenLocked: boolean,
): Route {
  return open(method, path, (context, request, parameters) => {
    if (request.secret === null) return missingToken();
    const token = context.state.token(request.secret);
    if (!token && context.oauth) return notActive();
    if (!token)
      return context.traits.tellsSoftLogout
        ? matrixError(401, 'M_UNKNOWN_TOKEN', 'Invalid access token passed.', {
            soft_logout: false,
          })
        : matrixError(401, 'M_UNKNOWN_TOKEN', 'Unknown token');
    const isOver = token.expiresAt !== null && token.expiresAt <= context.now();
    if (context.oauth?.issued(token) && (isOver || token.user.locked)) return notActive();
    if (isOver && !evenLocked)
      return matrixError(401, 'M_UNKNOWN_TOKEN', 'Access token has expired', {
        soft_logout: true,
      });
    if (token.user.locked && !evenLocked) return lockedAnswer();
    context.refreshTokens?.used(token);
    context.oauth?.used(token);
    if (context.traits.seenBy === 'any-request' && isDue(context, token))
      see(context, request, token);
    return handle(context, request, token, parameters);
  });
}

function patternOf(path: string): RegExp {
  const prefixed = /^\/(?:_matrix|\.well-known|oauth2)\//.test(path);
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '([^/]*)');
  return new RegExp(`^${prefixed ? '' : '/_matrix/client/(?:r0|v3)'}${escaped}$`);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
