// Between oauth4webapi, which knows OAuth, and http.ts, which knows limits: its requests go out through
// ours, and what it throws becomes an outcome. Its errors carry whole answers, tokens included: none
// may leave this file.
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  customFetch,
  ResponseBodyError,
  type AuthorizationServer,
  type CustomFetchOptions,
} from 'oauth4webapi';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import { TOKEN_MAX } from '../login/wire.ts';
import { badShape, meaningOf } from '../http/answer.ts';
import { mayHaveActed } from '../http/call.ts';
import { sendRequest } from '../http/request.ts';
import { readServerText } from '../text.ts';
import type { MatrixPorts, OAuthServer } from '../types.ts';

/** The server's answer was no answer of OAuth: what http.ts and answer.ts made of it. */
class NoAnswer extends Error {
  readonly reason: AppError;
  readonly maybeDone: boolean;

  constructor(reason: AppError, maybeDone: boolean) {
    super(reason.code);
    this.reason = reason;
    this.maybeDone = maybeDone;
  }
}

/** What an authorization server refuses, by its own code ("invalid_grant"). */
export type OAuthOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string; readonly serverText: string | null }
  /**
   * `left`: tokens in a success that could not be used, each of which is somebody's session.
   * `maybeDone`: there may be a success that nothing was received of.
   */
  | {
      readonly kind: 'failed';
      readonly error: AppError;
      readonly left: readonly string[];
      readonly maybeDone: boolean;
    };

/** What the library takes for a success: servers are freer with their codes. `no-body`: whatever it is. */
type Expected = 200 | 201 | 'no-body';

/** The options of every request of oauth4webapi. */
export interface RequestOptions {
  readonly [customFetch]: (
    url: string,
    options: CustomFetchOptions<'POST', URLSearchParams | string>,
  ) => Promise<Response>;
  readonly [allowInsecureRequests]: boolean;
}

/**
 * Runs one exchange with an authorization server at `endpoint`, which was judged before
 * (`checkNamedAddress`): so plain http, to this computer itself, is not judged again.
 */
export async function exchange<T>(
  ports: MatrixPorts,
  endpoint: string,
  run: (options: RequestOptions) => Promise<T>,
  expected: Expected = 200,
): Promise<OAuthOutcome<T>> {
  let left: readonly string[] = [];
  try {
    const value = await run({
      [customFetch]: async (url, options) => {
        const received = await send(ports, url, options, expected);
        left = received.tokens;
        return received.response;
      },
      [allowInsecureRequests]: endpoint.startsWith('http:'),
    });
    return { kind: 'done', value };
  } catch (error) {
    const outcome = outcomeOf(error, endpoint);
    if (outcome.kind !== 'failed') return outcome;
    return { ...outcome, left, maybeDone: outcome.maybeDone && left.length === 0 };
  }
}

/** In the order in which they are to be revoked: a refresh token takes its access token with it. */
export function tokensIn(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const { refresh_token: refresh, access_token: access } = answer as Record<string, unknown>;
  const isToken = (value: unknown): value is string =>
    typeof value === 'string' && value !== '' && value.length <= TOKEN_MAX;
  return [refresh, access].filter(isToken);
}

async function send(
  ports: MatrixPorts,
  url: string,
  { body, signal }: CustomFetchOptions<'POST', URLSearchParams | string>,
  expected: Expected,
): Promise<{ readonly response: Response; readonly tokens: readonly string[] }> {
  const content = typeof body === 'string' ? { body: JSON.parse(body) as unknown } : { form: body };
  const outcome = await sendRequest(ports, {
    method: 'POST',
    url,
    token: null,
    signal,
    ...content,
  });
  if (outcome.kind === 'failed') throw new NoAnswer(outcome.error, outcome.maybeSent);
  const { status, body: received } = outcome.answer;
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && expected === 'no-body')
    return { response: new Response(null, { status: 200 }), tokens: [] };
  if (received.kind === 'json') {
    const { value } = received;
    if (isSuccess && expected !== 'no-body')
      return {
        response: Response.json(tidied(value), { status: expected }),
        tokens: tokensIn(value),
      };
    if (status >= 400 && status < 500 && status !== 429)
      return { response: Response.json(value, { status }), tokens: [] };
  }
  const meaning = meaningOf(outcome.answer, ports.clock.now());
  if (meaning.kind === 'json') throw new Error('not reached');
  throw new NoAnswer(meaning.error, mayHaveActed(meaning));
}

/** Nobody asked for an identity, and a public client needs no secret. */
const unasked = new Set(['id_token', 'client_secret', 'client_secret_expires_at']);

/**
 * What an answer can do without spoils nothing: null stands for absent, and optional members of the
 * device grant (RFC 8628 3.2) that can't be read do, too.
 */
function tidied(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const {
    interval,
    verification_uri_complete: complete,
    ...rest
  } = answer as Record<string, unknown>;
  const seconds = typeof interval === 'string' ? Number(interval) : interval;
  const members = {
    ...rest,
    // The library takes no 0 for an interval; it is as short as they come.
    interval: typeof seconds === 'number' && seconds >= 0 ? Math.max(seconds, 1) : null,
    verification_uri_complete: typeof complete === 'string' ? complete : null,
  };
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) => value !== null && !unasked.has(name)),
  );
}

function outcomeOf(
  error: unknown,
  endpoint: string,
): Exclude<OAuthOutcome<never>, { readonly kind: 'done' }> {
  if (error instanceof NoAnswer)
    return { kind: 'failed', error: error.reason, left: [], maybeDone: error.maybeDone };
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    const serverText = readServerText(error.error_description);
    return { kind: 'refused', code: error.error, serverText };
  }
  // The library found that the answer isn't what the standards have; or it has a bug.
  return { kind: 'failed', error: badShape(endpoint), left: [], maybeDone: true };
}

/** The outcome for somebody who only has to be told. */
export function resultOf<T>(outcome: OAuthOutcome<T>): Result<T> {
  switch (outcome.kind) {
    case 'done':
      return ok(outcome.value);
    case 'failed':
      return fail(outcome.error);
    case 'refused': {
      const reason = outcome.code === 'access_denied' ? 'denied' : 'refused';
      return fail({ code: 'oauth', reason, serverText: outcome.serverText });
    }
  }
}

/** The server as oauth4webapi wants it. */
export function asLibraryServer(server: OAuthServer): AuthorizationServer {
  return {
    issuer: server.issuer,
    authorization_endpoint: server.authorizationEndpoint,
    token_endpoint: server.tokenEndpoint,
    revocation_endpoint: server.revocationEndpoint,
    registration_endpoint: server.registrationEndpoint,
    ...(server.deviceEndpoint === null
      ? {}
      : { device_authorization_endpoint: server.deviceEndpoint }),
    authorization_response_iss_parameter_supported: server.namesItself,
  };
}
