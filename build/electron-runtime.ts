// Finds an Electron runtime without downloading one. Shared by `npm start` and the test runner.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../node_modules/electron', import.meta.url));

/** The program's path inside a runtime folder when Electron's installer has not noted it. */
const usualProgram: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/**
 * The full path of the Electron program, or null. `ELECTRON_OVERRIDE_DIST_PATH` names a folder that
 * holds one; otherwise the runtime that `npx install-electron` fetched is taken.
 */
export async function findElectronRuntime(): Promise<string | null> {
  const noted = join(packageFolder, 'path.txt');
  const program = existsSync(noted)
    ? await readFile(noted, 'utf8')
    : (usualProgram[process.platform] ?? 'electron');
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = override === undefined || override === '' ? join(packageFolder, 'dist') : override;
  const path = join(folder, program);
  return existsSync(path) ? path : null;
}
