// Who may talk to the loopback host: pages of its own origin that know the token. Pure decisions.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** 128 bits, as text for an address. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** Takes the same time for every wrong token. */
export function isToken(given: unknown, token: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/**
 * Whether a request is meant for `host` ("127.0.0.1:port") and comes from its own page. A browser
 * that was lured here under another name (DNS rebinding) sends that name; another site's page sends
 * its own origin. A WebSocket must name its origin; typing the address sends none.
 */
export function isOwnRequest(
  headers: IncomingHttpHeaders,
  host: string,
  kind: 'page' | 'socket',
): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (headers.host !== host) return false;
  if (origin === undefined ? kind === 'socket' : origin !== `http://${host}`) return false;
  return site === undefined || site === 'none' || site === 'same-origin';
}
