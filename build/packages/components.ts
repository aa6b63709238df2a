// What is in a package besides Muster's own code: every npm package that was bundled or packed, with
// its licence.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecord } from '../bundled-packages.ts';
import { records } from '../vite.ts';

export interface Component {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly licence: string;
  /** The licence's text, as the package has it. */
  readonly text: string;
}

/** Licences that Muster may carry: all of them let it be given away under Apache-2.0. */
export const ALLOWED_LICENCES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  // Of fonts: they may be bundled with any software.
  'OFL-1.1',
]);

/** Packages that don't name their licence, or have no text of it: which is in another's folder. */
const amendments: Readonly<Record<string, { readonly licence: string; readonly textIn?: string }>> =
  {
    'svelte-toolbelt': { licence: 'MIT' },
    '@libsql/darwin-arm64': { licence: 'MIT', textIn: 'libsql' },
    '@libsql/darwin-x64': { licence: 'MIT', textIn: 'libsql' },
    '@libsql/linux-arm64-gnu': { licence: 'MIT', textIn: 'libsql' },
    '@libsql/linux-x64-gnu': { licence: 'MIT', textIn: 'libsql' },
    '@libsql/win32-x64-msvc': { licence: 'MIT', textIn: 'libsql' },
  };

/**
 * Sorted by name. `packed` are the folders of the npm packages that aren't bundled. Throws where a
 * licence isn't allowed, isn't named or has no text: such a package can't be given away.
 */
export async function readComponents(packed: readonly string[]): Promise<readonly Component[]> {
  const bundled = await Promise.all(Object.values(records).map(readRecord));
  const folders = new Set([...bundled.flatMap((record) => record.folders), ...packed]);
  const found = await Promise.all([...folders].map(readComponent));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readComponent(folder: string): Promise<Component> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const { name, version } = manifest;
  const amendment = amendments[name];
  const licence = manifest.license ?? amendment?.licence ?? 'unnamed';
  if (!ALLOWED_LICENCES.has(licence))
    throw new Error(`${name}: the licence ${licence} is not allowed`);
  const textIn = amendment?.textIn;
  const text = await licenceText(textIn === undefined ? folder : join('node_modules', textIn));
  if (text === null) throw new Error(`${name} has no text of its licence`);
  return { name, version, licence, text };
}

async function licenceText(folder: string): Promise<string | null> {
  if (!existsSync(folder)) return null;
  const file = (await readdir(folder)).find((name) => /^licen[cs]e(?:\.\w+)?$/i.test(name));
  return file === undefined ? null : (await readFile(join(folder, file), 'utf8')).trim();
}
