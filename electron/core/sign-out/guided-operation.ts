// A sign-out on an OAuth server: the sessions are signed out by the user, on the server's own page,
// one by one. This opens the page for each, watches the list, ticks off and goes on. No request to
// delete anything is sent from here.
import type { AccountPage, Clock } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { DeviceId, OperationId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type {
  OperationAnswer,
  OperationEnding,
  OperationSnapshot,
} from '../../shared/operation.ts';
import { pageForSession } from './account-page.ts';
import { LEAST_PAUSE, nextLook, progressOf } from './guided-plan.ts';
import type { GuidedStore, Walk } from '../store/guided-store.ts';
import type { Log } from '../log.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { CorePorts } from '../ports.ts';
import { logEnd, relistSafely, type Relist } from './end.ts';
import type { SignOutOperation } from './operation.ts';
import { outcomesOf } from './plan.ts';
import type { Face } from './question.ts';

export interface GuidedPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly openExternal: CorePorts['openExternal'];
  readonly store: Pick<GuidedStore, 'skip' | 'end'>;
  /** Null where the server has none any more. */
  readonly page: () => Promise<Result<AccountPage | null>>;
  /** The last look before a page is opened: what was true at the start may have changed. */
  readonly mayOpen: (deviceId: DeviceId) => boolean;
  readonly relist: Relist;
  readonly publish: (snapshot: OperationSnapshot) => void;
}

export interface GuidedOperation extends SignOutOperation {
  /** The window came to the front: perhaps from the browser. */
  wake(): void;
}

/** Begins paused: nothing is opened or asked before the user wants it. */
export function createGuided(
  ports: GuidedPorts,
  operationId: OperationId,
  account: Account,
  walk: Walk,
): GuidedOperation {
  const { clock, log, store } = ports;
  const { accountId, baseUrl } = account;
  const { ids } = walk;
  const skipped = new Set(walk.skipped);
  let listed: ReadonlySet<DeviceId> | null = null;
  let lookedAt = -Infinity;
  let looking: Promise<void> | null = null;
  let paused = true;
  /** The page that was opened for the session whose turn it is. */
  let page: { readonly host: string; readonly direct: boolean; readonly at: number } | null = null;
  let problem: AppError | null = null;
  let watching = new AbortController();
  /** Grows with all that the user does, so that what was begun before comes to nothing. */
  let turn = 0;
  let ending: Promise<void> | null = null;
  let over = false;
  let current: OperationSnapshot;
  put(walkFace());

  function walkFace(): Face {
    const { current: next, ...counts } = progressOf({ ids, skipped }, listed);
    if (next === null) return { kind: 'working', step: 'checking' };
    const shown = page && { host: page.host, direct: page.direct };
    return { kind: 'guided', ...counts, current: next, paused, page: shown, problem };
  }

  function put(face: Face): void {
    current = { operationId, accountId, total: ids.length, answered: 0, ...face };
  }

  function show(face: Face = walkFace()): void {
    if (over) return;
    put(face);
    ports.publish(current);
  }

  function setPaused(value: boolean): void {
    paused = value;
    show();
  }

  const isPaused = (): boolean => paused;

  function whoseTurn(): DeviceId | null {
    return progressOf({ ids, skipped }, listed).current;
  }

  /** Stops the watch and takes the page away from the session that had it. */
  function leave(): void {
    turn += 1;
    page = null;
    watching.abort();
  }

  /** Opens the page for the session whose turn it is; a failure is a pause. */
  async function open(): Promise<void> {
    leave();
    const mine = turn;
    const opened = await openPage(() => turn === mine && !over && ending === null);
    if (turn !== mine || ending !== null) return;
    paused = !opened.ok;
    problem = opened.ok ? null : opened.error;
    show();
    if (opened.ok) void watch(watching.signal);
  }

  async function openPage(isWanted: () => boolean): Promise<Result<null>> {
    const deviceId = whoseTurn();
    if (deviceId === null) return ok(null);
    const answer = await ports.page();
    if (!answer.ok) return answer;
    if (answer.value === null) return fail({ code: 'not-found' });
    const target = pageForSession(answer.value, baseUrl, deviceId);
    if (!target.ok) return target;
    if (!isWanted()) return ok(null);
    if (!ports.mayOpen(deviceId)) return fail({ code: 'bad-request' });
    const { url, direct } = target.value;
    const opened = await openInBrowser(ports, url);
    if (!opened.ok) return opened;
    if (isWanted()) {
      page = { host: new URL(url).host, direct, at: clock.now() };
      watching = new AbortController();
    }
    return ok(null);
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (page !== null) {
      const pause = nextLook(clock.now() - page.at);
      if (pause === null) {
        setPaused(true);
        return;
      }
      const asked = problem?.code === 'rate-limited' ? problem.retryAt - clock.now() : 0;
      await clock.sleep(Math.max(pause, asked), signal);
      if (signal.aborted) return;
      await look();
    }
  }

  /** Reads the list, once at a time, and goes on where a session is gone. */
  function look(): Promise<void> {
    looking ??= lookNow().finally(() => (looking = null));
    return looking;
  }

  async function lookNow(): Promise<void> {
    const before = whoseTurn();
    const answer = await relistSafely(log, ports.relist);
    lookedAt = clock.now();
    if (over || ending !== null) return;
    problem = answer.ok ? null : answer.error;
    if (answer.ok) listed = answer.value;
    if (whoseTurn() === before) show();
    else await goOn();
  }

  /** The session whose turn it was has gone or was passed over. */
  async function goOn(): Promise<void> {
    leave();
    if (whoseTurn() === null) await end({ kind: 'walked' });
    else if (paused) show();
    else await open();
  }

  function end(how: OperationEnding): Promise<void> {
    ending ??= (async () => {
      leave();
      show({ kind: 'working', step: 'checking' });
      const last = await relistSafely(log, ports.relist);
      const outcomes = outcomesOf(ids, last.ok ? last.value : null);
      show({ kind: 'finished', ending: how, outcomes });
      if (over) return;
      store.end(accountId);
      logEnd(log, how, outcomes);
    })();
    return ending;
  }

  async function skip(): Promise<void> {
    const deviceId = whoseTurn();
    if (deviceId === null) return;
    skipped.add(deviceId);
    store.skip(accountId, deviceId);
    await goOn();
  }

  /** What is gone already needs no page: so the list comes first, where there is none yet. */
  async function begin(): Promise<void> {
    setPaused(false);
    const before = whoseTurn();
    if (listed === null) await look();
    if (ending !== null || isPaused() || whoseTurn() !== before) return;
    if (listed === null) setPaused(true);
    else await open();
  }

  async function answer(given: OperationAnswer): Promise<Result<OperationSnapshot>> {
    if (over || ending !== null) return ok(current);
    switch (given.kind) {
      case 'open-page':
        await begin();
        break;
      case 'finished-there':
        await look();
        break;
      case 'skip':
        await skip();
        break;
      case 'pause':
        turn += 1;
        watching.abort();
        setPaused(true);
        break;
      case 'password':
      case 'text':
      case 'consent':
      case 'open-policy':
      case 'other-way':
        break;
    }
    return ok(current);
  }

  return {
    snapshot: () => current,
    answer,
    async cancel() {
      await end({ kind: 'cancelled' });
      return current;
    },
    abandon() {
      if (over) return;
      leave();
      const ending = { kind: 'cancelled' } as const;
      if (current.kind !== 'finished')
        show({ kind: 'finished', ending, outcomes: outcomesOf(ids, null) });
      over = true;
    },
    wake() {
      const isDue = clock.now() - lookedAt >= LEAST_PAUSE;
      if (page !== null && ending === null && !over && isDue) void look();
    },
  };
}
