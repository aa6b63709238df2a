// Makes Linux's packages of a packed folder: deb and rpm with nfpm, a tar.gz, an AppImage. The same
// commit gives the same bytes: every time in them is `time`.
import { appendFile, chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PACKAGER } from '../../../electron/shared/packager.ts';
import type { Release } from '../changelog.ts';
import { runTool } from '../run-tool.ts';
import type { Format } from '../targets.ts';
import { desktopEntry } from './desktop-entry.ts';
import { nfpmRecipe } from './nfpm-recipe.ts';
import { packageFiles, writeSystemFiles } from './system-files.ts';

export interface LinuxJob {
  /** With the program and its runtime. */
  readonly folder: string;
  /** Empty, for what is needed on the way. */
  readonly work: string;
  /** Where the package goes. */
  readonly output: string;
  readonly version: string;
  readonly arch: 'x64' | 'arm64';
  readonly releases: readonly Release[];
  /** Seconds since 1970. */
  readonly time: number;
  /** The program that an AppImage begins with. */
  readonly appImageRuntime: string | null;
}

export type LinuxFormat = Extract<Format, 'deb' | 'rpm' | 'tar.gz' | 'AppImage'>;

/** The package's file. */
export function makeLinuxPackage(format: LinuxFormat, job: LinuxJob): Promise<string> {
  switch (format) {
    case 'deb':
    case 'rpm':
      return makeWithNfpm(format, job);
    case 'tar.gz':
      return makeTarball(job);
    case 'AppImage':
      return makeAppImage(job);
  }
}

const HOME = '/usr/lib/muster';

async function makeWithNfpm(format: 'deb' | 'rpm', job: LinuxJob): Promise<string> {
  const { folder, work, output, version, arch, releases, time } = job;
  const system = join(work, `${format}-system`);
  await writeSystemFiles(system, releases);
  const files = [...(await packageFiles(folder, HOME)), ...(await packageFiles(system, '/'))];
  const folders = [...new Set(files.flatMap(({ target }) => ownFolders(target)))].sort();
  const links = [{ target: '/usr/bin/muster', to: '../lib/muster/muster' }];
  const recipe = join(work, `${format}.json`);
  await writeFile(recipe, nfpmRecipe({ version, arch, files, folders, links, time }));
  const name =
    format === 'deb'
      ? `muster_${version}_${arch === 'x64' ? 'amd64' : 'arm64'}.deb`
      : `muster-${version}-1.${arch === 'x64' ? 'x86_64' : 'aarch64'}.rpm`;
  const file = join(output, name);
  const args = ['package', '--config', recipe, '--packager', format, '--target', file];
  await runTool('nfpm', args, { SOURCE_DATE_EPOCH: String(time) });
  return file;
}

/** The folders on the way to a file that nothing but Muster has. */
function ownFolders(path: string): readonly string[] {
  const folder = dirname(path);
  if (!/^\/usr\/(?:lib|share\/doc)\/muster(?:\/|$)/.test(folder)) return [];
  return [folder, ...ownFolders(folder)];
}

/** GNU tar: sorted, owned by root, all of one time. */
async function makeTarball({
  folder,
  work,
  output,
  version,
  arch,
  time,
}: LinuxJob): Promise<string> {
  const name = `muster-${version}-linux-${arch}`;
  const file = join(output, `${name}.tar.gz`);
  const tar = join(work, `${name}.tar`);
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
  await runTool('tar', [
    ...same,
    `--mtime=@${time}`,
    `--transform=s,^\\.,${name},`,
    '-C',
    folder,
    '-cf',
    tar,
    '.',
  ]);
  await runTool('gzip', ['-n', '-6', tar]);
  await copyFile(`${tar}.gz`, file);
  return file;
}

/** The runtime, and behind it the folder as a squashfs. */
async function makeAppImage(job: LinuxJob): Promise<string> {
  const { folder, work, output, version, arch, releases, time, appImageRuntime } = job;
  if (appImageRuntime === null) throw new Error('no AppImage runtime');
  const { appId, name } = PACKAGER;
  const appDir = join(work, 'AppDir');
  await writeSystemFiles(appDir, releases);
  await mkdir(join(appDir, 'usr/lib'), { recursive: true });
  // Links: a copy of everything would only take time.
  await runTool('cp', ['-al', folder, join(appDir, 'usr/lib/muster')]);
  await copyFile('build/packages/linux/AppRun', join(appDir, 'AppRun'));
  await chmod(join(appDir, 'AppRun'), 0o755);
  await writeFile(join(appDir, `${appId}.desktop`), desktopEntry('AppRun'));
  for (const icon of [`${appId}.png`, '.DirIcon']) {
    await copyFile('build/packages/icons/hicolor/256.png', join(appDir, icon));
  }
  const squashfs = join(work, 'image.squashfs');
  const same = ['-all-root', '-noappend', '-no-xattrs', '-mkfs-time', String(time)];
  await runTool('mksquashfs', [
    appDir,
    squashfs,
    ...same,
    '-all-time',
    String(time),
    '-no-progress',
    '-quiet',
    '-comp',
    'gzip',
  ]);
  const file = join(output, `${name}-${version}-${arch === 'x64' ? 'x86_64' : 'aarch64'}.AppImage`);
  await copyFile(appImageRuntime, file);
  await appendFile(file, await readFile(squashfs));
  await chmod(file, 0o755);
  await rm(squashfs);
  return file;
}
