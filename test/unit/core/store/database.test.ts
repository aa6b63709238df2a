import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../../electron/core/store/database.ts';
import { SCHEMA_VERSION } from '../../../../electron/core/store/migrations.ts';
import type { StoreStatus } from '../../../../electron/shared/model.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { recordingLog, temporaryFolder } from '../fake-core.ts';

function setUp(folder = temporaryFolder()) {
  const statuses: StoreStatus[] = [];
  const path = join(folder, 'muster.sqlite');
  const database = new Database({
    path,
    now: () => NOW,
    log: recordingLog(),
    onStatus: (status) => statuses.push(status),
  });
  return { folder, path, database, statuses };
}

function putSetting(database: Database, name: string, value: string) {
  return database.write((connection) => {
    connection
      .prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
      .run(name, value);
  });
}

function settingNames(database: Database): unknown {
  return database.read(null, (connection) =>
    connection.prepare('SELECT name FROM settings ORDER BY name').raw().all().flat(),
  );
}

/** Lets no page be added to the file, as a full disk would. */
function limitPages(database: Database, pages: number): void {
  database.read(null, (connection) => connection.exec(`PRAGMA max_page_count = ${pages}`));
}

describe('a database', () => {
  it('is created for its owner alone, and keeps what was written', () => {
    const { folder, path, database } = setUp(join(temporaryFolder(), 'new', 'folder'));
    expect(database.status()).toEqual({ kind: 'ready' });
    expect(putSetting(database, 'a', '1')).toEqual({ ok: true, value: null });
    database.close();

    expect(statSync(path).mode & 0o077).toBe(0);
    expect(settingNames(setUp(folder).database)).toEqual(['a']);
  });

  it('writes all of a transaction or nothing', () => {
    const { database, statuses } = setUp();
    const result = database.write((connection) => {
      connection.exec(`INSERT INTO settings VALUES ('a', '1')`);
      connection.exec(`INSERT INTO settings VALUES ('a', '2')`);
    });
    expect(result).toEqual({ ok: false, error: { code: 'store', reason: 'failed' } });
    expect(settingNames(database)).toEqual([]);

    expect(putSetting(database, 'b', '1').ok).toBe(true);
    expect(statuses).toEqual([{ kind: 'failed', reason: 'failed' }, { kind: 'ready' }]);
  });

  it('lets a bug in the work through, with nothing written', () => {
    const { database } = setUp();
    const work = () =>
      database.write((connection) => {
        connection.exec(`INSERT INTO settings VALUES ('a', '1')`);
        throw new TypeError('a bug');
      });
    expect(work).toThrow('a bug');
    expect(settingNames(database)).toEqual([]);
    expect(database.status()).toEqual({ kind: 'ready' });
  });

  it('says that the disk is full, and recovers with the next write that fits', () => {
    const { database, statuses } = setUp();
    putSetting(database, 'before', '1');
    limitPages(database, 1);
    expect(putSetting(database, 'large', 'x'.repeat(1_000_000))).toEqual({
      ok: false,
      error: { code: 'store', reason: 'disk-full' },
    });
    expect(database.status()).toEqual({ kind: 'failed', reason: 'disk-full' });
    expect(settingNames(database)).toEqual(['before']);

    limitPages(database, 1_000_000);
    expect(putSetting(database, 'large', 'x'.repeat(1_000_000)).ok).toBe(true);
    expect(statuses).toEqual([{ kind: 'failed', reason: 'disk-full' }, { kind: 'ready' }]);
  });

  it('is read and not written when a newer Muster has made it', () => {
    const { folder, path, database } = setUp();
    putSetting(database, 'a', '1');
    database.close();
    const newer = new Sqlite(path);
    newer.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}; CREATE TABLE later (x)`);
    newer.close();

    const reopened = setUp(folder);
    expect(reopened.database.status()).toEqual({ kind: 'read-only' });
    expect(settingNames(reopened.database)).toEqual(['a']);
    expect(putSetting(reopened.database, 'b', '1')).toEqual({
      ok: false,
      error: { code: 'store', reason: 'newer' },
    });
    const missing = reopened.database.read<unknown>('nothing', (connection) =>
      connection.prepare('SELECT * FROM gone').all(),
    );
    expect(missing).toBe('nothing');
    expect(reopened.database.status()).toEqual({ kind: 'read-only' });
    reopened.database.close();

    expect(settingNames(setUp(folder).database)).toEqual(['a']);
  });

  it('runs without a file where none can be opened', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'muster.sqlite'));
    const { database } = setUp(folder);
    expect(database.status()).toEqual({ kind: 'failed', reason: 'failed' });
    expect(putSetting(database, 'a', '1').ok).toBe(false);
  });

  it('answers after it was closed', () => {
    const { database } = setUp();
    database.close();
    database.close();
    expect(settingNames(database)).toBeNull();
    expect(putSetting(database, 'a', '1').ok).toBe(false);
  });
});
