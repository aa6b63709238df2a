// Where the Electron of a platform comes from.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findElectronRuntime } from '../electron-runtime.ts';
import { platformName, type Platform } from './targets.ts';

export type Runtime =
  /** A folder that has one. */
  | { readonly kind: 'folder'; readonly folder: string; readonly version: string }
  /** electron-builder fetches it, by the checksums of the electron package. */
  | { readonly kind: 'fetched'; readonly version: string }
  /** Not one of this machine's, and none was given. */
  | { readonly kind: 'none' };

/**
 * For this machine's own platform the runtime that `npm start` uses where one was given, else a fetched
 * one. `MUSTER_RUNTIMES` names a folder with those of others: `windows-x64`, `mac-x64`, `linux-arm64`.
 */
export async function runtimeFor(platform: Platform): Promise<Runtime> {
  const given = join(process.env['MUSTER_RUNTIMES'] ?? '', platformName(platform));
  if (process.env['MUSTER_RUNTIMES'] !== undefined && existsSync(given)) return inFolder(given);
  if (!isOwn(platform)) return { kind: 'none' };
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  if (override !== '' && (await findElectronRuntime()) !== null) return inFolder(override);
  return { kind: 'fetched', version: await lockedVersion() };
}

/** Whether this machine makes packages of a platform. macOS builds for both of its processors. */
export function isOwn({ system, arch }: Platform): boolean {
  return system === process.platform && (arch === process.arch || arch === 'universal');
}

async function inFolder(folder: string): Promise<Runtime> {
  const version = (await readFile(join(folder, 'version'), 'utf8')).trim();
  return { kind: 'folder', folder, version };
}

async function lockedVersion(): Promise<string> {
  const manifest = await readFile('node_modules/electron/package.json', 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
