// Files that are really damaged, in the ways in which disks and people damage them.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../../electron/core/store/database.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import type { StoreStatus } from '../../../../electron/shared/model.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  recordingLog,
  session,
  storedList,
  temporaryFolder,
} from '../fake-core.ts';

const DATE = '2026-11-24';

function open(folder: string) {
  const statuses: StoreStatus[] = [];
  const path = join(folder, 'muster.sqlite');
  const database = new Database({
    path,
    now: () => NOW,
    log: recordingLog(),
    onStatus: (status) => statuses.push(status),
  });
  const sessions = new SessionStore(database);
  const save = () => sessions.saveWhole(account(), storedList([session('A')]), []);
  return { path, database, sessions, statuses, save };
}

/** A database with some thousand rows, and its bytes. */
function fullDatabase(folder: string): { readonly path: string; readonly bytes: Buffer } {
  const { path, database, sessions } = open(folder);
  const many = Array.from({ length: 5_000 }, (_, index) =>
    session(`DEVICE${index}`, { displayName: 'Element Web' }),
  );
  sessions.saveWhole(account(), storedList(many), []);
  database.close();
  return { path, bytes: readFileSync(path) };
}

describe('a damaged database', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['is no database at all', () => Buffer.from('precious, if damaged '.repeat(500))],
    ['has lost its head', (bytes) => bytes.fill(0xff, 0, 50)],
    ['has lost its schema', (bytes) => bytes.fill(0xff, 100, 2_000)],
    ['was cut off', (bytes) => bytes.subarray(0, 4_096 * 20 + 100)],
    ['has garbage in the middle', (bytes) => bytes.fill(0xaa, 4_096 * 20, 4_096 * 24)],
    ['has empty pages', (bytes) => bytes.fill(0, 4_096 * 20, 4_096 * 24)],
  ])('that %s is kept aside, told, and begun anew', (_, damage) => {
    const folder = temporaryFolder();
    const { path, bytes } = fullDatabase(folder);
    const damaged = Buffer.from(damage(bytes));
    writeFileSync(path, damaged);

    const { database, save, sessions } = open(folder);
    const fileName = `muster.sqlite.damaged-${DATE}`;
    const status = { kind: 'begun-anew', fileName };
    expect(database.status()).toEqual(status);
    expect(sessions.load(ALICE)).toBeNull();
    expect(save().ok).toBe(true);
    // Still news: the window may not have been open yet.
    expect(database.status()).toEqual(status);
    database.close();
    expect(readFileSync(join(folder, fileName)).equals(damaged)).toBe(true);

    const later = open(folder);
    expect(later.database.status()).toEqual({ kind: 'ready' });
    expect(later.sessions.load(ALICE)?.sessions).toEqual([session('A')]);
    later.database.close();
  });

  it('takes its write-ahead log along, which is not replayed into the new one', () => {
    const folder = temporaryFolder();
    const { path, bytes } = fullDatabase(folder);
    const writer = new Sqlite(path);
    writer.exec('PRAGMA wal_autocheckpoint = 0');
    writer.exec(`UPDATE devices SET display_name = 'in the log'`);
    const log = readFileSync(`${path}-wal`);
    writer.close();
    writeFileSync(path, bytes.fill(0xff, 0, 50));
    writeFileSync(`${path}-wal`, log);

    const { database, sessions } = open(folder);
    expect(database.status()).toMatchObject({ kind: 'begun-anew' });
    expect(sessions.load(ALICE)).toBeNull();
    expect(readFileSync(join(folder, `muster.sqlite.damaged-${DATE}-wal`)).equals(log)).toBe(true);
    database.close();
  });

  it('does not replace one that was set aside before', () => {
    const folder = temporaryFolder();
    for (const content of ['first '.repeat(500), 'second '.repeat(500), 'third '.repeat(500)]) {
      writeFileSync(join(folder, 'muster.sqlite'), content);
      open(folder).database.close();
    }
    const contents = ['', '-2', '-3'].map((suffix) =>
      readFileSync(join(folder, `muster.sqlite.damaged-${DATE}${suffix}`), 'utf8').slice(0, 5),
    );
    expect(contents).toEqual(['first', 'secon', 'third']);
  });

  it('that a newer Muster made is left where it is', () => {
    const folder = temporaryFolder();
    const { path } = fullDatabase(folder);
    const newer = new Sqlite(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const bytes = readFileSync(path).fill(0xaa, 4_096 * 20, 4_096 * 24);
    writeFileSync(path, bytes);
    const { database } = open(folder);
    expect(database.status()).toEqual({ kind: 'read-only' });
    database.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('is not what a file is that can’t be opened for another reason', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'muster.sqlite'));
    const { database } = open(folder);
    expect(database.status()).toEqual({ kind: 'failed', reason: 'failed' });
    expect(readdirSync(folder)).toEqual(['muster.sqlite']);
    expect(existsSync(join(folder, 'muster.sqlite'))).toBe(true);
  });
});

describe('a database of the first Muster', () => {
  it('keeps its list, whose sessions were first seen when it was read', () => {
    const folder = temporaryFolder();
    const old = new Sqlite(join(folder, 'muster.sqlite'));
    old.exec(
      readFileSync(
        new URL('../../../../electron/core/store/migrations/0001-initial.sql', import.meta.url),
        {
          encoding: 'utf8',
        },
      ),
    );
    old.exec(`PRAGMA user_version = 1;
      INSERT INTO accounts VALUES ('${ALICE}', '@alice:example.org', 'https://x', NULL, 'keychain', NULL);
      INSERT INTO list_state VALUES ('${ALICE}', 77, 0);
      INSERT INTO devices VALUES ('${ALICE}', 'A', 'Old', 5, '::1')`);
    old.close();
    const { database, sessions } = open(folder);
    expect(database.status()).toEqual({ kind: 'ready' });
    expect(sessions.load(ALICE)).toEqual(
      storedList(
        [
          session('A', {
            displayName: 'Old',
            lastSeenAt: 5,
            lastSeenIp: '::1',
            firstSeenAt: 77,
          }),
        ],
        { fetchedAt: 77 },
      ),
    );
    database.close();
  });
});
