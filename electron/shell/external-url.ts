// The second check of an address before the system browser gets it. The first is where the address
// is made; this one knows nothing of accounts and refuses whatever isn't plainly a web page. Pure.

const longest = 2_000;

/**
 * https, a host, then printable ASCII without the backslash, which browsers read as a slash. A name
 * in another script comes as punycode, so that what is opened is what was checked.
 */
const plain = /^https:\/\/[!-.0-[\]-~][!-[\]-~]*$/i;

/** The same on this computer itself, where plain http is as good. */
const local = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?\/[!-[\]-~]*$/i;

/** The address as the parser spells it, or null. */
export function externalUrl(text: string): string | null {
  if (text.length > longest || !(plain.test(text) || local.test(text))) return null;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url.href : null;
}
