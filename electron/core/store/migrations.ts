// Brings a database file to the shape that this version works with. One file a step; a step that
// was released never changes.
import type Sqlite from 'libsql';
import initial from './migrations/0001-initial.sql?raw';
import audit from './migrations/0002-audit.sql?raw';
import guided from './migrations/0003-guided.sql?raw';
import oauth from './migrations/0004-oauth.sql?raw';
import remembered from './migrations/0005-remembered.sql?raw';
import signOuts from './migrations/0006-sign-outs.sql?raw';
import pendingDeletions from './migrations/0007-pending-deletions.sql?raw';
import unsettled from './migrations/0008-unsettled.sql?raw';
import serverClock from './migrations/0009-server-clock.sql?raw';
import onPage from './migrations/0010-on-page.sql?raw';
import acts from './migrations/0011-acts.sql?raw';

const steps = [
  initial,
  audit,
  guided,
  oauth,
  remembered,
  signOuts,
  pendingDeletions,
  unsettled,
  serverClock,
  onPage,
  acts,
];

/** The `user_version` of a file that this version of Muster has written. */
export const SCHEMA_VERSION = steps.length;

/** The version of a file: how many steps it has gone through. */
export function schemaVersion(connection: Sqlite.Database): number {
  const row = connection.prepare('PRAGMA user_version').raw().get();
  return Array.isArray(row) && typeof row[0] === 'number' ? row[0] : 0;
}

/** Runs the steps that the file lacks, each in a transaction of its own. */
export function migrate(connection: Sqlite.Database): void {
  for (let version = schemaVersion(connection); version < SCHEMA_VERSION; version++) {
    connection.exec('BEGIN IMMEDIATE');
    try {
      connection.exec(steps[version] ?? '');
      connection.exec(`PRAGMA user_version = ${version + 1}`);
      connection.exec('COMMIT');
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  }
}
