// Asks a server for everything about an account that isn't in its list of sessions. Each part fails
// on its own into "unchecked"; the list never depends on it.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VerifyEd25519 } from '../../matrix/trust/signed-json.ts';
import { judgeTrust, uncheckable, type TrustReport } from '../../matrix/trust/trust.ts';
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { ClientInfo, KeyBackup } from '../../shared/trust.ts';

export interface AuditReading {
  /**
   * Of the listed sessions. Where the keys could not be read its identity is `unchecked`, and
   * `unlisted` and `dehydrated` say no more than what is in them.
   */
  readonly report: TrustReport;
  readonly keyBackup: KeyBackup;
  /** Null where they could not be read. */
  readonly clients: ReadonlyMap<DeviceId, ClientInfo> | null;
  /** When the last answer was here, by the given clock, in ms since 1970. */
  readonly readAt: number;
}

export interface AuditTools {
  readonly verify: VerifyEd25519;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * One request after the other; none any more once the server can't be reached, asks to wait, or the
 * token is dead. `ids`: the sessions that are listed.
 */
export async function readAudit(
  client: MatrixClient,
  userId: string,
  ids: readonly DeviceId[],
  { verify, clock }: AuditTools,
  signal: AbortSignal,
): Promise<AuditReading> {
  let over = false;
  const ask = async <T>(question: () => Promise<Result<T>>): Promise<T | undefined> => {
    if (over || signal.aborted) return undefined;
    const answer = await question();
    if (answer.ok) return answer.value;
    over = !concernsThisCallOnly(answer.error);
    return undefined;
  };
  const keys = await ask(() => client.queryKeys(userId, signal));
  const keyBackup = await ask(() => client.keyBackup(signal));
  const dehydrated = await ask(() => client.dehydratedDevice(signal));
  const clients = await ask(() => client.clientInfos(signal));
  const readAt = clock.now();
  const tools = { verify, pause: () => nextTurn() };
  const report =
    keys === undefined ? uncheckable(ids) : await judgeTrust(keys, userId, ids, tools, signal);
  return {
    report: {
      ...report,
      unlisted: report.unlisted.filter((id) => id !== dehydrated),
      dehydrated: withNamed(report.dehydrated, dehydrated ?? null, ids),
    },
    keyBackup: keyBackup ?? 'unchecked',
    clients: clients ?? null,
    readAt,
  };
}

function concernsThisCallOnly({ code }: AppError): boolean {
  return ['not-found', 'forbidden', 'request-refused', 'bad-answer', 'server-failed'].includes(
    code,
  );
}

/** Both ways to recognise a dehydrated device count (keys and the server's word): it is protected. */
function withNamed(
  marked: readonly DeviceId[],
  named: DeviceId | null,
  ids: readonly DeviceId[],
): readonly DeviceId[] {
  const isNew = named !== null && ids.includes(named) && !marked.includes(named);
  return isNew ? [...marked, named] : marked;
}
