// One account's list in memory: every change raises the revision, goes to the windows as a delta and,
// with what history says of it, to the store. When a list is fetched is decided in sessions.ts.
import type { ServerClock } from '../../matrix/server-clock.ts';
import type { DeviceList } from '../../matrix/types.ts';
import type { Publish } from '../../shared/contract.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import {
  unknownList,
  type Device,
  type ListState,
  type RefreshState,
  type Session,
  type SessionList,
} from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { ListSeen } from '../ports.ts';
import type { AuditReading } from './audit-reading.ts';
import { diffSessions, type SessionChange } from '../changes/device-diff.ts';
import { historyOf, type HistoryEntry } from '../changes/history-diff.ts';
import { acceptIdentity, seeIdentity, underIdentity } from '../changes/identity.ts';
import { withoutOwnRename } from '../changes/own-rename.ts';
import {
  isAnother,
  mayBe,
  rememberGone,
  rememberKey,
  type RememberedSession,
} from '../changes/remembered.ts';
import {
  afterLook,
  annotated,
  listedAgain,
  newSession,
  replacing,
  withEvidence,
  type Annotation,
} from '../changes/session-merge.ts';
import { REMEMBERED_MAX, type SessionStore, type StoredList } from '../store/session-store.ts';

/** What a list brought, for those who tell of it. */
export interface ListNews {
  /** Sessions that were not in the list before; none in the first list, and never Muster's own. */
  readonly appeared: readonly Session[];
  /** Sessions that Muster has signed out and that are gone. */
  readonly signedOut: readonly DeviceId[];
}

export interface LiveListOptions {
  readonly accountId: AccountId;
  readonly store: SessionStore;
  readonly accounts: Pick<Accounts, 'get' | 'setSessionCount'>;
  readonly inactiveDays: () => number;
  readonly serverClock: ServerClock;
  readonly publish: Publish;
}

/** Most events that wait for a store that can't be written to. */
const WAITING_MAX = 200_000;

const noChange: SessionChange = { upserted: [], removed: [] };

/** Starts with the stored list. */
export class LiveList {
  readonly #options: LiveListOptions;
  readonly #sessions: Map<DeviceId, Session>;
  readonly #annotations: Map<DeviceId, Annotation>;
  readonly #remembered: Map<DeviceId, RememberedSession>;
  readonly #renamedAt = new Map<DeviceId, number>();
  #state: ListState;
  #revision = 0;
  /** False when what is stored is not what the next change starts from: nothing yet, or a failed write. */
  #inStep: boolean;
  #unwritten: readonly HistoryEntry[] = [];
  /** Of what is remembered, what the next change writes. */
  #newlyRemembered: RememberedSession[] = [];

  constructor(options: LiveListOptions) {
    this.#options = options;
    const { serverClock } = options;
    const stored = options.store.load(options.accountId);
    this.#sessions = new Map(stored?.sessions.map((session) => [session.deviceId, session]));
    this.#annotations = new Map(stored?.annotations);
    this.#remembered = new Map(stored?.remembered);
    if (stored) serverClock.resume(stored.facts.serverAhead, stored.facts.fetchedAt);
    this.#state = {
      ...(stored?.facts ?? unknownList),
      refresh: { kind: 'idle' },
      serverAhead: serverClock.ahead,
    };
    this.#inStep = stored !== null;
  }

  snapshot(): SessionList {
    return {
      accountId: this.#options.accountId,
      revision: this.#revision,
      sessions: [...this.#sessions.values()],
      state: this.#state,
    };
  }

  get state(): ListState {
    return this.#state;
  }

  session(deviceId: DeviceId): Session | undefined {
    return this.#sessions.get(deviceId);
  }

  deviceIds(): ReadonlySet<DeviceId> {
    return new Set(this.#sessions.keys());
  }

  seen(): ListSeen {
    const ours = [...this.#remembered.values()].filter(
      ({ deviceId, signedOut }) => signedOut && !this.#sessions.has(deviceId),
    );
    return { listed: this.deviceIds(), signedOut: new Set(ours.map(({ deviceId }) => deviceId)) };
  }

  /** A list that the server gave at `now`. `isSignedOut`: of one that it lacks, by way of Muster. */
  replace(list: DeviceList, now: number, isSignedOut: (deviceId: DeviceId) => boolean): ListNews {
    const change = diffSessions(
      this.#sessions,
      list.sessions.map((device) => this.preview(device, now)),
    );
    const appeared = change.upserted.filter(
      ({ deviceId, isNew }) => isNew && !this.#sessions.has(deviceId),
    );
    // One that came back after Muster had signed it out goes by the same hand.
    const isOurs = (deviceId: DeviceId): boolean =>
      isSignedOut(deviceId) || this.#remembered.get(deviceId)?.signedOut === true;
    const signedOut = change.removed.filter(isOurs);
    const { dropped, seenBySyncOnly } = list;
    const history = this.#told(change, now, isOurs);
    this.#remember(this.#gone(change.removed, now, isOurs));
    this.#take(
      change,
      { ...this.#state, fetchedAt: now, dropped, seenBySyncOnly, refresh: { kind: 'idle' } },
      history,
    );
    return { appeared, signedOut };
  }

  /** What is newly known of one session, or that it exists. The session as it is now. */
  upsert(device: Device, now: number): Session {
    const session = this.preview(device, now);
    if (this.#isDifferent(session)) {
      const change = { upserted: [session], removed: [] };
      this.#take(change, this.#state, this.#told(change, now));
    }
    return session;
  }

  /** Muster has given it another name at `now`. */
  noteRename(deviceId: DeviceId, now: number): void {
    this.#renamedAt.set(deviceId, now);
  }

  /** What `upsert` would make of it, without doing so. */
  preview(device: Device, now: number): Session {
    const { deviceId } = device;
    const known = this.#sessions.get(deviceId);
    if (known) {
      const seen = withoutOwnRename(known, device, this.#renamedAt.get(deviceId));
      return listedAgain(known, seen, now, this.#isOwn(deviceId));
    }
    const annotation = this.#annotations.get(deviceId);
    const remembered = this.#remembered.get(deviceId);
    if (remembered && mayBe(device, remembered)) {
      return newSession(device, Math.min(remembered.firstSeenAt, now), false, annotation);
    }
    const isNew = this.#state.fetchedAt !== null && !this.#isOwn(deviceId);
    return newSession(device, now, isNew, annotation);
  }

  /** What was read beside the list. The sessions that turned out to be others than before. */
  audit({ report, keyBackup, clients, readAt }: AuditReading): readonly Session[] {
    const isRead = report.identity.kind !== 'unchecked';
    const sight = seeIdentity(this.#state.identity, report.identity);
    const evidence = {
      trust: isRead ? underIdentity(report.trust, sight.state) : null,
      dehydrated: new Set(report.dehydrated),
      clients,
    };
    const replaced = new Map<DeviceId, Session>();
    const change = this.#changed((session) => {
      const { deviceId } = session;
      const next = withEvidence(session, evidence);
      const before = this.#remembered.get(deviceId);
      if (!isAnother(session, before, evidence.trust?.get(deviceId))) {
        const kept = rememberKey(session, next, before);
        if (kept !== null) this.#remember([kept]);
        return next;
      }
      const another = replacing(next, readAt, this.#isOwn(deviceId));
      replaced.set(deviceId, another);
      return another;
    });
    for (const { deviceId, note } of replaced.values()) {
      this.#annotations.set(deviceId, { pinned: false, note });
    }
    const history = this.#told(change, readAt);
    const next = {
      ...this.#state,
      keyBackup,
      identity: sight.state,
      trustCheckedAt: isRead ? readAt : this.#state.trustCheckedAt,
      unlisted: isRead ? report.unlisted : this.#state.unlisted,
    };
    const ofAccount = { deviceId: null, displayName: null, at: readAt };
    const identityChange = sight.change === null ? [] : [{ ...ofAccount, change: sight.change }];
    const replacements = [...replaced.values()].map(({ deviceId, displayName }) => ({
      ...{ deviceId, displayName, at: readAt },
      change: { kind: 'replaced' } as const,
    }));
    for (const deviceId of replaced.keys()) this.#remembered.delete(deviceId);
    // Pins and what was remembered have gone with them: all of it is written anew.
    if (replaced.size > 0) this.#inStep = false;
    this.#take(change, next, [...identityChange, ...replacements, ...history]);
    return [...replaced.values()].filter(({ isNew }) => isNew);
  }

  /** Only for a session of the list. In use even when it can't be stored. */
  annotate(deviceId: DeviceId, annotation: Annotation): Result<null> {
    const { accounts, accountId, store } = this.#options;
    this.#annotations.set(deviceId, annotation);
    const { upserted } = this.#changed((session) =>
      session.deviceId === deviceId ? annotated(session, annotation) : session,
    );
    if (upserted.length === 0) return ok(null);
    this.#advance({ upserted, removed: [] }, this.#state);
    const account = accounts.get(accountId);
    if (!account) return ok(null);
    const saved = store.saveAnnotation(account, deviceId, annotation);
    if (!saved.ok) this.#inStep = false;
    return saved;
  }

  acceptIdentity(): void {
    const identity = acceptIdentity(this.#state.identity);
    this.#take(noChange, { ...this.#state, identity }, []);
  }

  /** From now on, nothing that was new is new. */
  endLook(now: number): void {
    const lookedAt = this.#state.fetchedAt === null ? null : now;
    this.#take(this.#changed(afterLook), { ...this.#state, lookedAt }, []);
  }

  setRefresh(refresh: RefreshState): void {
    this.#advance(noChange, { ...this.#state, refresh });
  }

  #take(change: SessionChange, next: ListState, history: readonly HistoryEntry[]): void {
    const { accounts, accountId } = this.#options;
    this.#unwritten = this.#unwritten.concat(history);
    this.#advance(change, next);
    this.#save(change);
    accounts.setSessionCount(accountId, this.#sessions.size);
  }

  #advance(change: SessionChange, next: ListState): void {
    const { accountId, publish, serverClock } = this.#options;
    const baseRevision = this.#revision;
    this.#revision += 1;
    this.#state = { ...next, serverAhead: serverClock.ahead };
    for (const session of change.upserted) this.#sessions.set(session.deviceId, session);
    for (const deviceId of change.removed) this.#sessions.delete(deviceId);
    const revision = this.#revision;
    const state = this.#state;
    publish('sessions.changed', { accountId, baseRevision, revision, ...change, state });
  }

  /** List and history in one transaction. What can't be written waits for the next one. */
  #save(change: SessionChange): void {
    const { accounts, accountId, store } = this.#options;
    const account = accounts.get(accountId);
    const { fetchedAt } = this.#state;
    if (!account || fetchedAt === null) return;
    const facts = { ...this.#state, fetchedAt };
    const history = this.#unwritten;
    const saved = this.#inStep
      ? store.saveChange(account, { change, facts, history, remembered: this.#newlyRemembered })
      : store.saveWhole(account, { facts, ...this.#whole() }, history);
    this.#newlyRemembered = [];
    this.#inStep = saved.ok;
    this.#unwritten = saved.ok ? [] : this.#unwritten.slice(-WAITING_MAX);
  }

  #whole(): Omit<StoredList, 'facts'> {
    return {
      sessions: [...this.#sessions.values()],
      annotations: this.#annotations,
      remembered: this.#remembered,
    };
  }

  /** What stays of sessions that leave the list. */
  #gone(
    removed: readonly DeviceId[],
    now: number,
    isOurs: (deviceId: DeviceId) => boolean,
  ): readonly RememberedSession[] {
    return removed.flatMap((deviceId) => {
      const session = this.#sessions.get(deviceId);
      const before = this.#remembered.get(deviceId);
      return session ? [rememberGone(session, before, now, isOurs(deviceId))] : [];
    });
  }

  #remember(sessions: readonly RememberedSession[]): void {
    for (const session of sessions) {
      // Anew at the end: the ones that went first are forgotten first.
      this.#remembered.delete(session.deviceId);
      this.#remembered.set(session.deviceId, session);
      this.#newlyRemembered.push(session);
    }
    for (const deviceId of this.#remembered.keys()) {
      if (this.#remembered.size <= REMEMBERED_MAX) return;
      this.#remembered.delete(deviceId);
    }
  }

  #isOwn(deviceId: DeviceId): boolean {
    const { accounts, accountId } = this.#options;
    return accounts.get(accountId)?.deviceId === deviceId;
  }

  /** What happened, by a change that has not been taken yet. Nothing was before the first list. */
  #told(
    change: SessionChange,
    at: number,
    isPending: (deviceId: DeviceId) => boolean = () => false,
  ): readonly HistoryEntry[] {
    if (this.#state.fetchedAt === null) return [];
    const inactiveDays = this.#options.inactiveDays();
    const isKnown = (deviceId: DeviceId): boolean => this.#remembered.has(deviceId);
    return historyOf(this.#sessions, change, { at, inactiveDays, isPending, isKnown });
  }

  /** The sessions of which `next` makes something else. */
  #changed(next: (session: Session) => Session): SessionChange {
    const upserted = [...this.#sessions.values()]
      .map(next)
      .filter((session) => this.#isDifferent(session));
    return { upserted, removed: [] };
  }

  #isDifferent(session: Session): boolean {
    return this.#sessions.get(session.deviceId) !== session;
  }
}
