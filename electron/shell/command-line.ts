// Which command-line switches a packaged Muster refuses. No fuse covers these. Pure.

/**
 * Each of them opens the window, the network or the keychain to whoever starts Muster. Electron's
 * own `-schemes` switches would let app:// around its Content-Security-Policy.
 */
const forbidden: ReadonlySet<string> = new Set([
  'bypasscsp-schemes',
  'cors-schemes',
  'disable-web-security',
  'fetch-schemes',
  'host-resolver-rules',
  'host-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'js-flags',
  'load-extension',
  'no-sandbox',
  'password-store',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'secure-schemes',
  'service-worker-schemes',
  'standard-schemes',
]);

/**
 * The first forbidden switch in `argv`, by its name without dashes and value, or null. Chromium
 * takes one or two dashes anywhere, in any case on Windows also with a slash; so does this.
 */
export function forbiddenSwitch(argv: readonly string[]): string | null {
  for (const argument of argv) {
    const name = /^(?:--?|\/)([^=]+)/.exec(argument)?.[1]?.trim().toLowerCase();
    if (name !== undefined && forbidden.has(name)) return name;
  }
  return null;
}
