// The sign_outs tables: what the user confirmed, and what became of it. One that is not at its end is
// gone on with after a restart; one that is stays as a record for as long as history is kept.
import type { Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId, OperationId } from '../../shared/ids.ts';
import { SESSIONS_MAX } from '../../shared/limits.ts';
import type { Account } from '../../shared/model.ts';
import type { OperationEnding, Outcomes } from '../../shared/operation.ts';
import type { RecordedSession, SignOutRecord } from '../../shared/sign-out-record.ts';
import { ensureAccount } from './account-store.ts';
import type { Connection, Database } from './database.ts';
import { jsonOf, textColumn } from './session-rows.ts';
import { readRecord } from './sign-out-record.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** What the user confirmed, in its order, and what they passed over since on the server's page. */
export interface SignOutPlan {
  readonly operationId: OperationId;
  readonly way: SignOutRecord['way'];
  readonly ids: readonly DeviceId[];
  readonly skipped: ReadonlySet<DeviceId>;
}

/** A sign-out as it begins. */
export interface NewSignOut extends Pick<SignOutRecord, 'operationId' | 'way'> {
  readonly askedAt: number;
  readonly sessions: readonly Pick<RecordedSession, 'deviceId' | 'displayName' | 'lastSeenAt'>[];
}

export class SignOutStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those that are not at their end. One an account. */
  load(): ReadonlyMap<AccountId, SignOutPlan> {
    return this.#database.read(new Map<AccountId, SignOutPlan>(), loadPlans);
  }

  /** Instead of what the account had that is not at its end. */
  begin(account: Account, { operationId, way, askedAt, sessions }: NewSignOut): Result<null> {
    const { accountId } = account;
    return this.#database.write((connection) => {
      ensureAccount(connection, account);
      connection
        .prepare('DELETE FROM sign_outs WHERE account_id = ? AND ending IS NULL')
        .run(accountId);
      connection
        .prepare(
          'INSERT INTO sign_outs (operation_id, account_id, by_request, asked_at) VALUES (?, ?, ?, ?)',
        )
        .run(operationId, accountId, way === 'by-request' ? 1 : 0, askedAt);
      const insert = connection.prepare(
        `INSERT INTO sign_out_sessions
           (operation_id, position, device_id, display_name, last_seen_ts, skipped)
         VALUES (?, ?, ?, ?, ?, 0)`,
      );
      for (const [position, { deviceId, displayName, lastSeenAt }] of sessions.entries()) {
        const name = textColumn(displayName);
        insert.run(operationId, position, toStoredText(deviceId), name, lastSeenAt);
      }
      forgetOldest(connection, accountId);
    });
  }

  /** It goes on on the server's own page. */
  handOver(operationId: OperationId): Result<null> {
    return this.#database.write((connection) => {
      connection
        .prepare('UPDATE sign_outs SET by_request = 0 WHERE operation_id = ?')
        .run(operationId);
    });
  }

  skip(operationId: OperationId, deviceId: DeviceId): Result<null> {
    return this.#database.write((connection) => {
      connection
        .prepare(
          'UPDATE sign_out_sessions SET skipped = 1 WHERE operation_id = ? AND device_id = ?',
        )
        .run(operationId, toStoredText(deviceId));
    });
  }

  /** The server took these stages for a part of it: none where it asked for nothing. */
  confirm(operationId: OperationId, stages: readonly string[]): Result<null> {
    return this.#database.write((connection) => {
      const known = confirmedBy(connection, operationId);
      connection
        .prepare('UPDATE sign_outs SET confirmed_by = ? WHERE operation_id = ?')
        .run(JSON.stringify([...new Set([...(known ?? []), ...stages])]), operationId);
    });
  }

  /** What became of it, by the list as it was read at `at`. */
  end(
    operationId: OperationId,
    ending: OperationEnding['kind'],
    outcomes: Outcomes,
    at: number,
  ): Result<null> {
    return this.#database.write((connection) => {
      writeOutcomes(connection, operationId, outcomes, at);
      connection
        .prepare('UPDATE sign_outs SET ending = ?, ended_at = ? WHERE operation_id = ?')
        .run(ending, at, operationId);
    });
  }

  /** Null where there is none. */
  record(operationId: OperationId): SignOutRecord | null {
    return this.#database.read(null, (connection) => readRecord(connection, operationId));
  }
}

/** Of an account's records, the oldest go where they name more sessions than one sign-out may have. */
function forgetOldest(connection: Connection, accountId: AccountId): void {
  connection
    .prepare(
      `DELETE FROM sign_outs WHERE ending IS NOT NULL AND operation_id IN (
         SELECT operation_id FROM (
           SELECT operation_id, sum(sessions) OVER (ORDER BY begun DESC) AS sessions FROM (
             SELECT o.operation_id, o.rowid AS begun, count(*) AS sessions
             FROM sign_outs o JOIN sign_out_sessions USING (operation_id)
             WHERE account_id = ? GROUP BY o.operation_id))
         WHERE sessions > ?)`,
    )
    .run(accountId, SESSIONS_MAX);
}

function confirmedBy(connection: Connection, operationId: OperationId): readonly unknown[] | null {
  const row: unknown = connection
    .prepare('SELECT confirmed_by FROM sign_outs WHERE operation_id = ?')
    .raw()
    .get(operationId);
  const stages = Array.isArray(row) ? jsonOf(row[0]) : null;
  return Array.isArray(stages) ? stages : null;
}

/** What was seen to be gone on the way stays so where no list could be read at the end. */
function writeOutcomes(
  connection: Connection,
  operationId: OperationId,
  { goneBefore, stillThere, unknown }: Outcomes,
  at: number,
): void {
  connection
    .prepare(
      `UPDATE sign_out_sessions SET outcome = ?, checked_at = ?
       WHERE operation_id = ? AND outcome IS NULL`,
    )
    .run(...(unknown.length > 0 ? ['unknown', null] : ['gone', at]), operationId);
  const write = connection.prepare(
    `UPDATE sign_out_sessions SET outcome = ?, checked_at = ?
     WHERE operation_id = ? AND device_id = ?`,
  );
  for (const id of goneBefore) write.run('goneBefore', at, operationId, toStoredText(id));
  for (const id of stillThere) write.run('stillThere', at, operationId, toStoredText(id));
}

function loadPlans(connection: Connection): ReadonlyMap<AccountId, SignOutPlan> {
  const rows = connection
    .prepare(
      `SELECT operation_id, account_id, by_request, device_id, skipped
       FROM sign_outs JOIN sign_out_sessions USING (operation_id)
       WHERE ending IS NULL ORDER BY sign_outs.rowid, position`,
    )
    .raw()
    .all();
  const plans = new Map<
    AccountId,
    Omit<SignOutPlan, 'ids' | 'skipped'> & { ids: DeviceId[]; skipped: Set<DeviceId> }
  >();
  for (const row of rows) {
    if (!Array.isArray(row)) continue;
    const [operation, account, byRequest, device, skipped] = row as readonly unknown[];
    if (typeof operation !== 'string' || typeof account !== 'string') continue;
    if (typeof device !== 'string') continue;
    const [operationId, accountId] = [operation as OperationId, account as AccountId];
    const deviceId = fromStoredText(device) as DeviceId;
    const way = byRequest === 1 ? 'by-request' : 'guided';
    const plan = plans.get(accountId) ?? { operationId, way, ids: [], skipped: new Set() };
    plan.ids.push(deviceId);
    if (skipped === 1) plan.skipped.add(deviceId);
    plans.set(accountId, plan);
  }
  return plans;
}
