// Fetches one account's list: one request at a time, again by itself after failures that pass.
import { AGREEING, type ServerClock } from '../../matrix/server-clock.ts';
import type { Clock, DeviceList, MatrixClient } from '../../matrix/types.ts';
import { HEADERS_MS } from '../../matrix/http/request.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { FEW_PATIENCE, judgeList, type ListVerdict, type Missing } from '../changes/list-doubt.ts';
import { pauseLeft } from '../pauses.ts';
import { withConfirmedEnd } from './confirmed-end.ts';
import type { Log } from '../log.ts';
import type { PendingDeletions } from './pending-deletions.ts';
import { afterFailure, longerFor, noFailures, retryAt } from './refresh-retry.ts';
import type { ListNews, LiveList } from './live-list.ts';

/** Lists that are read in a row while each lacks other sessions than the one before. */
const LOOKS_MAX = 4;

export interface ListRefreshOptions {
  readonly list: LiveList;
  readonly pendingDeletions: Pick<PendingDeletions, 'ask' | 'has'>;
  /** Whether the user is signing a session out on a page of the server. */
  readonly client: () => MatrixClient;
  /** Muster's own session, null where the server doesn't say. */
  readonly own: () => DeviceId | null;
  readonly clock: Clock;
  readonly serverClock: Pick<ServerClock, 'now' | 'isUnsure'>;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly log: Log;
  /** Told of each list that came in. */
  readonly onList: (news: ListNews) => void;
  /** Told when the server said twice that the token is dead. */
  readonly onEnded: (softLogout: boolean) => void;
  /** Does what nobody is waiting for, when it is this account's turn with its server. */
  readonly inTurn: (work: () => Promise<unknown>) => Promise<void>;
}

export class ListRefresh {
  readonly #options: ListRefreshOptions;
  readonly #over = new AbortController();
  #running: Promise<Result<null>> | null = null;
  #next: Promise<Result<null>> | null = null;
  #retry = new AbortController();
  #failureRun = noFailures;
  #missing: Missing = new Map();
  /** What the server has shown that it needs, in milliseconds; only ever longer in one run. */
  #headersMs = HEADERS_MS;

  constructor(options: ListRefreshOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** Joins the refresh that is running or starts one. Never rejects. */
  now(): Promise<Result<null>> {
    if (this.#over.signal.aborted) return Promise.resolve(fail({ code: 'cancelled' }));
    if (this.#running) return this.#running;
    this.#retry.abort();
    this.#retry = new AbortController();
    this.#running = this.#read()
      .catch((error: unknown) => this.#bug(error))
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  /** Like `now`, but the request is sent after this call: what is running doesn't count. */
  afresh(): Promise<Result<null>> {
    if (!this.#running) return this.now();
    // Shared: whoever asks while one is running is served by the one after it.
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.now();
    });
    return this.#next;
  }

  /** Aborts what is running and waiting; what comes in afterwards is dropped. */
  stop(): void {
    this.#over.abort();
    this.#retry.abort();
  }

  async #read(): Promise<Result<null>> {
    const { list, pendingDeletions, client, serverClock, onList } = this.#options;
    const { signal } = this.#over;
    list.setRefresh({ kind: 'refreshing' });
    const current = client();
    for (let look = 1; ; look += 1) {
      const settleDeletions = pendingDeletions.ask();
      const answer = await withConfirmedEnd(current, () =>
        current.listDevices(signal, this.#headersMs),
      );
      if (signal.aborted) return fail({ code: 'cancelled' });
      if (!answer.ok) return this.#failed(answer.error);
      if (!(await this.#clockSettled(current))) return fail({ code: 'cancelled' });
      const verdict = this.#judge(answer.value);
      if (verdict.kind === 'doubtful') {
        return this.#failed({ code: 'doubtful-list', lacks: verdict.lacks });
      }
      if (verdict.kind === 'believed') {
        this.#failureRun = noFailures;
        const ours = settleDeletions(idsOf(answer.value));
        const news = list.replace(answer.value, serverClock.now(), (deviceId) =>
          ours.has(deviceId),
        );
        onList(news);
        return ok(null);
      }
      if (look === LOOKS_MAX) return this.#failed({ code: 'doubtful-list', lacks: 'some' });
      if (!(await this.#waited(FEW_PATIENCE))) return fail({ code: 'cancelled' });
    }
  }

  /**
   * A difference between clocks that is new is asked about before a list is counted by it. False when it was
   * stopped meanwhile.
   */
  async #clockSettled(client: MatrixClient): Promise<boolean> {
    const { serverClock } = this.#options;
    const { signal } = this.#over;
    for (let asked = 1; asked < AGREEING && serverClock.isUnsure; asked += 1) {
      const answer = await client.whoami();
      if (signal.aborted) return false;
      if (!answer.ok) break;
    }
    return true;
  }

  /** False when it was stopped meanwhile. */
  async #waited(ms: number): Promise<boolean> {
    const { signal } = this.#over;
    await this.#options.clock.sleep(ms, signal);
    return !signal.aborted;
  }

  #judge(answer: DeviceList): ListVerdict {
    const { list, own, pendingDeletions, monotonic } = this.#options;
    const { verdict, missing } = judgeList({
      known: list.deviceIds(),
      listed: idsOf(answer),
      own: own(),
      isPending: (deviceId) => pendingDeletions.has(deviceId),
      missing: this.#missing,
      now: monotonic(),
    });
    this.#missing = missing;
    return verdict;
  }

  #failed(error: AppError): Result<null> {
    const { list, clock, random, log, onEnded } = this.#options;
    if (error.code === 'timed-out' && error.phase !== 'connect')
      this.#headersMs = longerFor(this.#headersMs);
    const again = retryAt(error, this.#failureRun, clock.now(), random());
    this.#failureRun = afterFailure(this.#failureRun, error);
    log.info('refresh-failed', { code: error.code, failures: this.#failureRun.failures });
    list.setRefresh({ kind: 'failed', error, retryAt: again });
    if (error.code === 'session-ended') onEnded(error.softLogout);
    if (again !== null) void this.#comeBackAt(again);
    return fail(error);
  }

  async #comeBackAt(time: number): Promise<void> {
    const { clock, inTurn } = this.#options;
    const { signal } = this.#retry;
    await clock.sleep(pauseLeft(time, clock.now()), signal);
    if (signal.aborted) return;
    // While it waits for its turn, somebody else may ask.
    await inTurn(() => (signal.aborted ? Promise.resolve() : this.now()));
  }

  #bug(error: unknown): Result<null> {
    const { list, log } = this.#options;
    const reference = log.bug('refresh-threw', error);
    const failure = fail({ code: 'internal', reference });
    if (!this.#over.signal.aborted) {
      list.setRefresh({ kind: 'failed', error: failure.error, retryAt: null });
    }
    return failure;
  }
}

function idsOf({ sessions }: DeviceList): ReadonlySet<DeviceId> {
  return new Set(sessions.map(({ deviceId }) => deviceId));
}
