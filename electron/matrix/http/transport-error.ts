// Tells from a rejected fetch what went wrong on the way. Knows the spellings of Node's fetch
// (codes on `cause`), of Electron's (`net::ERR_*` in the message) and of the shell's adapter.

export interface TransportFailure {
  readonly kind:
    | 'unreachable'
    | 'connect-timeout'
    | 'tls'
    | 'redirected'
    | 'not-http'
    | 'proxy-asks'
    | 'proxy-failed';
  /** False only where it is certain that no byte of the request left. */
  readonly maybeSent: boolean;
}

/** Codes that name a certificate or handshake problem. */
const TLS =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_CERT_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERR_BAD_SSL_|EPROTO)/;

const CONNECT_TIMEOUT =
  /^(?:CONNECT_TIMEOUT|UND_ERR_CONNECT_TIMEOUT|ERR_CONNECTION_TIMED_OUT|ETIMEDOUT)$/;

/** Codes of an answer that breaks HTTP itself: status line, headers, framing, compression. */
const NOT_HTTP =
  /^(?:INVALID_HTTP_RESPONSE|HPE_|UND_ERR_HEADERS_OVERFLOW|Z_|ERR_INVALID_HTTP_RESPONSE|ERR_INVALID_CHUNKED_ENCODING|ERR_RESPONSE_HEADERS_|ERR_CONTENT_DECODING_|ERR_HTTP2_PROTOCOL_ERROR)/;

/** Codes of a connection that never came to be. */
const NOT_CONNECTED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_NAME_|ERR_CONNECTION_REFUSED|ERR_CONNECTION_FAILED|ERR_ADDRESS_|ERR_INTERNET_DISCONNECTED|ERR_TUNNEL_|ERR_UNSAFE_PORT|ERR_INVALID_URL)/;

/** Codes of a proxy that asks for a password, and of one that lets nothing through. */
const PROXY_ASKS = /^(?:PROXY_ASKS|ERR_PROXY_AUTH_)/;
const PROXY_FAILED = /^(?:ERR_PROXY_|ERR_SOCKS_|ERR_MANDATORY_PROXY_|ERR_NO_SUPPORTED_PROXIES)/;

/** `error` is whatever the injected fetch, or the reading of its body, rejected with. */
export function classifyTransportError(error: unknown): TransportFailure {
  const { codes, messages } = facts(error);
  if (codes.some((code) => PROXY_ASKS.test(code))) return { kind: 'proxy-asks', maybeSent: false };
  if (codes.some((code) => PROXY_FAILED.test(code)))
    return { kind: 'proxy-failed', maybeSent: false };
  if (codes.some((code) => TLS.test(code))) return { kind: 'tls', maybeSent: false };
  if (codes.some((code) => CONNECT_TIMEOUT.test(code)))
    return { kind: 'connect-timeout', maybeSent: false };
  if (codes.some((code) => NOT_HTTP.test(code))) return { kind: 'not-http', maybeSent: true };
  if (messages.some((message) => /redirect/i.test(message)))
    return { kind: 'redirected', maybeSent: true };
  return { kind: 'unreachable', maybeSent: !codes.some((code) => NOT_CONNECTED.test(code)) };
}

/** Codes and messages of an error and its causes (of an aggregate: its first error); a cause may be a plain object. */
function facts(error: unknown): { codes: readonly string[]; messages: readonly string[] } {
  const codes: string[] = [];
  const messages: string[] = [];
  let current: unknown = error;
  for (let level = 0; level < 5 && typeof current === 'object' && current !== null; level += 1) {
    if ('code' in current && typeof current.code === 'string') codes.push(current.code);
    if (!(current instanceof Error)) break;
    messages.push(current.message);
    const net = /net::([A-Z0-9_]+)/.exec(current.message)?.[1];
    if (net !== undefined) codes.push(net);
    current = current.cause ?? (current instanceof AggregateError ? current.errors[0] : undefined);
  }
  return { codes, messages };
}
