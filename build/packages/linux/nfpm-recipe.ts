// What nfpm is told: which file of the packed folder goes where in a deb or an rpm, and what the
// package says of itself. No maintainer script: nothing has to happen when it comes or goes. Pure.
import { PACKAGER } from '../../../electron/shared/packager.ts';
import { DESCRIPTION, SUMMARY } from './desktop-entry.ts';
import { debDepends, debRecommends, rpmDepends, rpmRecommends } from './dependencies.ts';

/** A file that goes into a package. */
export interface PackageFile {
  readonly source: string;
  readonly target: string;
  /** With setuid where it has it: 0o4755. */
  readonly mode: number;
}

export interface Recipe {
  readonly version: string;
  readonly arch: 'x64' | 'arm64';
  readonly files: readonly PackageFile[];
  /** Folders that are the package's own: rpm leaves others behind when it goes. */
  readonly folders: readonly string[];
  readonly links: readonly { readonly target: string; readonly to: string }[];
  /** Seconds since 1970: the time of every file in the package. */
  readonly time: number;
}

/** nfpm's file, as JSON: which is YAML too. */
export function nfpmRecipe({ version, arch, files, folders, links, time }: Recipe): string {
  const mtime = new Date(time * 1_000).toISOString().replace('.000Z', 'Z');
  const owned = { owner: 'root', group: 'root', mtime };
  const { maintainer, homepage } = PACKAGER;
  return JSON.stringify({
    name: 'muster',
    arch: arch === 'x64' ? 'amd64' : 'arm64',
    platform: 'linux',
    version,
    section: 'utils',
    priority: 'optional',
    maintainer: `${maintainer.name} <${maintainer.email}>`,
    vendor: maintainer.name,
    homepage,
    license: 'Apache-2.0',
    description: [
      SUMMARY,
      ...DESCRIPTION.flatMap((paragraph, index) => [
        ...(index === 0 ? [] : ['.']),
        ...wrapped(paragraph),
      ]),
    ].join('\n'),
    mtime,
    disable_globbing: true,
    contents: [
      ...folders.map((dst) => ({ dst, type: 'dir', file_info: { ...owned, mode: 0o755 } })),
      ...files.map(({ source, target, mode }) => ({
        src: source,
        dst: target,
        file_info: { ...owned, mode },
      })),
      ...links.map(({ target, to }) => ({
        src: to,
        dst: target,
        type: 'symlink',
        file_info: owned,
      })),
    ],
    overrides: {
      deb: { depends: debDepends, recommends: debRecommends },
      rpm: { depends: rpmDepends, recommends: rpmRecommends },
    },
    deb: { compression: 'gzip' },
    rpm: { summary: SUMMARY, compression: 'zstd:3', buildhost: 'localhost' },
  });
}

/** Lines of at most 76 characters, as Debian wants the description. */
function wrapped(paragraph: string): readonly string[] {
  return paragraph.match(/\S.{0,75}(?=\s|$)/g) ?? [];
}
