// The sessions of each account: the known list at once, refreshed from the server; one session's
// details; renaming; what the user says about them. Signing sessions out is in sign-out.ts.
import type { MatrixClient } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type {
  Account,
  DetailOutcome,
  Device,
  ListState,
  RenameOutcome,
  Session,
  SessionList,
} from '../../shared/model.ts';
import {
  createAccountSessions,
  type AccountSessions,
  type SessionsOptions,
} from './account-sessions.ts';
import { withConfirmedEnd } from './confirmed-end.ts';
import { keyOf } from '../changes/identity.ts';
import { createServerQueue } from './server-queue.ts';
import type { Annotation } from '../changes/session-merge.ts';
import { vaultError } from '../tokens/vault.ts';

interface Subject {
  readonly accountId: AccountId;
}

interface SessionSubject extends Subject {
  readonly deviceId: DeviceId;
}

export interface Sessions {
  /**
   * The known list; where a refresh can be done it has begun, and its events continue this list.
   * Begins a look at the account, and ends the one at another.
   */
  open(subject: Subject): Promise<Result<SessionList>>;
  /** Reads the list by a request that is sent after this call; answers before that has come back. */
  refresh(subject: Subject): Promise<Result<null>>;
  detail(subject: SessionSubject): Promise<Result<DetailOutcome>>;
  rename(
    subject: SessionSubject & { readonly displayName: string },
  ): Promise<Result<RenameOutcome>>;
  annotate(subject: SessionSubject & Annotation): Result<null>;
  /** Refuses when the server shows another key by now than the one that the user saw. */
  acceptIdentity(subject: Subject & { readonly publicKey: string | null }): Result<null>;
  /** Reads list, keys and all without being asked, when it is this account's turn with its server. */
  watch(accountId: AccountId): Promise<void>;
  /** The known list; nothing is asked and no look begins. Null where there is no such account. */
  known(accountId: AccountId): SessionList | null;
  /** As `known`, without the sessions. */
  state(accountId: AccountId): ListState | null;
  session(subject: SessionSubject): Session | undefined;
  /** Reads the list by a request that is sent after this call; the ids that the server named. */
  relist(accountId: AccountId): Promise<Result<ReadonlySet<DeviceId>>>;
  /** The client to sign sessions out with, so that history knows whose doing it was. */
  signOutClient(accountId: AccountId): MatrixClient;
  /** Aborts what is under way for an account that is gone; late answers are dropped. */
  forget(accountId: AccountId): void;
  close(): void;
}

export function createSessions(options: SessionsOptions): Sessions {
  const { accounts, client, clock, log } = options;
  const entries = new Map<AccountId, AccountSessions>();
  const inTurn = createServerQueue((error) => void log.bug('watch-threw', error));
  let lookingAt: AccountId | null = null;

  function find(accountId: AccountId): AccountSessions | null {
    if (!accounts.get(accountId)) return null;
    const known = entries.get(accountId);
    if (known) return known;
    const created = createAccountSessions(options, accountId, inTurn);
    entries.set(accountId, created);
    return created;
  }

  /** As `find`, where the account has a token to ask the server with. */
  function findLive(accountId: AccountId): Result<AccountSessions> {
    const found = find(accountId);
    const obstacle = obstacleOf(accounts.get(accountId));
    if (!found || obstacle) return fail(obstacle ?? { code: 'unknown-subject' });
    return ok(found);
  }

  function endLook(): void {
    if (lookingAt !== null) entries.get(lookingAt)?.list.endLook(clock.now());
    lookingAt = null;
  }

  /** One request on one session; null when the session is gone, and then the list is read anew. */
  async function ask<T>(
    { accountId, deviceId }: SessionSubject,
    { list, refresh }: AccountSessions,
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
    const device: Device = { ...(known ?? nothingKnown(deviceId)), displayName };
    const now = clock.now();
    const session = known ? list.fold(device, now) : list.preview(device, now);
    // A list that is under way may still have the old name.
    if (!known || refresh.running()) void refresh.afresh();
    return ok({ kind: 'renamed', session });
  }

  return {
    rename,
    open({ accountId }) {
      const found = find(accountId);
      if (!found) return Promise.resolve(fail({ code: 'unknown-subject' }));
      if (lookingAt !== accountId) endLook();
      lookingAt = accountId;
      const { list, refresh } = found;
      const isPossible = obstacleOf(accounts.get(accountId)) === null;
      if (isPossible && !isPaused(list.state(), clock.now())) void refresh.now();
      // Nothing may be awaited from here on: a delta sent before this answer would be missed.
      return Promise.resolve(ok(list.snapshot()));
    },
    refresh({ accountId }) {
      const found = findLive(accountId);
      if (!found.ok) return Promise.resolve(found);
      void found.value.refresh.afresh();
      return Promise.resolve(ok(null));
    },
    async detail(subject) {
      const found = findLive(subject.accountId);
      if (!found.ok) return found;
      const answer = await ask(subject, found.value, (current, id) => current.getDevice(id));
      if (!answer.ok) return answer;
      if (answer.value === null) return ok({ kind: 'gone' });
      const fetchedAt = clock.now();
      const session = found.value.list.fold(answer.value, fetchedAt);
      return ok({ kind: 'found', session, fetchedAt });
    },
    annotate({ accountId, deviceId, pinned, note }) {
      const found = find(accountId);
      if (!found?.list.session(deviceId)) return fail({ code: 'unknown-subject' });
      return found.list.annotate(deviceId, { pinned, note });
    },
    acceptIdentity({ accountId, publicKey }) {
      const found = find(accountId);
      if (!found || keyOf(found.list.state().identity.current) !== publicKey) {
        return fail({ code: 'unknown-subject' });
      }
      found.list.acceptIdentity();
      return ok(null);
    },
    async watch(accountId) {
      const server = accounts.get(accountId)?.baseUrl ?? '';
      await inTurn(server, async () => {
        const found = findLive(accountId);
        if (!found.ok || isPaused(found.value.list.state(), clock.now())) return;
        await found.value.refresh.now();
        await found.value.audit.done();
      });
    },
    known: (accountId) => find(accountId)?.list.snapshot() ?? null,
    state: (accountId) => find(accountId)?.list.state() ?? null,
    session: ({ accountId, deviceId }) => find(accountId)?.list.session(deviceId),
    async relist(accountId) {
      const found = findLive(accountId);
      if (!found.ok) return found;
      const answer = await found.value.refresh.afresh();
      return answer.ok ? ok(found.value.list.deviceIds()) : answer;
    },
    signOutClient(accountId) {
      const current = client(accountId);
      return find(accountId)?.departures.noting(current) ?? current;
    },
    forget(accountId) {
      entries.get(accountId)?.stop();
      entries.delete(accountId);
      if (lookingAt === accountId) lookingAt = null;
    },
    close() {
      endLook();
      for (const entry of entries.values()) entry.stop();
      entries.clear();
    },
  };
}

/** Why there is no token to send, as far as known here. */
function obstacleOf(account: Account | undefined): AppError | null {
  switch (account?.status.kind) {
    case undefined:
    case 'signed-in':
      return null;
    case 'run-over':
      return vaultError('locked-or-missing');
    case 'ended':
      return { code: 'session-ended', softLogout: account.status.softLogout };
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

function nothingKnown(deviceId: DeviceId): Device {
  return { deviceId, displayName: null, lastSeenAt: null, lastSeenIp: null };
}
