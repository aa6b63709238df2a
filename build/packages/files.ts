// Which files a package holds besides Electron's own: an allow-list for each system and architecture.
// Never by the builder's `${platform}`, which is the system that builds. Pure.
import type { Arch, Platform, System } from './targets.ts';

/** Files below `from`, named one by one or by a glob, that go below `to` in app.asar. */
export interface FileSet {
  readonly from: string;
  readonly to: string;
  readonly filter: readonly string[];
}

/** The package of libsql's binary. */
const databaseBinaries: Readonly<Record<System, Readonly<Partial<Record<Arch, string>>>>> = {
  linux: { x64: 'linux-x64-gnu', arm64: 'linux-arm64-gnu' },
  win32: { x64: 'win32-x64-msvc' },
  darwin: { x64: 'darwin-x64', arm64: 'darwin-arm64' },
};

/** A universal macOS application carries the files of both. */
export function archsOf({ arch }: Platform): readonly ('x64' | 'arm64')[] {
  return arch === 'universal' ? ['x64', 'arm64'] : [arch];
}

/** The npm packages that hold libsql's binaries for a platform, by their full names. */
export function databasePackages(platform: Platform): readonly string[] {
  return archsOf(platform).map((arch) => {
    const name = databaseBinaries[platform.system][arch];
    if (name === undefined) throw new Error(`libsql has no binary for ${platform.system} ${arch}`);
    return `@libsql/${name}`;
  });
}

/** Both native modules of a platform, as paths in the application's folder. */
export function nativeFiles(platform: Platform): readonly string[] {
  return [
    ...databasePackages(platform).map((name) => `node_modules/${name}/index.node`),
    ...archsOf(platform).map(
      (arch) => `node_modules/keytar/prebuilds/${platform.system}-${arch}/keytar.node`,
    ),
  ];
}

/**
 * Everything that goes into the application. `main` is the folder with `main.js`: what people
 * install and what the tests drive differ in that file alone. `modules` says where an npm package
 * lies.
 */
export function fileSets(
  platform: Platform,
  main: string,
  modules: (name: string) => string,
): readonly FileSet[] {
  const npm = (name: string, filter: readonly string[]): FileSet => ({
    from: modules(name),
    to: `node_modules/${name}`,
    filter: ['package.json', 'LICENSE*', ...filter],
  });
  return [
    { from: main, to: 'dist', filter: ['main.js'] },
    { from: 'dist', to: 'dist', filter: ['preload.cjs', 'keychain.js', 'renderer/**'] },
    npm('keytar', [
      'lib/keytar.js',
      ...archsOf(platform).map((arch) => `prebuilds/${platform.system}-${arch}/keytar.node`),
    ]),
    npm('libsql', ['index.js', 'auth.js', 'sqlite-error.js']),
    npm('@neon-rs/load', ['dist/index.js']),
    npm('detect-libc', ['lib/*.js']),
    ...databasePackages(platform).map((name) => npm(name, ['index.node'])),
  ];
}
