// The one SQLite file: opening, transactions, and what its failures mean. No table is known here
// (see the stores), and no secret ever comes here.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'libsql';
import { fail, ok, type Result, type StoreProblem } from '../shared/errors.ts';
import type { StoreStatus } from '../shared/model.ts';
import type { Log } from './log.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './migrations.ts';

export type Connection = Sqlite.Database;

export interface Database {
  /** Runs work that reads; `fallback` where there is no database or it can't be read. */
  read<T>(fallback: T, work: (connection: Connection) => T): T;
  /** Runs work that writes, in one transaction: all of it happens or nothing. */
  write(work: (connection: Connection) => void): Result<null>;
  status(): StoreStatus;
  close(): void;
}

export interface DatabaseOptions {
  readonly path: string;
  readonly log: Log;
  /** Told when the status is another than before. */
  readonly onStatus: (status: StoreStatus) => void;
}

/**
 * Opens or creates the file. Never fails: without a usable file, reads give their fallback, writes
 * are refused and the status says so; the file is left as it is. A file of a newer Muster is read
 * and not written.
 */
export function openDatabase({ path, log, onStatus }: DatabaseOptions): Database {
  const opened = open(path);
  let connection = opened.connection;
  let status = opened.status;
  if (opened.error !== null) report(opened.error);

  function report(error: unknown): void {
    log.warn('store-failed', {
      sqlite: error instanceof Sqlite.SqliteError ? rawCode(error) : null,
    });
  }

  function settle(next: StoreStatus): void {
    const changed = JSON.stringify(next) !== JSON.stringify(status);
    status = next;
    if (changed) onStatus(next);
  }

  function failed(error: unknown): void {
    report(error);
    settle({ kind: 'failed', reason: problemOf(error) });
  }

  return {
    read(fallback, work) {
      if (connection === null) return fallback;
      try {
        return work(connection);
      } catch (error) {
        if (!(error instanceof Sqlite.SqliteError)) throw error;
        // A newer file may well have other tables.
        if (status.kind !== 'read-only') failed(error);
        return fallback;
      }
    },
    write(work) {
      if (status.kind === 'read-only') return refused('newer');
      if (connection === null) return refused('failed');
      try {
        inTransaction(connection, work);
        settle({ kind: 'ready' });
        return ok(null);
      } catch (error) {
        if (!(error instanceof Sqlite.SqliteError)) throw error;
        failed(error);
        return refused(problemOf(error));
      }
    },
    status: () => status,
    close() {
      if (connection === null) return;
      try {
        // Statements that await the garbage collector hold the file; this empties the WAL anyway.
        if (status.kind !== 'read-only') connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        connection.close();
      } catch (error) {
        report(error);
      }
      connection = null;
    },
  };
}

interface Opened {
  readonly connection: Connection | null;
  readonly status: StoreStatus;
  readonly error: unknown;
}

function open(path: string): Opened {
  let connection: Connection | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Names and addresses of sessions are nobody else's business.
    closeSync(openSync(path, 'a', 0o600));
    connection = new Sqlite(path);
    connection.exec('PRAGMA busy_timeout = 2000');
    if (schemaVersion(connection) > SCHEMA_VERSION) {
      connection.exec('PRAGMA query_only = ON');
      return { connection, status: { kind: 'read-only' }, error: null };
    }
    connection.pragma('journal_mode = WAL');
    connection.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    migrate(connection);
    return { connection, status: { kind: 'ready' }, error: null };
  } catch (error) {
    connection?.close();
    return { connection: null, status: { kind: 'failed', reason: problemOf(error) }, error };
  }
}

function inTransaction(connection: Connection, work: (connection: Connection) => void): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    work(connection);
    connection.exec('COMMIT');
  } catch (error) {
    // A full disk has already rolled back by itself.
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function problemOf(error: unknown): 'disk-full' | 'failed' {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'SQLITE_FULL' || code === 'ENOSPC' ? 'disk-full' : 'failed';
}

function rawCode(error: { readonly rawCode?: number }): number | null {
  return error.rawCode ?? null;
}

function refused(reason: StoreProblem): Result<null> {
  return fail({ code: 'store', reason });
}
