// The sessions of each account: the known list at once, refreshed from the server; one session's
// details; renaming. Signing sessions out is in sign-out.ts.
import type { Clock, MatrixClient } from '../matrix/types.ts';
import type { Publish } from '../shared/contract.ts';
import { fail, ok, type AppError, type Result } from '../shared/errors.ts';
import type { AccountId, DeviceId } from '../shared/ids.ts';
import type {
  Account,
  DetailOutcome,
  ListState,
  RenameOutcome,
  Session,
  SessionList,
} from '../shared/model.ts';
import type { Accounts } from './accounts.ts';
import { withConfirmedEnd } from './confirmed-end.ts';
import { createListRefresh, type ListRefresh } from './list-refresh.ts';
import type { Log } from './log.ts';
import { createLiveList, type LiveList } from './session-list.ts';
import type { SessionStore } from './session-store.ts';
import { vaultError } from './vault.ts';

interface Subject {
  readonly accountId: AccountId;
}

interface SessionSubject extends Subject {
  readonly deviceId: DeviceId;
}

export interface Sessions {
  /** The known list; where a refresh can be done it has begun, and its events continue this list. */
  open(subject: Subject): Promise<Result<SessionList>>;
  /** Answers when the refresh has begun. */
  refresh(subject: Subject): Promise<Result<null>>;
  detail(subject: SessionSubject): Promise<Result<DetailOutcome>>;
  rename(
    subject: SessionSubject & { readonly displayName: string },
  ): Promise<Result<RenameOutcome>>;
  /** Reads the list by a request that is sent after this call; the ids that the server named. */
  relist(accountId: AccountId): Promise<Result<ReadonlySet<DeviceId>>>;
  /** Aborts what is under way for an account that is gone; late answers are dropped. */
  forget(accountId: AccountId): void;
  close(): void;
}

export interface SessionsOptions {
  readonly accounts: Pick<Accounts, 'get' | 'setSessionCount' | 'setStatus'>;
  readonly client: (accountId: AccountId) => MatrixClient;
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly publish: Publish;
  readonly log: Log;
}

interface Entry {
  readonly list: LiveList;
  readonly refresh: ListRefresh;
}

export function createSessions(options: SessionsOptions): Sessions {
  const { accounts, client, store, clock, random, publish, log } = options;
  const entries = new Map<AccountId, Entry>();

  function create(accountId: AccountId): Entry {
    const list = createLiveList({ accountId, store, accounts, publish });
    const onEnded = (softLogout: boolean): void =>
      accounts.setStatus(accountId, { kind: 'ended', softLogout });
    const refresh = createListRefresh({
      list,
      client: () => client(accountId),
      clock,
      random,
      log,
      onEnded,
    });
    const entry = { list, refresh };
    entries.set(accountId, entry);
    return entry;
  }

  function find(accountId: AccountId): Result<Entry & { readonly account: Account }> {
    const account = accounts.get(accountId);
    if (!account) return fail({ code: 'unknown-subject' });
    return ok({ ...(entries.get(accountId) ?? create(accountId)), account });
  }

  /** As `find`, where the account has a token to ask the server with. */
  function findLive(accountId: AccountId): Result<Entry> {
    const found = find(accountId);
    if (!found.ok) return found;
    const obstacle = obstacleOf(found.value.account);
    return obstacle ? fail(obstacle) : found;
  }

  /** One request on one session; null when the session is gone, and then the list is read anew. */
  async function ask<T>(
    { accountId, deviceId }: SessionSubject,
    { list, refresh }: Entry,
    send: (client: MatrixClient, deviceId: DeviceId) => Promise<Result<T>>,
  ): Promise<Result<T | null>> {
    const current = client(accountId);
    const answer = await withConfirmedEnd(current, () => send(current, deviceId));
    if (entries.get(accountId)?.list !== list) return fail({ code: 'unknown-subject' });
    if (answer.ok) return answer;
    const { error } = answer;
    if (error.code === 'not-found') {
      void refresh.afresh();
      return ok(null);
    }
    if (error.code === 'session-ended') {
      accounts.setStatus(accountId, { kind: 'ended', softLogout: error.softLogout });
    }
    return answer;
  }

  async function rename(
    subject: SessionSubject & { readonly displayName: string },
  ): Promise<Result<RenameOutcome>> {
    const { accountId, deviceId, displayName } = subject;
    const found = findLive(accountId);
    if (!found.ok) return found;
    const { list, refresh } = found.value;
    const answer = await ask(subject, found.value, async (current) => {
      const renamed = await current.renameDevice(deviceId, displayName);
      return renamed.ok ? ok(displayName) : renamed;
    });
    if (!answer.ok) return answer;
    if (answer.value === null) return ok({ kind: 'gone' });
    const known = list.session(deviceId);
    // Some servers now say that the session was seen just now, by us. The old answer is truer.
    const session: Session = { ...(known ?? nothingKnown(deviceId)), displayName };
    if (known) list.fold(session);
    // A list that is under way may still have the old name.
    if (!known || refresh.running()) void refresh.afresh();
    return ok({ kind: 'renamed', session });
  }

  return {
    rename,
    open({ accountId }) {
      const found = find(accountId);
      if (!found.ok) return Promise.resolve(found);
      const { list, refresh, account } = found.value;
      if (obstacleOf(account) === null && !isPaused(list.state(), clock.now())) void refresh.now();
      // Nothing may be awaited from here on: a delta sent before this answer would be missed.
      return Promise.resolve(ok(list.snapshot()));
    },
    refresh({ accountId }) {
      const found = findLive(accountId);
      if (!found.ok) return Promise.resolve(found);
      void found.value.refresh.now();
      return Promise.resolve(ok(null));
    },
    async detail(subject) {
      const found = findLive(subject.accountId);
      if (!found.ok) return found;
      const answer = await ask(subject, found.value, (current, id) => current.getDevice(id));
      if (!answer.ok) return answer;
      if (answer.value === null) return ok({ kind: 'gone' });
      found.value.list.fold(answer.value);
      return ok({ kind: 'found', session: answer.value, fetchedAt: clock.now() });
    },
    async relist(accountId) {
      const found = findLive(accountId);
      if (!found.ok) return found;
      const answer = await found.value.refresh.afresh();
      return answer.ok ? ok(found.value.list.deviceIds()) : answer;
    },
    forget(accountId) {
      entries.get(accountId)?.refresh.stop();
      entries.delete(accountId);
    },
    close() {
      for (const { refresh } of entries.values()) refresh.stop();
      entries.clear();
    },
  };
}

/** Why there is no token to send, as far as known here. */
function obstacleOf({ status }: Account): AppError | null {
  switch (status.kind) {
    case 'signed-in':
      return null;
    case 'run-over':
      return vaultError('locked-or-missing');
    case 'ended':
      return { code: 'session-ended', softLogout: status.softLogout };
  }
}

/** Whether the server asked for a pause that is not over. Only the user's own wish overrides it. */
function isPaused({ refresh }: ListState, now: number): boolean {
  return (
    refresh.kind === 'failed' &&
    refresh.error.code === 'rate-limited' &&
    refresh.error.retryAt > now
  );
}

function nothingKnown(deviceId: DeviceId): Session {
  return { deviceId, displayName: null, lastSeenAt: null, lastSeenIp: null };
}
