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
import { badShape, meaningOf } from '../http/answer.ts';
import { sendRequest } from '../http/request.ts';
import { readServerText } from '../text.ts';
import type { MatrixPorts, OAuthServer } from '../types.ts';

/** The server's answer was no answer of OAuth: what http.ts and answer.ts made of it. */
class NoAnswer extends Error {
  readonly reason: AppError;

  constructor(reason: AppError) {
    super(reason.code);
    this.reason = reason;
  }
}

/** What an authorization server refuses, by its own code ("invalid_grant"). */
export type OAuthOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string; readonly serverText: string | null }
  | { readonly kind: 'failed'; readonly error: AppError };

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
): Promise<OAuthOutcome<T>> {
  try {
    const value = await run({
      [customFetch]: (url, options) => send(ports, url, options),
      [allowInsecureRequests]: endpoint.startsWith('http:'),
    });
    return { kind: 'done', value };
  } catch (error) {
    return outcomeOf(error, endpoint);
  }
}

async function send(
  ports: MatrixPorts,
  url: string,
  { body, signal }: CustomFetchOptions<'POST', URLSearchParams | string>,
): Promise<Response> {
  const content = typeof body === 'string' ? { body: JSON.parse(body) as unknown } : { form: body };
  const outcome = await sendRequest(ports, {
    method: 'POST',
    url,
    token: null,
    signal,
    ...content,
  });
  if (outcome.kind === 'failed') throw new NoAnswer(outcome.error);
  const { status, body: received } = outcome.answer;
  if (received.kind === 'json') {
    if (status < 300 || (status >= 400 && status < 500 && status !== 429))
      return Response.json(received.value, { status });
  } else if (status < 300 && received.reason === 'not-json') return new Response(null, { status });
  const meaning = meaningOf(outcome.answer, ports.clock.now());
  if (meaning.kind === 'json') throw new Error('not reached');
  throw new NoAnswer(meaning.error);
}

function outcomeOf(
  error: unknown,
  endpoint: string,
): Exclude<OAuthOutcome<never>, { readonly kind: 'done' }> {
  if (error instanceof NoAnswer) return { kind: 'failed', error: error.reason };
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    const serverText = readServerText(error.error_description);
    return { kind: 'refused', code: error.error, serverText };
  }
  // The library found that the answer isn't what the standards have; or it has a bug.
  return { kind: 'failed', error: badShape(endpoint) };
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
