// What the READMEs say of the source can be looked up in it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tiers } from '../../../build/lint/layers.js';

const root = new URL('../../../', import.meta.url).pathname;

/** Folders that hold source, each relative to the root. */
const folders = ['electron', 'renderer', 'build'].flatMap((top) => [
  top,
  ...readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .map((name) => `${top}/${name.replaceAll('\\', '/')}`)
    .filter((path) => statSync(join(root, path)).isDirectory()),
]);

const readmes = folders
  .map((folder) => `${folder}/README.md`)
  .filter((path) => existsSync(join(root, path)));

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function codesOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
}

describe('a README', () => {
  it.each(folders)('is in %s, or the one above tells of it', (folder) => {
    if (readmes.includes(`${folder}/README.md`)) return;
    const above = readmes.find((path) => path === `${dirname(folder)}/README.md`);
    const name = folder.split('/').at(-1) ?? '';
    const told = above === undefined ? [] : codesOf(textOf(above));
    expect(told.map((code) => code.replace(/\/$/, ''))).toContain(name);
  });

  it.each(readmes)('%s names files that are there', (path) => {
    const folder = dirname(path);
    // From the folder itself or one below it, or from one of those that everybody knows.
    const bases = folders.filter((each) => `${each}/`.startsWith(`${folder}/`));
    const isThere = (name: string): boolean =>
      [...bases, dirname(folder), 'electron', 'electron/core', ''].some((base) =>
        existsSync(join(root, base, name)),
      );
    const named = codesOf(textOf(path)).filter((code) =>
      /^[\w./-]+\.(ts|js|svelte|css|sql)$/.test(code),
    );
    const made = ['main.js', 'packaged/main.js', 'loopback.js', 'browser-bridge.js'];
    expect(named.filter((name) => !isThere(name) && !made.includes(name))).toEqual([]);
  });
});

describe('the table of tiers in electron/README.md', () => {
  const rows = textOf('electron/README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, 3).map(codesOf));

  it('is the one that lint goes by', () => {
    const short = (path: string): string => path.replace(/^electron\//, '');
    const table = tiers
      .filter(({ folder }) => folder.startsWith('electron/'))
      .map(({ folder, tiers: others, node, packages }) => [
        [folder.endsWith('.ts') ? short(folder) : `${short(folder)}/`],
        [...others.map(short), ...(node ? ['node:'] : []), ...packages],
      ]);
    expect(rows).toEqual(table);
  });
});
