// What a packaged Muster refuses to be started with. No fuse covers any of it. Pure.

/**
 * All others are refused, those of coming Chromiums too: many of Chromium's 1,500 open the window, the
 * network or the keychain to whoever starts Muster, or write down what is said to servers.
 */
const allowed: ReadonlySet<string> = new Set([
  // Muster's own: started at login (login-item.ts); the folder of its data.
  'in-background',
  'user-data-dir',
  // The Windows installer starts a Muster that it has updated with this.
  'updated',
  // Display and language.
  'disable-dev-shm-usage',
  'disable-gpu',
  'enable-wayland-ime',
  'force-dark-mode',
  'force-device-scale-factor',
  'force-high-contrast',
  'force-prefers-reduced-motion',
  'force-renderer-accessibility',
  'lang',
  'ozone-platform',
  'ozone-platform-hint',
]);

/** What Chromium takes off both ends of an argument: ASCII's blanks, on Windows all of Unicode's. */
const blanks = /^[\s\u0085]+|[\s\u0085]+$/g;

/** Chromium writes the keys of all connections into the file that it names. Too early to be unset. */
const refusedVariable = 'SSLKEYLOGFILE';

/** A switch (as `--name`) or a variable with which a packaged Muster does not start; null for none. */
export function refusedStart(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string | null {
  const name = refusedSwitch(argv, platform);
  if (name !== null) return `--${name}`;
  return env[refusedVariable] ? refusedVariable : null;
}

/**
 * The first switch in `argv` that isn't allowed, by its name without dashes and value, or null. Reads
 * arguments as Chromium's `base::CommandLine` does (blanks off, one dash or two, on Windows a slash or
 * any case), but for the `--` after which Chromium takes nothing for a switch: Muster takes no files.
 */
export function refusedSwitch(argv: readonly string[], platform: NodeJS.Platform): string | null {
  const prefix = platform === 'win32' ? /^(?:--?|\/)(?=.)/s : /^--?(?=.)/s;
  for (const argument of argv) {
    const bare = argument.replaceAll(blanks, '');
    if (bare === '--' || !prefix.test(bare)) continue;
    const [name = ''] = bare.replace(prefix, '').split('=');
    if (!allowed.has(platform === 'win32' ? name.toLowerCase() : name)) return name;
  }
  return null;
}
