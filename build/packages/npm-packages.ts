// Where an npm package lies that goes into an application. `npm ci` installs the binaries of its own
// system only: those of others are fetched, and compared with the lockfile.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSets } from './files.ts';
import { runTool } from './run-tool.ts';
import type { Platform } from './targets.ts';

interface Locked {
  readonly version: string;
  readonly integrity: string;
}

/** The folders of all npm packages of a platform's application, by their names. */
export async function packedPackages(
  platform: Platform,
  cache: string,
): Promise<ReadonlyMap<string, string>> {
  const names: string[] = [];
  fileSets(platform, '', (name) => {
    names.push(name);
    return name;
  });
  const folders = new Map<string, string>();
  for (const name of names) {
    const installed = join('node_modules', name);
    folders.set(name, existsSync(installed) ? installed : await fetchPackage(name, cache));
  }
  return folders;
}

async function fetchPackage(name: string, cache: string): Promise<string> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked | undefined>>;
  };
  const locked = lock.packages[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`${name} is not in package-lock.json`);
  const folder = join(cache, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const args = ['pack', `${name}@${locked.version}`, '--silent', '--pack-destination', folder];
  const tarball = join(folder, (await runTool('npm', args)).trim());
  const hash = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  if (locked.integrity !== `sha512-${hash}`) throw new Error(`${name} is not what was locked`);
  await runTool('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder]);
  return folder;
}
