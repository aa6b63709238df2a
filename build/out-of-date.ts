// Whether dist/ is older than what it is built from.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const sources = ['electron', 'renderer', 'build', 'package.json', 'package-lock.json'];

/** True when there is no build, or a source file is newer than it. */
export async function isOutOfDate(root: string): Promise<boolean> {
  const built = await stat(join(root, 'dist/main.js')).catch(() => null);
  if (built === null) return true;
  const newest = await Promise.all(sources.map((path) => newestBelow(join(root, path))));
  return Math.max(...newest) > built.mtimeMs;
}

async function newestBelow(path: string): Promise<number> {
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const entries = await readdir(path);
  const times = await Promise.all(entries.map((entry) => newestBelow(join(path, entry))));
  return Math.max(own.mtimeMs, ...times);
}
