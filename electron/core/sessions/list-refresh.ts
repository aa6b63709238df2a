// Fetches one account's list: one request at a time, again by itself after failures that pass.
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { withConfirmedEnd } from './confirmed-end.ts';
import type { Departures } from './departures.ts';
import type { Log } from '../log.ts';
import { afterFailure, noFailures, retryAt } from './refresh-retry.ts';
import type { ListNews, LiveList } from './session-list.ts';

export interface ListRefresh {
  /** Joins the refresh that is running or starts one. Never rejects. */
  now(): Promise<Result<null>>;
  /** Like `now`, but the request is sent after this call: what is running doesn't count. */
  afresh(): Promise<Result<null>>;
  running(): boolean;
  /** Aborts what is running and waiting; what comes in afterwards is dropped. */
  stop(): void;
}

export interface ListRefreshOptions {
  readonly list: LiveList;
  readonly departures: Departures;
  readonly client: () => MatrixClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Told of each list that came in. */
  readonly onList: (news: ListNews) => void;
  /** Told when the server said twice that the token is dead. */
  readonly onEnded: (softLogout: boolean) => void;
  /** Does what nobody is waiting for, when it is this account's turn with its server. */
  readonly inTurn: (work: () => Promise<unknown>) => Promise<void>;
}

export function createListRefresh(options: ListRefreshOptions): ListRefresh {
  const { list, departures, client, clock, random, log, onList, onEnded, inTurn } = options;
  const over = new AbortController();
  let running: Promise<Result<null>> | null = null;
  let next: Promise<Result<null>> | null = null;
  let retry = new AbortController();
  let failureRun = noFailures;

  async function read(): Promise<Result<null>> {
    list.setRefresh({ kind: 'refreshing' });
    const current = client();
    const settleDepartures = departures.ask();
    const answer = await withConfirmedEnd(current, () => current.listDevices(over.signal));
    if (over.signal.aborted) return fail({ code: 'cancelled' });
    if (answer.ok) {
      failureRun = noFailures;
      const news = list.replace(answer.value, clock.now(), (id) => departures.isLeaving(id));
      settleDepartures();
      onList(news);
      return ok(null);
    }
    const { error } = answer;
    const again = retryAt(error, failureRun, clock.now(), random());
    failureRun = afterFailure(failureRun, error);
    log.info('refresh-failed', { code: error.code, failures: failureRun.failures });
    list.setRefresh({ kind: 'failed', error, retryAt: again });
    if (error.code === 'session-ended') onEnded(error.softLogout);
    if (again !== null) waitUntil(again);
    return answer;
  }

  function waitUntil(time: number): void {
    const { signal } = retry;
    void clock.sleep(Math.max(0, time - clock.now()), signal).then(async () => {
      if (signal.aborted) return;
      // While it waits for its turn, somebody else may ask.
      await inTurn(() => (signal.aborted ? Promise.resolve() : now()));
    });
  }

  function bug(error: unknown): Result<null> {
    const reference = log.bug('refresh-threw', error);
    const failure = fail({ code: 'internal', reference });
    if (!over.signal.aborted) {
      list.setRefresh({ kind: 'failed', error: failure.error, retryAt: null });
    }
    return failure;
  }

  function now(): Promise<Result<null>> {
    if (over.signal.aborted) return Promise.resolve(fail({ code: 'cancelled' }));
    if (running) return running;
    retry.abort();
    retry = new AbortController();
    running = read()
      .catch(bug)
      .finally(() => {
        running = null;
      });
    return running;
  }

  return {
    now,
    afresh() {
      if (!running) return now();
      // Shared: whoever asks while one is running is served by the one after it.
      next ??= running.then(() => {
        next = null;
        return now();
      });
      return next;
    },
    running: () => running !== null,
    stop() {
      over.abort();
      retry.abort();
    },
  };
}
