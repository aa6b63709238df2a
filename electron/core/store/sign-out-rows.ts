// Sign-outs in the history: to which of them a session belongs that is gone, and which act tells of it.
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Connection } from './database.ts';
import { numberOf } from './session-rows.ts';
import { toStoredText } from './stored-text.ts';

/**
 * Notes in a transaction that sessions have gone by a sign-out, and tells the act of the last one that each
 * was in; null where there is no record of one. The first event of a sign-out begins its act.
 */
export function goneBySignOut(
  connection: Connection,
  accountId: AccountId,
): (deviceId: DeviceId, at: number, eventId: number) => number | null {
  const find = connection
    .prepare(
      `SELECT operation_id, act_id FROM sign_out_sessions s JOIN sign_outs USING (operation_id)
       WHERE device_id = ? AND account_id = ? ORDER BY sign_outs.rowid DESC LIMIT 1`,
    )
    .raw();
  const begin = connection.prepare('UPDATE sign_outs SET act_id = ? WHERE operation_id = ?');
  const note = connection.prepare(
    `UPDATE sign_out_sessions SET outcome = 'gone', checked_at = ?
     WHERE device_id = ? AND operation_id = ?`,
  );
  return (deviceId, at, eventId) => {
    const id = toStoredText(deviceId);
    const row: unknown = find.get(id, accountId);
    if (!Array.isArray(row)) return null;
    const [operationId, act] = row as readonly unknown[];
    if (typeof operationId !== 'string') return null;
    note.run(at, id, operationId);
    const known = numberOf(act);
    if (known === null) begin.run(eventId, operationId);
    return known ?? eventId;
  };
}
