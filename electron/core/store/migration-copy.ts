// The database as an older Muster left it, kept beside the one that a newer one changes: who goes back
// to the older Muster can take it.
import { closeSync, openSync, rmSync } from 'node:fs';
import type Sqlite from 'libsql';

/**
 * Writes a whole copy of an open database, the log of its last changes included. One is
 * kept: that of the last update. Throws where it can't be written; then nothing is to be changed.
 */
export function keepCopy(connection: Sqlite.Database, path: string): void {
  const copy = copyOf(path);
  forgetCopy(path);
  // SQLite writes into an empty file, and one that it makes would be as readable as the umask says.
  closeSync(openSync(copy, 'wx', 0o600));
  connection.prepare('VACUUM INTO ?').run(copy);
}

/** Deletes the copy, where there is one. */
export function forgetCopy(path: string): void {
  rmSync(copyOf(path), { force: true });
}

function copyOf(path: string): string {
  return path.replace(/(?=\.[^.]+$)/, '.before-update');
}
