// Packs Muster's files and a runtime into an application of one platform, and checks what came out.
import { Arch, build, Platform as BuilderPlatform } from 'electron-builder';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builderConfiguration } from './builder.ts';
import { checkFolder, type Packed } from './check-folder.ts';
import { readComponents, type Component } from './components.ts';
import { fileSets } from './files.ts';
import { noticesText } from './notices.ts';
import { packedPackages } from './npm-packages.ts';
import type { Runtime } from './runtime.ts';
import { platformName, type Format, type Platform, type System } from './targets.ts';

const WORK = 'dist/packages/work';

const builderPlatforms: Readonly<Record<System, BuilderPlatform>> = {
  linux: BuilderPlatform.LINUX,
  win32: BuilderPlatform.WINDOWS,
  darwin: BuilderPlatform.MAC,
};

export interface PackJob {
  readonly platform: Platform;
  readonly runtime: Exclude<Runtime, { readonly kind: 'none' }>;
  /** Made by electron-builder itself: installers of Windows, images of macOS. */
  readonly formats: readonly Extract<Format, 'nsis' | 'portable' | 'dmg' | 'zip'>[];
  /** The tests' own build: see fuses.ts. */
  readonly driven: boolean;
}

export interface PackResult extends Packed {
  readonly components: readonly Component[];
  /** Files of `formats`. */
  readonly made: readonly string[];
}

/** dist/ must be built. Throws where the application isn't what it should be. */
export async function pack({ platform, runtime, formats, driven }: PackJob): Promise<PackResult> {
  const name = `${platformName(platform)}${driven ? '-driven' : ''}`;
  const output = join(WORK, name);
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const packages = await packedPackages(platform, join(WORK, 'npm'));
  const components = await readComponents([...packages.values()]);
  const notices = join(output, 'THIRD-PARTY-NOTICES.txt');
  await writeFile(notices, noticesText(components));
  const main = driven ? 'dist' : 'dist/packaged';
  const made = await build({
    targets: builderPlatforms[platform.system].createTarget(
      formats.length === 0 ? 'dir' : [...formats],
      Arch[platform.arch],
    ),
    publish: 'never',
    config: builderConfiguration({
      files: fileSets(platform, main, (it) => packages.get(it) ?? ''),
      notices,
      output,
      runtime,
      driven,
      host: process.platform,
    }),
  });
  const packed = {
    folder: await unpackedFolder(output),
    platform,
    driven,
    runtime: runtime.version,
  };
  const problems = await checkFolder(packed);
  if (problems.length > 0) throw new Error(`${name}: ${problems.join('; ')}`);
  return { ...packed, components, made };
}

/** electron-builder has names of its own: "linux-unpacked", "win-unpacked", "mac-universal", "mac". */
async function unpackedFolder(output: string): Promise<string> {
  const entries = await readdir(output, { withFileTypes: true });
  const folder = entries.find((it) => it.isDirectory() && /unpacked$|^mac/.test(it.name));
  if (folder === undefined) throw new Error(`nothing was packed in ${output}`);
  return join(output, folder.name);
}
