// Opens a packed application and tells what is wrong with it: files that are missing or shouldn't be
// there, native files of another system, fuses, languages, what the system is told about it.
import { getRawHeader, listPackage } from '@electron/asar';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import plist from 'plist';
import { PACKAGER } from '../../electron/shared/packager.ts';
import { archsOf, nativeFiles } from './files.ts';
import { fuseProblems, fuses } from './fuses.ts';
import { nativeKind } from './native-header.ts';
import type { Platform } from './targets.ts';

/** Where things lie in an application of a system. */
interface Layout {
  readonly program: string;
  readonly resources: string;
  /** The file that has the fuse wire. */
  readonly fused: string;
  /** The names of the languages in it. */
  languages(): Promise<readonly string[]>;
}

export interface Packed {
  /** What electron-builder wrote: a folder, on macOS the one with the .app in it. */
  readonly folder: string;
  readonly platform: Platform;
  /** The tests' own build: see fuses.ts. */
  readonly driven: boolean;
  /** Electron's version. */
  readonly runtime: string;
}

/** One sentence for each problem; empty when the package is as it should be. */
export async function checkFolder(packed: Packed): Promise<readonly string[]> {
  const layout = layoutOf(packed);
  const asar = join(layout.resources, 'app.asar');
  if (!existsSync(asar)) return [`there is no ${asar}`];
  const problems = await Promise.all([
    asarProblems(asar, packed.platform),
    nativeProblems(`${asar}.unpacked`, packed.platform),
    runtimeProblems(layout, packed),
    systemProblems(layout, packed, asarHash(asar)),
  ]);
  return problems.flat();
}

function layoutOf({ folder, platform: { system } }: Packed): Layout {
  if (system === 'darwin') {
    const contents = join(folder, `${PACKAGER.name}.app/Contents`);
    const resources = join(contents, 'Resources');
    const framework = join(contents, 'Frameworks/Electron Framework.framework/Versions/A');
    return {
      program: join(contents, 'MacOS', PACKAGER.name),
      resources,
      fused: join(framework, 'Electron Framework'),
      languages: async () =>
        (await readdir(join(framework, 'Resources')))
          .filter((name) => name.endsWith('.lproj'))
          .map(withoutEnding),
    };
  }
  const program = join(folder, system === 'win32' ? `${PACKAGER.name}.exe` : 'muster');
  return {
    program,
    resources: join(folder, 'resources'),
    fused: program,
    languages: async () => (await readdir(join(folder, 'locales'))).map(withoutEnding),
  };
}

function withoutEnding(name: string): string {
  return name.replace(/\.\w+$/, '');
}

/** What a package of Muster's must have, besides its native files. */
const needed = [
  'package.json',
  'dist/main.js',
  'dist/preload.cjs',
  'dist/keychain.js',
  'dist/renderer/index.html',
];

/** Sources, tests, maps and other systems' binaries have no place in it. */
const wanted =
  /^(?:package\.json|dist\/(?:main\.js|preload\.cjs|keychain\.js|renderer\/.+\.(?:html|js|css|svg|png|woff2))|node_modules\/.+\.(?:js|json|node)|node_modules\/.+\/LICENSE(?:\.md)?)$/;

async function asarProblems(asar: string, platform: Platform): Promise<readonly string[]> {
  const unpacked = await filesBelow(`${asar}.unpacked`);
  const folders = new Set<string>();
  const listed = listPackage(asar, { isPack: false }).map((path) =>
    path.replaceAll('\\', '/').replace(/^\//, ''),
  );
  for (const path of listed) folders.add(path.replace(/\/?[^/]*$/, ''));
  const files = listed.filter((path) => !folders.has(path));
  const natives = nativeFiles(platform);
  return [
    ...[...needed, ...natives]
      .filter((path) => !files.includes(path))
      .map((path) => `app.asar lacks ${path}`),
    ...files
      .filter((path) => !wanted.test(path) || (path.endsWith('.node') && !natives.includes(path)))
      .map((path) => `app.asar holds ${path}`),
    ...unpacked
      .filter((path) => !natives.includes(path))
      .map((path) => `${path} lies outside app.asar`),
  ];
}

async function nativeProblems(folder: string, platform: Platform): Promise<readonly string[]> {
  const archs: readonly string[] = archsOf(platform);
  const found = await Promise.all(
    nativeFiles(platform).map(async (path) => {
      const file = join(folder, path);
      if (!existsSync(file)) return [`${path} does not lie outside app.asar`];
      const kind = nativeKind(await readFile(file));
      const fits = kind?.system === platform.system && archs.includes(kind.arch);
      return fits ? [] : [`${path} is not for ${platform.system} ${platform.arch}`];
    }),
  );
  return found.flat();
}

async function runtimeProblems(
  layout: Layout,
  { folder, driven, runtime }: Packed,
): Promise<readonly string[]> {
  const leftovers = [
    join(layout.resources, 'default_app.asar'),
    join(layout.resources, 'app'),
    join(folder, 'version'),
  ];
  const languages = await layout.languages();
  return [
    ...fuseProblems(await readFile(layout.fused), fuses(driven, runtime)).map(
      (it) => `fuses: ${it}`,
    ),
    ...leftovers.filter((path) => existsSync(path)).map((path) => `${path} was left`),
    ...languages.filter((name) => !/^en(?:[-_]US)?$/.test(name)).map((name) => `language ${name}`),
    ...(languages.length === 0 ? ['no language'] : []),
    ...(existsSync(join(layout.resources, 'THIRD-PARTY-NOTICES.txt')) ? [] : ['no notices']),
  ];
}

async function systemProblems(
  layout: Layout,
  { folder, platform: { system } }: Packed,
  hash: string,
): Promise<readonly string[]> {
  if (system === 'linux') {
    const { mode } = await stat(join(folder, 'chrome-sandbox'));
    return (mode & 0o7777) === 0o4755 ? [] : ['chrome-sandbox is not 4755'];
  }
  if (system === 'darwin') {
    const info = await readFile(join(layout.resources, '../Info.plist'), 'utf8');
    return plistProblems(plist.parse(info) as Readonly<Record<string, unknown>>, hash);
  }
  const program = await readFile(layout.program);
  const product = Buffer.from(`ProductName\0\0${PACKAGER.name}\0`, 'utf16le');
  return [
    ...(program.includes(product) ? [] : ['the version resource does not name the product']),
    ...(program.includes(hash) ? [] : ['the program does not hold the hash of app.asar']),
  ];
}

function plistProblems(info: Readonly<Record<string, unknown>>, hash: string): readonly string[] {
  const asked = Object.keys(info).filter((key) => /UsageDescription$|TransportSecurity$/.test(key));
  return [
    ...asked.map((key) => `Info.plist has ${key}`),
    ...(info['CFBundleIdentifier'] === PACKAGER.appId ? [] : ['Info.plist has another identifier']),
    ...(JSON.stringify(info['ElectronAsarIntegrity'] ?? '').includes(hash)
      ? []
      : ['Info.plist does not hold the hash of app.asar']),
  ];
}

/** What Electron compares before it loads anything: SHA-256 of the archive's header, in hex. */
function asarHash(asar: string): string {
  return createHash('sha256').update(getRawHeader(asar).headerString).digest('hex');
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'));
}
