// Judges the address of the page on which an OAuth server manages an account, and makes the one that
// shows a session. Pure. The address is the server's word, and what passes here is opened in the
// user's browser.
import { readServerText } from '../../matrix/text.ts';
import type { AccountPage } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';

const LENGTH_MAX = 2_000;

/** Printable ASCII without the backslash, which browsers read as a slash. */
const plain = /^[!-[\]-~]+$/;

/** Whose page it is. */
export type PageOwner = Pick<Account, 'baseUrl' | 'oauth'>;

/**
 * The address to open, or null where it is not a safe https address of that server: the host (and
 * port) must be the issuer's, the homeserver's, or that of the page on which the person signed in.
 */
export function safeAccountPage(
  page: { readonly url: string; readonly issuer: string },
  { baseUrl, oauth }: PageOwner,
): string | null {
  if (page.url.length > LENGTH_MAX || !plain.test(page.url)) return null;
  // The URL parser also takes "https:host", which other parsers read differently.
  if (!/^https:\/\/[^/]/i.test(page.url)) return null;
  const url = parse(page.url);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  const addresses = [page.issuer, baseUrl, oauth?.authorizationEndpoint ?? baseUrl];
  const hosts = addresses.map((known) => parse(known)?.host);
  return hosts.includes(url.host) && url.href.length <= LENGTH_MAX ? url.href : null;
}

/** That it is refused, with the address as the server wrote it. */
export function unsafeLink(address: string): AppError {
  return { code: 'unsafe-link', address: readServerText(address) };
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Stable name (spec v1.18 "Account management URL") before the one that came before it. */
const deleteActions = ['org.matrix.device_delete', 'org.matrix.session_end'] as const;

/**
 * The page on which one session can be signed out. `direct` where the server says that it can show
 * that session; otherwise it is the page as it is. `not-found` where there is none, `unsafe-link`
 * where it must not be opened.
 */
export function pageForSession(
  page: AccountPage,
  owner: PageOwner,
  deviceId: DeviceId,
): Result<{ readonly url: string; readonly direct: boolean }> {
  if (page.url === null) return fail({ code: 'not-found' });
  const safe = safeAccountPage({ url: page.url, issuer: page.issuer }, owner);
  if (safe === null) return fail(unsafeLink(page.url));
  const action = deleteActions.find((name) => page.actions.includes(name));
  // A lone surrogate has no UTF-8: the address would name another session.
  if (action === undefined || /\p{Surrogate}/u.test(deviceId))
    return ok({ url: safe, direct: false });
  const url = new URL(safe);
  const asked = new URLSearchParams({ action, device_id: deviceId }).toString();
  url.search = url.search === '' ? asked : `${url.search}&${asked}`;
  const isShort = url.href.length <= LENGTH_MAX;
  return ok(isShort ? { url: url.href, direct: true } : { url: safe, direct: false });
}
