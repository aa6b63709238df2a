// One account's list in memory: every change raises the revision, goes to the windows as a delta and
// to the store. When a list is fetched is decided in sessions.ts.
import type { Publish } from '../shared/contract.ts';
import type { AccountId, DeviceId } from '../shared/ids.ts';
import type { ListState, RefreshState, Session, SessionList } from '../shared/model.ts';
import type { DeviceList } from '../matrix/types.ts';
import type { Accounts } from './accounts.ts';
import { diffSessions, sameSession, type SessionChange } from './device-diff.ts';
import type { SessionStore } from './session-store.ts';

export interface LiveList {
  snapshot(): SessionList;
  state(): ListState;
  session(deviceId: DeviceId): Session | undefined;
  deviceIds(): ReadonlySet<DeviceId>;
  /** A list that the server gave at `fetchedAt`. */
  replace(list: DeviceList, fetchedAt: number): void;
  /** What is newly known of one session, or that it exists. */
  fold(session: Session): void;
  setRefresh(refresh: RefreshState): void;
}

export interface LiveListOptions {
  readonly accountId: AccountId;
  readonly store: SessionStore;
  readonly accounts: Pick<Accounts, 'get' | 'setSessionCount'>;
  readonly publish: Publish;
}

const noChange: SessionChange = { upserted: [], removed: [] };

/** Starts with the stored list. */
export function createLiveList(options: LiveListOptions): LiveList {
  const { accountId, store, accounts, publish } = options;
  const stored = store.load(accountId);
  const sessions = new Map(stored?.sessions.map((session) => [session.deviceId, session]));
  let state: ListState = {
    fetchedAt: stored?.fetchedAt ?? null,
    dropped: stored?.dropped ?? 0,
    refresh: { kind: 'idle' },
  };
  let revision = 0;
  // False when what is stored is not what the next change starts from: nothing yet, or a failed write.
  let inStep = stored !== null;

  function advance(change: SessionChange, next: ListState): void {
    const baseRevision = revision++;
    state = next;
    for (const session of change.upserted) sessions.set(session.deviceId, session);
    for (const deviceId of change.removed) sessions.delete(deviceId);
    publish('sessions.changed', { accountId, baseRevision, revision, ...change, state });
  }

  function save(change: SessionChange): void {
    const account = accounts.get(accountId);
    const { fetchedAt, dropped } = state;
    if (!account || fetchedAt === null) return;
    const saved = inStep
      ? store.saveChange(account, change, { fetchedAt, dropped })
      : store.saveWhole(account, { sessions: [...sessions.values()], fetchedAt, dropped });
    inStep = saved.ok;
  }

  function take(change: SessionChange, next: ListState): void {
    advance(change, next);
    save(change);
    accounts.setSessionCount(accountId, sessions.size);
  }

  return {
    snapshot: () => ({ accountId, revision, sessions: [...sessions.values()], state }),
    state: () => state,
    session: (deviceId) => sessions.get(deviceId),
    deviceIds: () => new Set(sessions.keys()),
    replace(list, fetchedAt) {
      take(diffSessions(sessions, list.sessions), {
        fetchedAt,
        dropped: list.dropped,
        refresh: { kind: 'idle' },
      });
    },
    fold(session) {
      const before = sessions.get(session.deviceId);
      if (!before || !sameSession(before, session)) {
        take({ upserted: [session], removed: [] }, state);
      }
    },
    setRefresh(refresh) {
      advance(noChange, { ...state, refresh });
    },
  };
}
