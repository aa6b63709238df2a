// A sign-out as its rows tell of it. What comes out of a column is checked.
import type { AccountId, DeviceId, OperationId } from '../../shared/ids.ts';
import type { OperationEnding, Outcomes } from '../../shared/operation.ts';
import type { RecordedSession, SignOutRecord } from '../../shared/sign-out-record.ts';
import type { Connection } from './database.ts';
import { jsonOf, numberOf, textOf } from './session-rows.ts';

/** Null where there is none. */
export function readRecord(connection: Connection, operationId: OperationId): SignOutRecord | null {
  const row: unknown = connection
    .prepare(
      `SELECT account_id, asked_at, by_request, confirmed_by, ending, ended_at
       FROM sign_outs WHERE operation_id = ?`,
    )
    .raw()
    .get(operationId);
  if (!Array.isArray(row)) return null;
  const [accountId, askedAt, byRequest, confirmedBy, ending, endedAt] = row as readonly unknown[];
  if (typeof accountId !== 'string') return null;
  return {
    operationId,
    accountId: accountId as AccountId,
    askedAt: numberOf(askedAt),
    way: byRequest === 1 ? 'by-request' : 'guided',
    confirmedBy: stagesOf(jsonOf(confirmedBy)),
    ending: endings.find((kind) => kind === ending) ?? null,
    endedAt: numberOf(endedAt),
    sessions: readSessions(connection, operationId),
  };
}

const endings: readonly OperationEnding['kind'][] = ['completed', 'guided', 'cancelled', 'failed'];
const outcomes: readonly (keyof Outcomes)[] = ['gone', 'goneBefore', 'stillThere', 'unknown'];

function readSessions(
  connection: Connection,
  operationId: OperationId,
): readonly RecordedSession[] {
  return connection
    .prepare(
      `SELECT device_id, display_name, last_seen_ts, outcome, checked_at
       FROM sign_out_sessions WHERE operation_id = ? ORDER BY position`,
    )
    .raw()
    .all(operationId)
    .flatMap((row) => (Array.isArray(row) ? sessionOf(row) : []));
}

function sessionOf(row: readonly unknown[]): readonly RecordedSession[] {
  const [device, name, lastSeenAt, outcome, checkedAt] = row;
  const deviceId = textOf(device);
  if (deviceId === null) return [];
  return [
    {
      deviceId: deviceId as DeviceId,
      displayName: textOf(name),
      lastSeenAt: numberOf(lastSeenAt),
      outcome: outcomes.find((one) => one === outcome) ?? null,
      checkedAt: numberOf(checkedAt),
    },
  ];
}

function stagesOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.filter((stage) => typeof stage === 'string') : null;
}
