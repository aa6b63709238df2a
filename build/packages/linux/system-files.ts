// The files with which Muster fits into a Linux system, besides its own folder: menu entry, software
// centre, icons, copyright, changelog.
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PACKAGER } from '../../../electron/shared/packager.ts';
import type { Release } from '../changelog.ts';
import { HICOLOR_SIZES } from '../icon-files.ts';
import { desktopEntry, metainfo } from './desktop-entry.ts';
import type { PackageFile } from './nfpm-recipe.ts';

const icons = 'build/packages/icons';
const linux = 'build/packages/linux';
const { appId, name, homepage, maintainer } = PACKAGER;

/** Writes them below `folder`, laid out as below `/`. */
export async function writeSystemFiles(
  folder: string,
  releases: readonly Release[],
): Promise<void> {
  const pictures = await Promise.all(
    HICOLOR_SIZES.map(async (size): Promise<[string, Buffer]> => [
      `usr/share/icons/hicolor/${size}x${size}/apps/${appId}.png`,
      await readFile(join(icons, 'hicolor', `${size}.png`)),
    ]),
  );
  const files: readonly (readonly [string, string | Buffer])[] = [
    ...pictures,
    [
      `usr/share/icons/hicolor/scalable/apps/${appId}.svg`,
      await readFile(join(icons, 'muster.svg')),
    ],
    [`usr/share/applications/${appId}.desktop`, desktopEntry('muster')],
    [`usr/share/metainfo/${appId}.metainfo.xml`, metainfo(releases)],
    ['usr/share/doc/muster/copyright', copyright],
    ['usr/share/doc/muster/changelog.gz', compressed(debianChangelog(releases))],
    ['usr/share/man/man1/muster.1.gz', compressed(await readFile(join(linux, 'muster.1')))],
    ['usr/share/lintian/overrides/muster', await readFile(join(linux, 'lintian-overrides'))],
  ];
  for (const [path, content] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, 0o644);
  }
}

/** Every file below `folder` as a file of a package, below `target`. */
export async function packageFiles(
  folder: string,
  target: string,
): Promise<readonly PackageFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    files.map(async (source) => ({
      source,
      target: join(target, source.slice(folder.length + 1)),
      mode: (await stat(source)).mode & 0o7777,
    })),
  );
}

/** Debian's machine-readable copyright file. */
const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ${name}
Upstream-Contact: ${maintainer.name} <${maintainer.email}>
Source: ${homepage}
Comment: It contains software of others, whose licences are in
 /usr/lib/muster/resources/THIRD-PARTY-NOTICES.txt, and those of Electron and Chromium in
 /usr/lib/muster/LICENSE.electron.txt and /usr/lib/muster/LICENSES.chromium.html.

Files: *
Copyright: 2026 ${maintainer.name}
License: Apache-2.0

License: Apache-2.0
 On Debian systems, the text of the Apache License 2.0 is in
 /usr/share/common-licenses/Apache-2.0.
`;

function debianChangelog(releases: readonly Release[]): string {
  return releases
    .map(({ version, date, changes }) =>
      [
        `muster (${version}) unstable; urgency=medium`,
        '',
        ...changes.map((change) => `  * ${change}`),
        '',
        ` -- ${maintainer.name} <${maintainer.email}>  ${new Date(date).toUTCString().replace('GMT', '+0000')}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** The same bytes each time: gzip's header holds no time and no system. */
function compressed(text: string | Buffer): Buffer {
  return gzipSync(text, { level: 9 });
}
