// One Muster for each data folder, whatever it runs in: two would write one database and renew each
// other's tokens. The lock is SQLite's own on a file that holds nothing, so that the system frees it
// with the process, however that ends.
import { join } from 'node:path';
import Sqlite from 'libsql';

/** Held until the process ends. */
const held = new Map<string, Sqlite.Database>();

/**
 * False where another process holds the folder. True also where the folder can't be written: what
 * that means is for the database to say.
 */
export function claimFolder(dataDir: string): boolean {
  try {
    const lock = new Sqlite(join(dataDir, 'muster.lock'));
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    held.set(dataDir, lock);
    return true;
  } catch (error) {
    return !(error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY'));
  }
}
