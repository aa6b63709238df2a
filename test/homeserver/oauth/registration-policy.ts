// Which clients may register (spec "Client Registration", and the default policy of
// matrix-authentication-service): pure. What RFC 7591 itself asks for is the library's to check.
import { type JsonObject, asObject } from '../answer.ts';

export interface Refusal {
  readonly error: 'invalid_client_metadata' | 'invalid_redirect_uri';
  readonly error_description: string;
}

interface Uri {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const LOCAL = new Set([...LOOPBACK, '0.0.0.0']);

/** Null for a client that may register. */
export function refusalOf(text: string): Refusal | null {
  const client = metadataOf(text);
  const clientUri = secureUri(client.get('client_uri'));
  if (!clientUri)
    return badMetadata(client.has('client_uri') ? 'invalid client_uri' : 'missing client_uri');
  for (const name of ['logo_uri', 'tos_uri', 'policy_uri']) {
    if (!client.has(name)) continue;
    const uri = secureUri(client.get(name));
    if (!uri) return badMetadata(`invalid ${name}`);
    if (!isBelow(uri.host, clientUri.host))
      return badMetadata(`${name} not on the same host as the client_uri`);
  }
  const redirects = client.get('redirect_uris');
  const isNative = client.get('application_type') === 'native';
  const isFine = (given: unknown) => isRedirect(given, clientUri.host, isNative);
  if (Array.isArray(redirects) && !redirects.every(isFine))
    return { error: 'invalid_redirect_uri', error_description: 'invalid redirect_uri' };
  return null;
}

function isRedirect(given: unknown, clientHost: string, isNative: boolean): boolean {
  const secure = secureUri(given);
  if (secure) return isBelow(secure.host, clientHost);
  const uri = parse(given);
  if (!uri || !isNative) return false;
  // The port is the client's to choose each time, so none is registered.
  if (uri.scheme === 'http') return LOOPBACK.has(uri.host) && uri.port === '';
  const reversed = uri.scheme.split('.').reverse().join('.');
  return uri.scheme !== 'https' && uri.host === '' && isBelow(reversed, clientHost);
}

/** Https, not at this computer. */
function secureUri(given: unknown): Uri | null {
  const uri = parse(given);
  return uri?.scheme === 'https' && !LOCAL.has(uri.host) ? uri : null;
}

/** Narrower than an address can be, as the policy is: no `_`, `~` or `%` in the path. */
function parse(given: unknown): Uri | null {
  if (typeof given !== 'string') return null;
  const match =
    /^([a-z][a-z0-9+.-]*):(?:\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[::1\])(?::(\d+))?)?(?:\/[A-Za-z0-9/.-]*)?(?:\?[-a-zA-Z0-9()@:%_+.~#?&/=]*)?$/.exec(
      given,
    );
  return match && { scheme: match[1] ?? '', host: match[2] ?? '', port: match[3] ?? '' };
}

function isBelow(host: string, parent: string): boolean {
  return host === parent || host.endsWith(`.${parent}`);
}

function metadataOf(text: string): JsonObject {
  try {
    return asObject(JSON.parse(text)) ?? new Map();
  } catch {
    return new Map();
  }
}

function badMetadata(error_description: string): Refusal {
  return { error: 'invalid_client_metadata', error_description };
}
