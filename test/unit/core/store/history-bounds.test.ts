// The history of an account has bounds that no server can move.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { expect, it } from 'vitest';
import { ensureAccount } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { appendHistory } from '../../../../electron/core/store/history-append.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import { HISTORY_EVENTS_MAX } from '../../../../electron/shared/limits.ts';
import { account, ALICE, recordingLog, temporaryFolder } from '../fake-core.ts';

const BOB = '00000000-0000-4000-8000-0000000000b0' as AccountId;

function setUp() {
  const path = join(temporaryFolder(), 'muster.sqlite');
  const log = recordingLog();
  return { path, database: new Database({ path, now: () => 0, log, onStatus: () => undefined }) };
}

/** New sessions, as many as a server lists, from `first` on. */
function write(database: Database, accountId: AccountId, first: number, events: number): void {
  database.write((connection) => {
    ensureAccount(connection, account({ accountId, userId: `@${accountId}:example.org` }));
    const entries = Array.from({ length: events }, (_, index) => ({
      deviceId: `D${first + index}` as DeviceId,
      displayName: 'x'.repeat(100),
      at: first + index,
      change: { kind: 'appeared' } as const,
    }));
    appendHistory(connection, accountId, entries);
  });
}

function read(database: Database, sql: string): unknown {
  return database.read(null, (connection) => connection.prepare(sql).raw().get());
}

it('keeps the newest events of each account, and of no other', () => {
  const { database } = setUp();
  write(database, BOB, 0, 10);
  write(database, ALICE, 0, HISTORY_EVENTS_MAX);
  write(database, ALICE, HISTORY_EVENTS_MAX, 10);
  const kept = `SELECT count(*), min(at), max(at) FROM history WHERE account_id`;
  expect(read(database, `${kept} = '${ALICE}'`)).toEqual([
    HISTORY_EVENTS_MAX,
    10,
    HISTORY_EVENTS_MAX + 9,
  ]);
  expect(read(database, `${kept} = '${BOB}'`)).toEqual([10, 0, 9]);
  write(database, BOB, 100, HISTORY_EVENTS_MAX + 500);
  expect(read(database, `${kept} = '${BOB}'`)).toEqual([
    HISTORY_EVENTS_MAX,
    600,
    HISTORY_EVENTS_MAX + 599,
  ]);
});

it('does not let the file grow with each list of new sessions', () => {
  const { database, path } = setUp();
  const sizes = [0, 1, 2, 3].map((time) => {
    write(database, ALICE, time * HISTORY_EVENTS_MAX, HISTORY_EVENTS_MAX);
    database.read(null, (connection) => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    return statSync(path).size;
  });
  expect(Math.max(...sizes.slice(1))).toBeLessThan(2.2 * (sizes[0] ?? 0));
});

it('can give pages back from a file that was made without that', () => {
  const path = join(temporaryFolder(), 'muster.sqlite');
  const old = new Sqlite(path);
  old.exec('CREATE TABLE older (a)');
  old.close();
  const log = recordingLog();
  const database = new Database({ path, now: () => 0, log, onStatus: () => undefined });
  expect(read(database, 'PRAGMA auto_vacuum')).toEqual([2]);
  database.close();
});
