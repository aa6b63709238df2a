// The rows of sessions that Muster is making or ending.
import type { AccountId } from '../../shared/ids.ts';
import { unsettledKinds, type UnsettledSession } from '../unsettled-session.ts';
import type { Connection } from './database.ts';
import { fromColumns, SIGNED_IN_COLUMNS, toColumns } from './account-columns.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** Within a transaction: these instead of all that there were. */
export function replaceUnsettled(
  connection: Connection,
  sessions: Iterable<UnsettledSession>,
): void {
  connection.exec('DELETE FROM unsettled_sessions');
  const insert = connection.prepare(
    `INSERT INTO unsettled_sessions (kind, account_id, user_id, ${SIGNED_IN_COLUMNS})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const session of sessions) {
    const { kind, accountId, userId } = session;
    insert.run(
      kind,
      accountId,
      userId === null ? null : toStoredText(userId),
      ...toColumns(session),
    );
  }
}

export function loadUnsettled(connection: Connection): readonly UnsettledSession[] {
  return connection
    .prepare(`SELECT kind, account_id, user_id, ${SIGNED_IN_COLUMNS} FROM unsettled_sessions`)
    .raw()
    .all()
    .flatMap((row) => (Array.isArray(row) ? unsettledOf(row) : []));
}

function unsettledOf([
  kind,
  accountId,
  userId,
  ...columns
]: readonly unknown[]): readonly UnsettledSession[] {
  const known = unsettledKinds.find((it) => it === kind);
  const signedIn = fromColumns(columns);
  if (known === undefined || typeof accountId !== 'string' || signedIn === null) return [];
  return [
    {
      ...signedIn,
      kind: known,
      accountId: accountId as AccountId,
      userId: typeof userId === 'string' ? fromStoredText(userId) : null,
    },
  ];
}
