// Signing in by the server's web page (spec "SSO client login"): the page to open, and what the
// address says at which the browser comes back. Pure; the token in it is for login.ts.
import { v3 } from '../http/call.ts';
import { endpointUrl } from '../http/url.ts';

/** Longest login token that is taken. Synapse's are macaroons of a few hundred characters. */
const LOGIN_TOKEN_MAX = 4_096;

/**
 * The page that signs in with one identity provider, or with one that it asks for itself, and leads
 * to `redirectUrl` then. Null where the provider's id can't be put into an address.
 */
export function ssoPageUrl(
  baseUrl: string,
  providerId: string | null,
  redirectUrl: string,
): string | null {
  const provider = providerId === null ? [] : [providerId];
  const page = endpointUrl(baseUrl, v3('login', 'sso', 'redirect', ...provider));
  return page === null ? null : `${page}?${new URLSearchParams({ redirectUrl }).toString()}`;
}

/**
 * The login token in an address, or null where the address is another one than `redirectUrl` with a
 * token added to it. Whoever doesn't know the random part of `redirectUrl` can't make one that passes.
 */
export function readLoginToken(address: string, redirectUrl: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname, searchParams } = new URL(address);
  if (`${origin}${pathname}` !== redirectUrl) return null;
  const [token, ...more] = searchParams.getAll('loginToken');
  if (token === undefined || more.length > 0 || token.length > LOGIN_TOKEN_MAX) return null;
  return /^[\x21-\x7e]+$/.test(token) ? token : null;
}
