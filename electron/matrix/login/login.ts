// Signing in (spec "Login"): what a server offers, and the one request that carries the password or
// the browser's token. It is sent once and kept nowhere.
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { SignInIdentifier, SignInMethods } from '../../shared/sign-in.ts';
import { badShape } from '../http/answer.ts';
import { mayHaveActed, sendCall, v3, type Reply } from '../http/call.ts';
import { GET_TRIES } from '../http/repeat.ts';
import type { LoginOutcome, LoginProof, LoginRequest, MatrixPorts } from '../types.ts';
import { readLoginAnswer, readLoginMethods } from './wire.ts';

/** `GET /login`. `not-a-homeserver` (`no-login`) where the server has no such API (404 M_UNRECOGNIZED). */
export async function loginMethods(
  ports: MatrixPorts,
  baseUrl: string,
): Promise<Result<SignInMethods>> {
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

/**
 * `POST /login`; sent once. For 403 M_FORBIDDEN the error is `wrong-password` or `token-refused`, as
 * the proof was.
 */
export async function logIn(
  ports: MatrixPorts,
  baseUrl: string,
  { proof, deviceId, deviceName }: LoginRequest,
): Promise<LoginOutcome> {
  const reply = await sendCall(ports, {
    method: 'POST',
    baseUrl,
    path: v3('login'),
    token: null,
    tries: 1,
    body: {
      ...proofBody(proof),
      initial_device_display_name: deviceName,
      refresh_token: true,
      device_id: deviceId,
    },
  });
  if (reply.kind !== 'json') {
    const failed = fail(proofError(reply, proof, baseUrl));
    return mayHaveActed(reply) ? { ...failed, maybeMade: true } : failed;
  }
  const answer = readLoginAnswer(reply.value);
  return answer === null ? { ...fail(badShape(baseUrl)), maybeMade: true } : ok(answer);
}

function proofBody(proof: LoginProof): object {
  switch (proof.kind) {
    case 'password':
      return {
        type: 'm.login.password',
        identifier: wireIdentifier(proof.identifier),
        password: proof.password,
      };
    case 'login-token':
      return { type: 'm.login.token', token: proof.token };
  }
}

function wireIdentifier(identifier: SignInIdentifier): object {
  switch (identifier.kind) {
    case 'user':
      return { type: 'm.id.user', user: identifier.user };
    case 'email':
      return { type: 'm.id.thirdparty', medium: 'email', address: identifier.address };
    case 'phone': {
      const { country, phone } = identifier;
      // Synapse reads `number`, its own older name, and fails with a 500 where that is missing.
      return { type: 'm.id.phone', country, phone, number: phone };
    }
  }
}

type Failure = Exclude<Reply, { kind: 'json' }>;

function proofError(reply: Failure, proof: LoginProof, baseUrl: string): AppError {
  const isByAddress = proof.kind === 'password' && proof.identifier.kind !== 'user';
  if (isByAddress && takesUserNamesOnly(reply))
    return { code: 'unsupported', what: 'email-or-phone', offered: [] };
  if (reply.kind === 'error' && reply.status === 403 && reply.matrix?.errcode === 'M_FORBIDDEN') {
    // MAS says this for a right password too, when the account has no room for one more session.
    const { text } = reply.matrix;
    if (text !== null && /\bdevice limit\b/i.test(text))
      return { code: 'device-limit', infoUri: null, serverText: text };
    return proof.kind === 'password'
      ? { code: 'wrong-password' }
      : { code: 'token-refused', token: 'login' };
  }
  return loginError(reply, baseUrl);
}

/** Dendrite misses the user name; Synapse and MAS don't know the kind; palpo says so in prose alone. */
function takesUserNamesOnly(reply: Failure): boolean {
  if (reply.kind === 'failed' || reply.matrix === null) return false;
  const { errcode, text } = reply.matrix;
  if (reply.status === 400 || reply.status === 401)
    return errcode === 'M_BAD_JSON' || errcode === 'M_UNKNOWN';
  return reply.status === 403 && /\bbad login type\b/i.test(text ?? '');
}

function loginError(reply: Failure, baseUrl: string): AppError {
  const isMissing =
    reply.kind === 'error' && reply.status === 404 && reply.matrix?.errcode === 'M_UNRECOGNIZED';
  if (!isMissing) return reply.error;
  return { code: 'not-a-homeserver', host: new URL(baseUrl).host, reason: 'no-login' };
}
