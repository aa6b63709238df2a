// Judges addresses that are opened in the user's browser for a sign-out, and makes those of the
// confirmation pages. Pure. The account page has rules of its own, in account-page.ts.
import { isLoopback, plainAddress } from '../../matrix/discovery/address.ts';
import { fallbackPageUrl } from '../../matrix/uia/fallback-page.ts';

/** The system opener's own limit is somewhere above. */
const LENGTH_MAX = 2_000;

/**
 * The server's page for a stage (spec "Fallback"), or null where it can't be opened safely: https,
 * or plain http to this computer itself. The session in it is no secret: it only names what is
 * confirmed there.
 */
export function fallbackPage(baseUrl: string, stage: string, session: string): string | null {
  const address = fallbackPageUrl(baseUrl, stage, session);
  return address === null ? null : webPage(address, baseUrl);
}

/**
 * An address that a server names for people to read, or null: https on any host. Plain http only on
 * the homeserver's own address, and only where that is this computer.
 */
export function webPage(address: string, baseUrl: string): string | null {
  if (address.length > LENGTH_MAX || !plainAddress.test(address) || !URL.canParse(address))
    return null;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '' || url.href.length > LENGTH_MAX) return null;
  const isOwn = URL.canParse(baseUrl) && new URL(baseUrl).host === url.host;
  const isSafe = url.protocol === 'https:' || (isOwn && isLoopback(url.hostname));
  return isSafe ? url.href : null;
}
