// One sign-out from its confirmed list to its outcome: shows where it stands, asks, stops, expires,
// and at its end re-reads the list. The password passes through as an argument; no field holds it.
import type { Clock, MatrixClient } from '../matrix/types.ts';
import { fail, type AppError, type Result } from '../shared/errors.ts';
import type { DeviceId, OperationId } from '../shared/ids.ts';
import type { Account } from '../shared/model.ts';
import type { OperationEnding, OperationSnapshot, Outcomes } from '../shared/operation.ts';
import type { Log, LogWord } from './log.ts';
import { outcomesOf } from './sign-out-plan.ts';
import { newWork, run, type RunEnd, type RunPorts } from './sign-out-run.ts';

/** How long a question for a password stays open. */
export const EXPIRY_MS = 10 * 60_000;

export interface OperationPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly client: MatrixClient;
  /** The account as it is now, undefined when it was removed. */
  readonly account: () => Account | undefined;
  readonly relist: () => Promise<Result<ReadonlySet<DeviceId>>>;
  readonly publish: (snapshot: OperationSnapshot) => void;
}

export interface SignOutOperation {
  snapshot(): OperationSnapshot;
  /** Sends the first request; resolves with the next stable snapshot. */
  begin(): Promise<OperationSnapshot>;
  /** Goes on where the password was asked for; anywhere else it changes nothing. */
  answer(password: string): Promise<OperationSnapshot>;
  /** Stops what is under way, reads the list, and ends as cancelled. */
  cancel(): Promise<OperationSnapshot>;
  /** Ends at once and for good: nothing more is sent, the outcomes are unknown. */
  abandon(): void;
}

/** The part of a snapshot that changes in kind. */
type Face = OperationSnapshot extends infer S
  ? S extends OperationSnapshot
    ? Omit<S, 'operationId' | 'accountId' | 'total' | 'answered'>
    : never
  : never;

/** Nothing is sent before `begin`. `ids` are copied and stay as they are. */
export function createOperation(
  ports: OperationPorts,
  operationId: OperationId,
  account: Account,
  ids: readonly DeviceId[],
): SignOutOperation {
  const { clock, log } = ports;
  const work = newWork(ids);
  const stop = new AbortController();
  let question: AbortController | null = null;
  let abandoned = false;
  let current = faced({ kind: 'working', step: 'signing-out' });
  let busy: Promise<void> = Promise.resolve();

  const runPorts: RunPorts = {
    client: ports.client,
    clock,
    userId: account.userId,
    signal: stop.signal,
    account: ports.account,
    relist,
    onPause: (until) =>
      show(until === null ? { kind: 'working', step: 'signing-out' } : { kind: 'waiting', until }),
    onStep: (step) => show({ kind: 'working', step }),
  };

  function faced(face: Face): OperationSnapshot {
    const { accountId } = account;
    return { operationId, accountId, total: work.ids.length, answered: work.answered, ...face };
  }

  function show(face: Face): void {
    if (abandoned) return;
    current = faced(face);
    ports.publish(current);
  }

  /** Ends at a stable snapshot, whatever happens: a bug must not leave an operation hanging. */
  async function drive(password: string | null): Promise<void> {
    show({ kind: 'working', step: 'signing-out' });
    let end: RunEnd;
    try {
      end = await run(runPorts, work, password);
    } catch (error) {
      const reference = log.bug('sign-out-broke', error);
      end = { kind: 'ended', ending: { kind: 'failed', error: { code: 'internal', reference } } };
    }
    if (end.kind === 'ended') await finish(end.ending);
    else if (stop.signal.aborted) await finish({ kind: 'cancelled' });
    else ask(end);
  }

  function ask({ reason, serverText }: Extract<RunEnd, { kind: 'ask' }>): void {
    const { host } = new URL(account.baseUrl);
    const open = new AbortController();
    question = open;
    show({ kind: 'needs-password', reason, host, serverText });
    void clock.sleep(EXPIRY_MS, open.signal).then(() => {
      if (!open.signal.aborted) void cancel();
    });
  }

  async function finish(ending: OperationEnding): Promise<void> {
    show({ kind: 'working', step: 'checking' });
    const outcomes = outcomesOf(work.ids, await relist());
    show({ kind: 'finished', ending, outcomes });
    if (!abandoned) logEnd(log, ending, outcomes);
  }

  async function relist(): Promise<ReadonlySet<DeviceId> | null> {
    if (abandoned) return null;
    const listed = await ports.relist().catch((error: unknown) => {
      return fail({ code: 'internal', reference: log.bug('sign-out-relist-broke', error) });
    });
    return listed.ok ? listed.value : null;
  }

  /** Closes the open question; false where there is none. */
  function closeQuestion(): boolean {
    const wasOpen = question !== null;
    question?.abort();
    question = null;
    return wasOpen;
  }

  async function answer(password: string): Promise<OperationSnapshot> {
    if (!closeQuestion()) return current;
    busy = drive(password);
    await busy;
    return current;
  }

  async function cancel(): Promise<OperationSnapshot> {
    stop.abort();
    if (closeQuestion()) busy = finish({ kind: 'cancelled' });
    await busy;
    return current;
  }

  return {
    snapshot: () => current,
    begin: async () => {
      busy = drive(null);
      await busy;
      return current;
    },
    answer,
    cancel,
    abandon: () => {
      stop.abort();
      closeQuestion();
      if (current.kind !== 'finished')
        show({
          kind: 'finished',
          ending: { kind: 'cancelled' },
          outcomes: outcomesOf(work.ids, null),
        });
      abandoned = true;
    },
  };
}

function logEnd(log: Log, ending: OperationEnding, outcomes: Outcomes): void {
  const error: AppError['code'] | null = ending.kind === 'failed' ? ending.error.code : null;
  log.info('sign-out-ended', {
    ending: ending.kind,
    error: error satisfies LogWord | null,
    gone: outcomes.gone.length,
    still: outcomes.stillThere.length,
    unknown: outcomes.unknown.length,
  });
}
