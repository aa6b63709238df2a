// The one SQLite file: opening, transactions, and what its failures mean. No table is known here
// (see the stores), and no secret ever comes here.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'libsql';
import { fail, ok, type Result, type StoreProblem } from '../../shared/errors.ts';
import type { StoreStatus } from '../../shared/model.ts';
import { setAside } from './damaged-file.ts';
import type { Log } from '../log.ts';
import { forgetCopy, keepCopy } from './migration-copy.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './migrations.ts';

export type Connection = Sqlite.Database;

export interface DatabaseOptions {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Told when the status is another than before. */
  readonly onStatus: (status: StoreStatus) => void;
}

export class Database {
  readonly #path: string;
  readonly #log: Log;
  readonly #onStatus: (status: StoreStatus) => void;
  /** The status while writes succeed. */
  readonly #usual: StoreStatus;
  #connection: Connection | null;
  #status: StoreStatus;

  /**
   * Opens or creates the file. Never fails: without a usable file, reads give their fallback, writes
   * are refused and the status says so. A damaged file is set aside and a new one begun; a file of a
   * newer Muster is read and not written; of one of an older Muster a copy is kept; any other is
   * left as it is.
   */
  constructor({ path, now, log, onStatus }: DatabaseOptions) {
    this.#path = path;
    this.#log = log;
    this.#onStatus = onStatus;
    const { connection, status, error } = openOrBeginAnew(path, now);
    this.#connection = connection;
    this.#status = this.#usual = status;
    if (error !== null) this.#report(error);
  }

  status(): StoreStatus {
    return this.#status;
  }

  /** Runs work that reads; `fallback` where there is no database or it can't be read. */
  read<T>(fallback: T, work: (connection: Connection) => T): T {
    if (this.#connection === null) return fallback;
    try {
      return work(this.#connection);
    } catch (error) {
      if (!(error instanceof Sqlite.SqliteError)) throw error;
      // A newer file may well have other tables.
      if (this.#status.kind !== 'read-only') this.#failed(error);
      return fallback;
    }
  }

  /** Runs work that writes, in one transaction: all of it happens or nothing. */
  write(work: (connection: Connection) => void): Result<null> {
    if (this.#status.kind === 'read-only') return refused('newer');
    if (this.#connection === null) return refused('failed');
    try {
      inTransaction(this.#connection, work);
      this.#settle(this.#usual);
      return ok(null);
    } catch (error) {
      if (!(error instanceof Sqlite.SqliteError)) throw error;
      this.#failed(error);
      return refused(problemOf(error));
    }
  }

  /**
   * Writes what was deleted over in the file itself, empties what SQLite keeps beside it, and deletes
   * the copy of the last update, which has it too.
   */
  wipe(): void {
    try {
      this.#checkpoint();
      forgetCopy(this.#path);
    } catch (error) {
      // Of SQLite or of the file system.
      if (!(error instanceof Error && 'code' in error)) throw error;
      this.#report(error);
    }
  }

  close(): void {
    if (this.#connection === null) return;
    try {
      // Statements that await the garbage collector hold the file; this empties the WAL anyway.
      this.#checkpoint();
      this.#connection.close();
    } catch (error) {
      this.#report(error);
    }
    this.#connection = null;
  }

  #checkpoint(): void {
    if (this.#status.kind !== 'read-only')
      this.#connection?.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #failed(error: unknown): void {
    this.#report(error);
    this.#settle({ kind: 'failed', reason: problemOf(error) });
  }

  #report(error: unknown): void {
    this.#log.warn('store-failed', {
      sqlite: error instanceof Sqlite.SqliteError ? rawCode(error) : null,
    });
  }

  #settle(next: StoreStatus): void {
    const changed = JSON.stringify(next) !== JSON.stringify(this.#status);
    this.#status = next;
    if (changed) this.#onStatus(next);
  }
}

interface Opened {
  readonly connection: Connection | null;
  readonly status: StoreStatus;
  readonly error: unknown;
}

function openOrBeginAnew(path: string, now: () => number): Opened {
  const first = open(path);
  if (!isDamage(first.error)) return first;
  try {
    const fileName = setAside(path, now());
    const second = open(path);
    const isBegun = second.status.kind === 'ready';
    const status = isBegun ? ({ kind: 'begun-anew', fileName } as const) : second.status;
    return { connection: second.connection, status, error: first.error };
  } catch (error) {
    return { ...first, error };
  }
}

function open(path: string): Opened {
  let connection: Connection | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Names and addresses of sessions are nobody else's business.
    closeSync(openSync(path, 'a', 0o600));
    connection = new Sqlite(path);
    connection.exec('PRAGMA busy_timeout = 2000');
    const version = schemaVersion(connection);
    if (version > SCHEMA_VERSION) {
      connection.exec('PRAGMA query_only = ON');
      return { connection, status: { kind: 'read-only' }, error: null };
    }
    connection.pragma('journal_mode = WAL');
    // Of a transaction, all is lost with the power or nothing; with the process alone, nothing.
    connection.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    connection.exec(`PRAGMA journal_size_limit = ${JOURNAL_BYTES}`);
    // What is deleted is overwritten with zeros.
    connection.exec('PRAGMA secure_delete = ON');
    checkPages(connection);
    if (version > 0 && version < SCHEMA_VERSION) keepCopy(connection, path);
    takePagesBack(connection);
    migrate(connection);
    return { connection, status: { kind: 'ready' }, error: null };
  } catch (error) {
    connection?.close();
    return { connection: null, status: { kind: 'failed', reason: problemOf(error) }, error };
  }
}

/** SQLite's number for that mode of `auto_vacuum`. */
const INCREMENTAL = 2;

/** What the write-ahead log may keep once it is empty. */
const JOURNAL_BYTES = 16 * 1024 * 1024;

/**
 * Lets free pages be given back (history-bounds.ts). A file that was made without that is written
 * anew, once; where there is no room for that, later.
 */
function takePagesBack(connection: Connection): void {
  const row: unknown = connection.prepare('PRAGMA auto_vacuum').raw().get();
  if (Array.isArray(row) && row[0] === INCREMENTAL) return;
  try {
    connection.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error;
  }
}

/** Throws as SQLite does where pages are damaged that nothing has read so far. */
function checkPages(connection: Connection): void {
  const row: unknown = connection.prepare('PRAGMA quick_check(1)').raw().get();
  const answer: unknown = Array.isArray(row) ? row[0] : null;
  if (answer !== 'ok') throw new Damage();
}

class Damage extends Error {}

function isDamage(error: unknown): boolean {
  if (error instanceof Damage) return true;
  const code = error instanceof Sqlite.SqliteError ? error.code : '';
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
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
