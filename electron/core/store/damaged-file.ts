// Sets a damaged database file aside, whole, so that a new one can be begun. Nothing is deleted but
// the index of its write-ahead log, which can be made again.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Renames the file and its write-ahead log to `<path>.damaged-<date>`, and gives the new name without
 * its folder. `now` in ms since 1970. Throws where the folder doesn't allow it.
 */
export function setAside(path: string, now: number): string {
  const target = freeName(`${path}.damaged-${new Date(now).toISOString().slice(0, 10)}`);
  // The log first: left behind, it would be replayed into the new file.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${target}-wal`);
  rmSync(`${path}-shm`, { force: true });
  renameSync(path, target);
  return basename(target);
}

function freeName(wanted: string): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (!existsSync(name) && !existsSync(`${name}-wal`)) return name;
  }
}
