// One sign-out from its confirmed list to its outcome: shows where it stands, asks, looks whether the
// browser is done, stops, expires, and at its end re-reads the list. Answers pass through as
// arguments; no field holds one.
import type { Protectable } from '../../audit/protection.ts';
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import type { UiaAsk } from '../../matrix/uia/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { DeviceId, OperationId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type {
  OperationAnswer,
  OperationEnding,
  OperationSnapshot,
} from '../../shared/operation.ts';
import type { Log } from '../log.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { CorePorts } from '../ports.ts';
import { logEnd, relistSafely, type Relist } from './end.ts';
import { outcomesOf } from './plan.ts';
import { faceOf, responseTo, type Face } from './question.ts';
import { forget, newWork, run, type Move, type RunEnd, type RunPorts } from './run.ts';

/** How long a question stays open; one that is done on a page, from when that was first opened. */
export const EXPIRY_MS = 10 * 60_000;

/** Between two looks whether the browser is done: each is the whole request once more. */
export const POLL_MS = 3_000;

export interface OperationPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly client: MatrixClient;
  readonly openExternal: CorePorts['openExternal'];
  /** The account as it is now, undefined when it was removed. */
  readonly account: () => Account | undefined;
  readonly session: (deviceId: DeviceId) => Protectable | undefined;
  readonly relist: Relist;
  readonly publish: (snapshot: OperationSnapshot) => void;
  /**
   * The server says that sessions are signed out elsewhere. What goes on under this id instead of
   * this operation, or null where nothing can.
   */
  readonly handOver: () => Promise<OperationSnapshot | null>;
}

export interface SignOutOperation {
  snapshot(): OperationSnapshot;
  /** Goes on where something is asked for; anywhere else it changes nothing. */
  answer(answer: OperationAnswer): Promise<Result<OperationSnapshot>>;
  /** Stops what is under way, reads the list, and ends as cancelled. */
  cancel(): Promise<OperationSnapshot>;
  /** Ends at once and for good: nothing more is sent, the outcomes are unknown. */
  abandon(): void;
}

export interface RequestedOperation extends SignOutOperation {
  /** Sends the first request; resolves with the next stable snapshot. */
  begin(): Promise<OperationSnapshot>;
}

/** What is asked, until it is answered. Aborting `open` closes it. */
interface OpenQuestion {
  readonly asked: UiaAsk;
  readonly open: AbortController;
}

/** The page that was opened last. Times in milliseconds since 1970. */
interface OpenedPage {
  readonly url: string;
  readonly deadline: number;
}

/** Nothing is sent before `begin`. `ids` are copied and stay as they are. */
export function createOperation(
  ports: OperationPorts,
  operationId: OperationId,
  account: Account,
  ids: readonly DeviceId[],
): RequestedOperation {
  const { clock, log } = ports;
  const { accountId, baseUrl } = account;
  const work = newWork(ids);
  const stop = new AbortController();
  let question: OpenQuestion | null = null;
  let page: OpenedPage | null = null;
  let abandoned = false;
  let current = faced({ kind: 'working', step: 'signing-out' });
  let busy: Promise<void> = Promise.resolve();
  /** A look that is under way: an answer that comes meanwhile waits for it. */
  let look: Promise<void> | null = null;

  const runPorts: RunPorts = {
    client: ports.client,
    clock,
    userId: account.userId,
    signal: stop.signal,
    account: ports.account,
    session: ports.session,
    relist,
    onPause: (until) =>
      show(until === null ? { kind: 'working', step: 'signing-out' } : { kind: 'waiting', until }),
    onStep: (step) => show({ kind: 'working', step }),
  };

  function faced(face: Face): OperationSnapshot {
    return { operationId, accountId, total: work.ids.length, answered: work.answered, ...face };
  }

  function show(face: Face): void {
    if (abandoned) return;
    current = faced(face);
    ports.publish(current);
  }

  /** Ends at a stable snapshot, whatever happens: a bug must not leave an operation hanging. */
  async function drive(move: Move): Promise<void> {
    if (move.kind !== 'poll') show({ kind: 'working', step: 'signing-out' });
    let end: RunEnd;
    try {
      end = await run(runPorts, work, move);
    } catch (error) {
      const reference = log.bug('sign-out-broke', error);
      end = { kind: 'ended', ending: { kind: 'failed', error: { code: 'internal', reference } } };
    }
    if (end.kind === 'ended') await finish(end.ending);
    else if (stop.signal.aborted) await finish({ kind: 'cancelled' });
    else ask(end.asked, move);
  }

  function ask(asked: UiaAsk, move: Move): void {
    const open = new AbortController();
    question = { asked, open };
    if (page !== null && page.url !== pageOf(asked)) page = null;
    // A look that brought nothing leaves on screen what is there.
    const isNothing = asked.reason === 'not-yet' || asked.reason === 'no-answer';
    const stays = move.kind === 'poll' && isNothing && current.kind === 'needs-browser';
    if (page === null || !stays) show(faceOf(asked, page !== null, baseUrl));
    const isWatched = asked.question.kind === 'browser' && asked.question.mayPoll;
    if (page !== null && isWatched) after(POLL_MS, open.signal, () => (look = lookOnce()));
    const left = page === null ? EXPIRY_MS : Math.max(0, page.deadline - clock.now());
    after(left, open.signal, () => cancel());
  }

  function after(ms: number, signal: AbortSignal, act: () => Promise<unknown>): void {
    void clock.sleep(ms, signal).then(() => {
      if (!signal.aborted) void act();
    });
  }

  async function lookOnce(): Promise<void> {
    closeQuestion();
    busy = drive({ kind: 'poll' });
    await busy;
    look = null;
  }

  /** The page of what is asked; null where it has none, or none that can be opened. */
  function pageOf(asked: UiaAsk): string | null {
    const response = responseTo(asked, { kind: 'open-page' }, baseUrl);
    return response.kind === 'open' ? response.url : null;
  }

  async function finish(ending: OperationEnding): Promise<void> {
    page = null;
    forget(work);
    if (isElsewhere(ending) && !abandoned) {
      const next = await ports.handOver();
      if (next !== null) {
        current = next;
        abandoned = true;
        return;
      }
    }
    show({ kind: 'working', step: 'checking' });
    const outcomes = outcomesOf(work.ids, await relist());
    show({ kind: 'finished', ending, outcomes });
    if (!abandoned) logEnd(log, ending, outcomes);
  }

  async function relist(): Promise<ReadonlySet<DeviceId> | null> {
    if (abandoned) return null;
    const listed = await relistSafely(log, ports.relist);
    return listed.ok ? listed.value : null;
  }

  /** Closes the open question; false where there is none. */
  function closeQuestion(): boolean {
    const wasOpen = question !== null;
    question?.open.abort();
    question = null;
    return wasOpen;
  }

  async function openPage(url: string | null, asked: UiaAsk | null): Promise<Result<null>> {
    if (url === null) return fail({ code: 'unsafe-link' });
    const opened = await openInBrowser(ports, url);
    if (!opened.ok) return opened;
    // The server is looked at from now on, unless something else happened meanwhile.
    if (asked === null || page !== null || question?.asked !== asked) return ok(null);
    page = { url, deadline: clock.now() + EXPIRY_MS };
    closeQuestion();
    ask({ ...asked, reason: 'server-asked', serverText: null }, { kind: 'begin' });
    return ok(null);
  }

  async function answer(given: OperationAnswer): Promise<Result<OperationSnapshot>> {
    if (look !== null) await look;
    if (question === null) return ok(current);
    const { asked } = question;
    const response = responseTo(asked, given, baseUrl);
    if (response.kind === 'open') {
      const opened = await openPage(response.url, response.isStage ? asked : null);
      return opened.ok ? ok(current) : opened;
    }
    if (response.kind === 'nothing') return ok(current);
    closeQuestion();
    busy = drive(response.move);
    await busy;
    return ok(current);
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
      busy = drive({ kind: 'begin' });
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

function isElsewhere(ending: OperationEnding): boolean {
  const error = ending.kind === 'failed' ? ending.error : null;
  return error?.code === 'unsupported' && error.what === 'sign-out-here';
}
