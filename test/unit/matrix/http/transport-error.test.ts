import { expect, it } from 'vitest';
import { classifyTransportError } from '../../../../electron/matrix/http/transport-error.ts';
import { nodeError } from '../fake-ports.ts';

it.each([
  [nodeError('ECONNREFUSED'), 'unreachable', false],
  [nodeError('ENOTFOUND'), 'unreachable', false],
  [nodeError('EAI_AGAIN'), 'unreachable', false],
  [nodeError('ECONNRESET'), 'unreachable', true],
  [nodeError('UND_ERR_SOCKET'), 'unreachable', true],
  [nodeError('UND_ERR_CONNECT_TIMEOUT'), 'connect-timeout', false],
  [new Error('x', { cause: { code: 'CONNECT_TIMEOUT' } }), 'connect-timeout', false],
  [nodeError('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls', false],
  [nodeError('CERT_HAS_EXPIRED'), 'tls', false],
  [nodeError('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', false],
  [nodeError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls', false],
  [nodeError('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls', false],
  [new TypeError('fetch failed', { cause: new Error('unexpected redirect') }), 'redirected', true],
  [new Error("Attempted to redirect, but redirect policy was 'error'"), 'redirected', true],
  [new Error('net::ERR_NAME_NOT_RESOLVED'), 'unreachable', false],
  [new Error('net::ERR_INTERNET_DISCONNECTED'), 'unreachable', false],
  [new Error('net::ERR_CONNECTION_RESET'), 'unreachable', true],
  [new Error('status', { cause: { code: 'INVALID_HTTP_RESPONSE' } }), 'not-http', true],
  [new Error('net::ERR_RESPONSE_HEADERS_TOO_BIG'), 'not-http', true],
  [new Error('net::ERR_CONTENT_DECODING_FAILED'), 'not-http', true],
  [nodeError('HPE_INVALID_CONSTANT'), 'not-http', true],
  [new Error('net::ERR_CONNECTION_TIMED_OUT'), 'connect-timeout', false],
  [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'tls', false],
  [new Error('net::ERR_SSL_PROTOCOL_ERROR'), 'tls', false],
  [new Error('x', { cause: { code: 'PROXY_ASKS' } }), 'proxy-asks', false],
  [new Error('net::ERR_PROXY_AUTH_UNSUPPORTED'), 'proxy-asks', false],
  [new Error('net::ERR_PROXY_CONNECTION_FAILED'), 'proxy-failed', false],
  // Of one host alone, and perhaps for want of the host.
  [new Error('net::ERR_TUNNEL_CONNECTION_FAILED'), 'unreachable', false],
  [
    new TypeError('fetch failed', {
      cause: new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]),
    }),
    'unreachable',
    false,
  ],
  ['a string', 'unreachable', true],
  [new TypeError('terminated'), 'unreachable', true],
])('%o is %s, perhaps sent: %s', (error, kind, maybeSent) => {
  expect(classifyTransportError(error)).toEqual({ kind, maybeSent });
});

it('survives an error that is its own cause', () => {
  const error = new Error('loop');
  error.cause = error;
  expect(classifyTransportError(error).kind).toBe('unreachable');
});
