// A database file as an older Muster has left it.
import { readdirSync, readFileSync } from 'node:fs';
import type Sqlite from 'libsql';

const folder = new URL('../../../../electron/core/store/migrations/', import.meta.url);

/** Takes the steps before `step`, the name of a migration's file. */
export function olderThan(connection: Sqlite.Database, step: string): void {
  const steps = readdirSync(folder)
    .filter((name) => name < step)
    .sort();
  for (const name of steps) connection.exec(readFileSync(new URL(name, folder), 'utf8'));
  connection.exec(`PRAGMA user_version = ${steps.length}`);
}
