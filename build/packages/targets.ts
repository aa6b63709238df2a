// What Muster is packaged as: one row for each file that people can install. Pure.

export type System = 'linux' | 'win32' | 'darwin';
export type Arch = 'x64' | 'arm64' | 'universal';
export type Format = 'deb' | 'rpm' | 'tar.gz' | 'AppImage' | 'nsis' | 'portable' | 'dmg' | 'zip';

/** A system and an architecture: one runtime, one folder of files. */
export interface Platform {
  readonly system: System;
  readonly arch: Arch;
}

export interface Target extends Platform {
  readonly format: Format;
}

/** Windows on arm64 is missing because the database module has no such binary (libsql 0.5.29). */
const platforms: readonly (Platform & { readonly formats: readonly Format[] })[] = [
  { system: 'linux', arch: 'x64', formats: ['deb', 'rpm', 'tar.gz', 'AppImage'] },
  { system: 'linux', arch: 'arm64', formats: ['deb', 'rpm', 'tar.gz', 'AppImage'] },
  { system: 'win32', arch: 'x64', formats: ['nsis', 'portable'] },
  { system: 'darwin', arch: 'universal', formats: ['dmg', 'zip'] },
];

export const targets: readonly Target[] = platforms.flatMap(({ system, arch, formats }) =>
  formats.map((format) => ({ system, arch, format })),
);

/** What people and scripts call the systems. */
const systemNames: Readonly<Record<string, System>> = {
  linux: 'linux',
  windows: 'win32',
  mac: 'darwin',
};

/** The system of that name on the command line, or null. */
export function systemNamed(name: string): System | null {
  return systemNames[name] ?? null;
}

export function platformName({ system, arch }: Platform): string {
  const name = Object.keys(systemNames).find((key) => systemNames[key] === system) ?? system;
  return `${name}-${arch}`;
}

/** "linux-x64-deb": a row of packages.json. */
export function targetName(target: Target): string {
  return `${platformName(target)}-${target.format}`;
}
