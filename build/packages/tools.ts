// The programs that make packages, and the line that installs each where it is missing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../test/runner/needs.ts';
import type { Format } from './targets.ts';

export interface Tool {
  readonly name: string;
  readonly install: string;
}

const nfpm: Tool = {
  name: 'nfpm',
  install: 'go install github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.2',
};

const neededFor: Readonly<Partial<Record<Format, readonly Tool[]>>> = {
  deb: [nfpm],
  rpm: [nfpm],
  'tar.gz': [
    { name: 'tar', install: 'apt-get install -y tar' },
    { name: 'gzip', install: 'apt-get install -y gzip' },
  ],
  AppImage: [
    { name: 'mksquashfs', install: 'apt-get install -y --no-install-recommends squashfs-tools' },
  ],
};

/** What this machine lacks for a format. */
export function missingTools(format: Format, arch: 'x64' | 'arm64'): readonly Tool[] {
  const missing = (neededFor[format] ?? []).filter(({ name }) => findProgram(name) === null);
  return format === 'AppImage' && findAppImageRuntime(arch) === null
    ? [...missing, appImageRuntime(arch)]
    : missing;
}

/** What an AppImage begins with. */
function appImageRuntime(arch: 'x64' | 'arm64'): Tool {
  const name = arch === 'x64' ? 'runtime-x86_64' : 'runtime-aarch64';
  return {
    name: `the AppImage runtime for ${arch}`,
    install: `get ${name} of github.com/AppImage/type2-runtime as runtime-${arch} in a folder, and name that by APPIMAGE_TOOLS_PATH`,
  };
}

/** The file, or null: it is looked for in the folder of `APPIMAGE_TOOLS_PATH`. */
export function findAppImageRuntime(arch: 'x64' | 'arm64'): string | null {
  const folder = process.env['APPIMAGE_TOOLS_PATH'] ?? '';
  const file = join(folder, `runtime-${arch}`);
  return folder !== '' && existsSync(file) ? file : null;
}
