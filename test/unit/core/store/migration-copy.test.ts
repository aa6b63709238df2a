// A newer Muster on an older data folder: the file as it was is kept beside the one that is changed.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { SCHEMA_VERSION } from '../../../../electron/core/store/migrations.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, recordingLog, stored, temporaryFolder } from '../fake-core.ts';

const first = readFileSync(
  new URL('../../../../electron/core/store/migrations/0001-initial.sql', import.meta.url),
  'utf8',
);

/** A data folder that the first version of the schema was written into, and its files. */
function olderFolder() {
  const folder = temporaryFolder();
  const path = join(folder, 'muster.sqlite');
  const older = new Sqlite(path);
  older.exec(first);
  older.exec(`PRAGMA user_version = 1; INSERT INTO settings VALUES ('kept', '1')`);
  older.close();
  return { path, copy: join(folder, 'muster.before-update.sqlite') };
}

function open(path: string) {
  return new Database({
    path,
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
}

function versionOf(path: string): unknown {
  const connection = new Sqlite(path);
  const row = connection.prepare('PRAGMA user_version').raw().get();
  connection.close();
  return (row as readonly unknown[])[0];
}

describe('a database of an older Muster', () => {
  it('is kept as it was, for its owner alone, before it is changed', () => {
    const { path, copy } = olderFolder();
    const database = open(path);
    expect(database.status()).toEqual({ kind: 'ready' });
    database.close();
    expect(versionOf(path)).toBe(SCHEMA_VERSION);
    expect(versionOf(copy)).toBe(1);
    const connection = new Sqlite(copy);
    expect(connection.prepare('SELECT name FROM settings').raw().all()).toEqual([['kept']]);
    connection.close();
    expect(statSync(copy).mode & 0o077).toBe(0);
  });

  it('replaces the copy of an earlier update', () => {
    const { path, copy } = olderFolder();
    writeFileSync(copy, 'an earlier copy');
    open(path).close();
    expect(versionOf(copy)).toBe(1);
  });

  it('is not copied where there is nothing to change, or nothing in it', () => {
    const fresh = temporaryFolder();
    open(join(fresh, 'muster.sqlite')).close();
    open(join(fresh, 'muster.sqlite')).close();
    expect(existsSync(join(fresh, 'muster.before-update.sqlite'))).toBe(false);
  });

  it('is forgotten with the first account that is removed: its data is in the copy too', () => {
    const { path, copy } = olderFolder();
    const database = open(path);
    const accounts = new AccountStore(database);
    accounts.save(stored([account({})]), []);
    expect(existsSync(copy)).toBe(true);
    accounts.save(stored([]), [ALICE]);
    expect(existsSync(copy)).toBe(false);
    database.close();
  });
});
