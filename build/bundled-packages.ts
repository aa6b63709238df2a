// Which npm packages ended up in a bundle, from the bundler's own module graph: what `npm ls` says
// of dependencies is no answer, because everything but native modules is bundled.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** The folder of an npm package that something of is in a bundle. */
export interface BundledPackages {
  readonly folders: readonly string[];
}

/** Writes what the bundle was made of to `file`. */
export function recordPackages(file: string): Plugin {
  let root = '';
  return {
    name: 'muster:record-packages',
    configResolved(config) {
      root = config.root;
    },
    async generateBundle(_options, bundle) {
      // Fonts and pictures that a style sheet brings are no modules.
      const modules = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk'
          ? output.moduleIds
          : output.originalFileNames.map((name) => resolve(root, name)),
      );
      const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== null));
      const record: BundledPackages = { folders: [...folders].sort() };
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(record, null, 2));
    },
  };
}

/** What `recordPackages` wrote. */
export async function readRecord(file: string): Promise<BundledPackages> {
  return JSON.parse(await readFile(file, 'utf8')) as BundledPackages;
}

/**
 * The folder with the package.json of a module below node_modules; null for the project's own and
 * for what the bundler made itself.
 */
function packageFolder(moduleId: string): string | null {
  const path = moduleId.replace(/^\0/, '').replace(/[?#].*$/, '');
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path) ?? [];
  return folder !== undefined && existsSync(join(folder, 'package.json')) ? folder : null;
}
