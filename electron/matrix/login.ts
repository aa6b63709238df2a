// Signing in with a password (spec "Login"): what a server offers, and the one request that carries
// the password. It is sent once and kept nowhere.
import { fail, ok, type AppError, type Result } from '../shared/errors.ts';
import { sendCall, v3, type Reply } from './call.ts';
import { GET_TRIES } from './repeat.ts';
import type { LoginAnswer, LoginMethods, LoginRequest, MatrixPorts } from './types.ts';
import { readLoginAnswer, readLoginMethods } from './wire.ts';

/** `GET /login`. `not-a-homeserver` (`no-login`) where the server has no such API (404 M_UNRECOGNIZED). */
export async function loginMethods(
  ports: MatrixPorts,
  baseUrl: string,
): Promise<Result<LoginMethods>> {
  const reply = await sendCall(ports, {
    method: 'GET',
    baseUrl,
    path: v3('login'),
    token: null,
    tries: GET_TRIES,
  });
  if (reply.kind !== 'json') return fail(loginError(reply, baseUrl));
  const methods = readLoginMethods(reply.value);
  return methods === null ? fail(badShape(baseUrl)) : ok(methods);
}

/** `POST /login` with `m.login.password`; sent once. `wrong-password` for 403 M_FORBIDDEN. */
export async function loginWithPassword(
  ports: MatrixPorts,
  baseUrl: string,
  request: LoginRequest,
): Promise<Result<LoginAnswer>> {
  const reply = await sendCall(ports, {
    method: 'POST',
    baseUrl,
    path: v3('login'),
    token: null,
    tries: 1,
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: request.user },
      password: request.password,
      initial_device_display_name: request.deviceName,
      ...(request.deviceId === null ? {} : { device_id: request.deviceId }),
    },
  });
  if (reply.kind !== 'json') return fail(passwordError(reply, baseUrl));
  const answer = readLoginAnswer(reply.value);
  return answer === null ? fail(badShape(baseUrl)) : ok(answer);
}

type Failure = Exclude<Reply, { kind: 'json' }>;

function passwordError(reply: Failure, baseUrl: string): AppError {
  if (reply.kind === 'error' && reply.status === 403 && reply.matrix?.errcode === 'M_FORBIDDEN') {
    // MAS says this for a right password too, when the account has no room for one more session;
    // then the server's own words are shown instead of blaming the password.
    const { text } = reply.matrix;
    return text !== null && /\bdevice limit\b/i.test(text)
      ? { code: 'forbidden', serverText: text }
      : { code: 'wrong-password' };
  }
  return loginError(reply, baseUrl);
}

function loginError(reply: Failure, baseUrl: string): AppError {
  const isMissing =
    reply.kind === 'error' && reply.status === 404 && reply.matrix?.errcode === 'M_UNRECOGNIZED';
  if (!isMissing) return reply.error;
  return { code: 'not-a-homeserver', host: new URL(baseUrl).host, reason: 'no-login' };
}

function badShape(baseUrl: string): AppError {
  return { code: 'bad-answer', host: new URL(baseUrl).host, reason: 'shape' };
}
