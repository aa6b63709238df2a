// The command line with which development and tests start Electron on this folder.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** As root Electron can't start without this; a packaged Muster refuses it. */
export const needsNoSandbox = process.platform === 'linux' && process.getuid?.() === 0;

/** A runtime that was chosen by hand may load main later than Electron's own starter does. */
const mayStartLate = (process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '') !== '';

/** Switches, the folder with the application's package.json, then what is `passedOn` to Chromium. */
export function electronArguments(passedOn: readonly string[], folder = root): string[] {
  return [
    ...(needsNoSandbox ? ['--no-sandbox'] : []),
    ...(mayStartLate ? ['-r', join(root, 'dist/late-runtime.cjs')] : []),
    folder,
    ...passedOn,
  ];
}
