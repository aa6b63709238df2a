// One account's list in memory: every change raises the revision, goes to the windows as a delta and,
// with what history says of it, to the store. When a list is fetched is decided in sessions.ts.
import type { DeviceList } from '../../matrix/types.ts';
import type { Publish } from '../../shared/contract.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Device, ListState, RefreshState, Session, SessionList } from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { AuditReading } from './audit-reading.ts';
import { diffSessions, type SessionChange } from '../changes/device-diff.ts';
import { historyOf, type HistoryEntry } from '../changes/history-diff.ts';
import { acceptIdentity, seeIdentity, unknownIdentity } from '../changes/identity.ts';
import {
  afterLook,
  annotated,
  listedAgain,
  newSession,
  withEvidence,
  type Annotation,
} from '../changes/session-merge.ts';
import type { ListFacts } from '../store/session-rows.ts';
import type { SessionStore } from '../store/session-store.ts';

/** What a list brought, for those who tell of it. */
export interface ListNews {
  /** Sessions that were not in the list before; none in the first list, and never Muster's own. */
  readonly appeared: readonly Session[];
  /** Sessions that Muster has signed out and that are gone. */
  readonly signedOut: readonly DeviceId[];
}

export interface LiveList {
  snapshot(): SessionList;
  state(): ListState;
  session(deviceId: DeviceId): Session | undefined;
  deviceIds(): ReadonlySet<DeviceId>;
  /** A list that the server gave at `now`. `isLeaving`: Muster has asked to sign it out. */
  replace(list: DeviceList, now: number, isLeaving: (deviceId: DeviceId) => boolean): ListNews;
  /** What is newly known of one session, or that it exists. The session as it is now. */
  fold(device: Device, now: number): Session;
  /** What `fold` would make of it, without doing so. */
  preview(device: Device, now: number): Session;
  /** What was read beside the list. */
  audit(reading: AuditReading): void;
  /** Only for a session of the list. In use even when it can't be stored. */
  annotate(deviceId: DeviceId, annotation: Annotation): Result<null>;
  acceptIdentity(): void;
  /** From now on, nothing that was new is new. */
  endLook(now: number): void;
  setRefresh(refresh: RefreshState): void;
}

export interface LiveListOptions {
  readonly accountId: AccountId;
  readonly store: SessionStore;
  readonly accounts: Pick<Accounts, 'get' | 'setSessionCount'>;
  readonly inactiveDays: () => number;
  readonly publish: Publish;
}

/** Most events that wait for a store that can't be written to. */
const WAITING_MAX = 200_000;

const noChange: SessionChange = { upserted: [], removed: [] };

const nothingKnown: ListState = {
  fetchedAt: null,
  dropped: 0,
  refresh: { kind: 'idle' },
  trustCheckedAt: null,
  identity: unknownIdentity,
  unlisted: [],
  keyBackup: 'unchecked',
  lookedAt: null,
};

/** Starts with the stored list. */
export function createLiveList(options: LiveListOptions): LiveList {
  const { accountId, store, accounts, inactiveDays, publish } = options;
  const stored = store.load(accountId);
  const sessions = new Map(stored?.sessions.map((session) => [session.deviceId, session]));
  const annotations = new Map(stored?.annotations);
  let state = stateOf(stored?.facts);
  let revision = 0;
  // False when what is stored is not what the next change starts from: nothing yet, or a failed write.
  let inStep = stored !== null;
  let unwritten: readonly HistoryEntry[] = [];

  const isOwn = (deviceId: DeviceId): boolean => accounts.get(accountId)?.deviceId === deviceId;
  const isDifferent = (session: Session): boolean => sessions.get(session.deviceId) !== session;

  function advance(change: SessionChange, next: ListState): void {
    const baseRevision = revision++;
    state = next;
    for (const session of change.upserted) sessions.set(session.deviceId, session);
    for (const deviceId of change.removed) sessions.delete(deviceId);
    publish('sessions.changed', { accountId, baseRevision, revision, ...change, state });
  }

  /** List and history in one transaction. What can't be written waits for the next one. */
  function save(change: SessionChange): void {
    const account = accounts.get(accountId);
    const { fetchedAt } = state;
    if (!account || fetchedAt === null) return;
    const facts = { ...state, fetchedAt };
    const saved = inStep
      ? store.saveChange(account, change, facts, unwritten)
      : store.saveWhole(
          account,
          { facts, sessions: [...sessions.values()], annotations },
          unwritten,
        );
    inStep = saved.ok;
    unwritten = saved.ok ? [] : unwritten.slice(-WAITING_MAX);
  }

  function take(change: SessionChange, next: ListState, history: readonly HistoryEntry[]): void {
    unwritten = unwritten.concat(history);
    advance(change, next);
    save(change);
    accounts.setSessionCount(accountId, sessions.size);
  }

  /** What happened, by a change that has not been taken yet. Nothing was before the first list. */
  function told(
    change: SessionChange,
    at: number,
    isLeaving: (deviceId: DeviceId) => boolean = () => false,
  ): readonly HistoryEntry[] {
    if (state.fetchedAt === null) return [];
    return historyOf(sessions, change, { at, inactiveDays: inactiveDays(), isLeaving });
  }

  function merged(device: Device, now: number): Session {
    const { deviceId } = device;
    const known = sessions.get(deviceId);
    if (known) return listedAgain(known, device, now, isOwn(deviceId));
    const isNew = state.fetchedAt !== null && !isOwn(deviceId);
    return newSession(device, now, isNew, annotations.get(deviceId));
  }

  /** The sessions of which `next` makes something else. */
  function changed(next: (session: Session) => Session): SessionChange {
    return { upserted: [...sessions.values()].map(next).filter(isDifferent), removed: [] };
  }

  return {
    snapshot: () => ({ accountId, revision, sessions: [...sessions.values()], state }),
    state: () => state,
    session: (deviceId) => sessions.get(deviceId),
    deviceIds: () => new Set(sessions.keys()),
    preview: merged,
    replace(list, now, isLeaving) {
      const change = diffSessions(
        sessions,
        list.sessions.map((device) => merged(device, now)),
      );
      const appeared = change.upserted.filter(
        ({ deviceId, isNew }) => isNew && !sessions.has(deviceId),
      );
      const signedOut = change.removed.filter(isLeaving);
      const { dropped } = list;
      const refresh = { kind: 'idle' } as const;
      const history = told(change, now, isLeaving);
      take(change, { ...state, fetchedAt: now, dropped, refresh }, history);
      return { appeared, signedOut };
    },
    fold(device, now) {
      const session = merged(device, now);
      if (isDifferent(session)) {
        const change = { upserted: [session], removed: [] };
        take(change, state, told(change, now));
      }
      return session;
    },
    audit({ report, keyBackup, clients, readAt }) {
      const isRead = report.identity.kind !== 'unchecked';
      const evidence = {
        trust: isRead ? report.trust : null,
        dehydrated: new Set(report.dehydrated),
        clients,
      };
      const change = changed((session) => withEvidence(session, evidence));
      const sight = seeIdentity(state.identity, report.identity);
      const history = told(change, readAt);
      const next = {
        ...state,
        keyBackup,
        identity: sight.state,
        trustCheckedAt: isRead ? readAt : state.trustCheckedAt,
        unlisted: isRead ? report.unlisted : state.unlisted,
      };
      const ofAccount = { deviceId: null, displayName: null, at: readAt };
      const identityChange = sight.change === null ? [] : [{ ...ofAccount, change: sight.change }];
      take(change, next, [...identityChange, ...history]);
    },
    annotate(deviceId, annotation) {
      annotations.set(deviceId, annotation);
      const { upserted } = changed((session) =>
        session.deviceId === deviceId ? annotated(session, annotation) : session,
      );
      if (upserted.length === 0) return ok(null);
      advance({ upserted, removed: [] }, state);
      const account = accounts.get(accountId);
      if (!account) return ok(null);
      const saved = store.saveAnnotation(account, deviceId, annotation);
      if (!saved.ok) inStep = false;
      return saved;
    },
    acceptIdentity() {
      take(noChange, { ...state, identity: acceptIdentity(state.identity) }, []);
    },
    endLook(now) {
      const lookedAt = state.fetchedAt === null ? null : now;
      take(changed(afterLook), { ...state, lookedAt }, []);
    },
    setRefresh(refresh) {
      advance(noChange, { ...state, refresh });
    },
  };
}

function stateOf(facts: ListFacts | undefined): ListState {
  return facts ? { ...facts, refresh: { kind: 'idle' } } : nothingKnown;
}
