// Judges the address of the page on which an OAuth server manages an account. Pure. The address is
// the server's word, and what passes here is opened in the user's browser.

const LENGTH_MAX = 2_000;

/** Printable ASCII without the backslash, which browsers read as a slash. */
const plain = /^[!-[\]-~]+$/;

/**
 * The address to open, or null where it is not a safe https address of that server: the host (and
 * port) must be the issuer's or the homeserver's.
 */
export function safeAccountPage(
  page: { readonly url: string; readonly issuer: string },
  baseUrl: string,
): string | null {
  if (page.url.length > LENGTH_MAX || !plain.test(page.url)) return null;
  // The URL parser also takes "https:host", which other parsers read differently.
  if (!/^https:\/\/[^/]/i.test(page.url)) return null;
  const url = parse(page.url);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  const hosts = [parse(page.issuer), parse(baseUrl)].map((known) => known?.host);
  return hosts.includes(url.host) && url.href.length <= LENGTH_MAX ? url.href : null;
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
