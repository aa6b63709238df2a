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
import { AccountSessions, type SessionsOptions } from './account-sessions.ts';
import { withConfirmedEnd } from './confirmed-end.ts';
import { keyOf } from '../changes/identity.ts';
import type { SignOutClient } from './pending-deletions.ts';
import type { ListSeen } from '../ports.ts';
import { ServerQueue } from './server-queue.ts';
import type { Annotation } from '../changes/session-merge.ts';
import { vaultError } from '../tokens/vault.ts';

interface Subject {
  readonly accountId: AccountId;
}

interface SessionSubject extends Subject {
  readonly deviceId: DeviceId;
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #queue: ServerQueue;
  readonly #entries = new Map<AccountId, AccountSessions>();
  #lookingAt: AccountId | null = null;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#queue = new ServerQueue((error) => void options.log.bug('watch-threw', error));
  }

  /**
   * The known list; where a refresh can be done it has begun, and its events continue this list.
   * Begins a look at the account, and ends the one at another.
   */
  open({ accountId }: Subject): Promise<Result<SessionList>> {
    const { accounts, clock } = this.#options;
    const found = this.#find(accountId);
    if (!found) return Promise.resolve(fail({ code: 'unknown-subject' }));
    this.#options.onOpened(accountId);
    if (this.#lookingAt !== accountId) this.#endLook();
    this.#lookingAt = accountId;
    const { list, refresh } = found;
    const isPossible = obstacleOf(accounts.get(accountId)) === null;
    if (isPossible && !isPaused(list.state, clock.now())) void refresh.now();
    // Nothing may be awaited from here on: a delta sent before this answer would be missed.
    return Promise.resolve(ok(list.snapshot()));
  }

  /** Reads the list by a request that is sent after this call; answers before that has come back. */
  refresh({ accountId }: Subject): Promise<Result<null>> {
    const found = this.#findLive(accountId);
    if (!found.ok) return Promise.resolve(found);
    void found.value.refresh.afresh();
    return Promise.resolve(ok(null));
  }

  async detail(subject: SessionSubject): Promise<Result<DetailOutcome>> {
    const found = this.#findLive(subject.accountId);
    if (!found.ok) return found;
    const answer = await this.#ask(subject, found.value, (client, id) => client.getDevice(id));
    if (!answer.ok) return answer;
    if (answer.value === null) return ok({ kind: 'gone' });
    const fetchedAt = found.value.serverClock.now();
    const session = found.value.list.upsert(answer.value, fetchedAt);
    return ok({ kind: 'found', session, fetchedAt });
  }

  async rename(
    subject: SessionSubject & { readonly displayName: string },
  ): Promise<Result<RenameOutcome>> {
    const { accountId, deviceId, displayName } = subject;
    const found = this.#findLive(accountId);
    if (!found.ok) return found;
    const { list, refresh, serverClock } = found.value;
    const answer = await this.#ask(subject, found.value, async (client) => {
      const renamed = await client.renameDevice(deviceId, displayName);
      return renamed.ok ? ok(displayName) : renamed;
    });
    if (!answer.ok) return answer;
    if (answer.value === null) return ok({ kind: 'gone' });
    const known = list.session(deviceId);
    // Some servers now say that the session was seen just now, by us. The old answer is truer.
    const told = { displayName: displayName === '' ? null : displayName };
    const device: Device = { ...(known ?? nothingKnown(deviceId)), ...told };
    const now = serverClock.now();
    list.noteRename(deviceId, now);
    const session = known ? list.upsert(device, now) : list.preview(device, now);
    // A list that is under way may still have the old name.
    if (!known || refresh.running) void refresh.afresh();
    return ok({ kind: 'renamed', session });
  }

  annotate({ accountId, deviceId, pinned, note }: SessionSubject & Annotation): Result<null> {
    const found = this.#find(accountId);
    if (!found?.list.session(deviceId)) return fail({ code: 'unknown-subject' });
    return found.list.annotate(deviceId, { pinned, note });
  }

  /** Refuses when the server shows another key by now than the one that the user saw. */
  acceptIdentity({
    accountId,
    publicKey,
  }: Subject & { readonly publicKey: string | null }): Result<null> {
    const found = this.#find(accountId);
    if (!found || keyOf(found.list.state.identity.current) !== publicKey) {
      return fail({ code: 'unknown-subject' });
    }
    found.list.acceptIdentity();
    // What it has signed counts from now on.
    found.audit.begin();
    return ok(null);
  }

  /** Reads list, keys and all without being asked, when it is this account's turn with its server. */
  async watch(accountId: AccountId): Promise<void> {
    const { accounts, clock } = this.#options;
    await this.#queue.run(accounts.get(accountId)?.baseUrl ?? '', async () => {
      const found = this.#findLive(accountId);
      if (!found.ok || isPaused(found.value.list.state, clock.now())) return;
      await found.value.refresh.now();
      await found.value.audit.done();
    });
  }

  /** The known list; nothing is asked and no look begins. Null where there is no such account. */
  known(accountId: AccountId): SessionList | null {
    return this.#find(accountId)?.list.snapshot() ?? null;
  }

  /** The ids in the last list; null where none was ever read. */
  listedIds(accountId: AccountId): ReadonlySet<DeviceId> | null {
    const list = this.known(accountId);
    if (list === null || list.state.fetchedAt === null) return null;
    return new Set(list.sessions.map(({ deviceId }) => deviceId));
  }

  /** As `known`, without the sessions. */
  state(accountId: AccountId): ListState | null {
    return this.#find(accountId)?.list.state ?? null;
  }

  session({ accountId, deviceId }: SessionSubject): Session | undefined {
    return this.#find(accountId)?.list.session(deviceId);
  }

  /** Reads the list by a request that is sent after this call. */
  async relist(accountId: AccountId): Promise<Result<ListSeen>> {
    const found = this.#findLive(accountId);
    if (!found.ok) return found;
    const answer = await found.value.refresh.afresh();
    return answer.ok ? ok(found.value.list.seen()) : answer;
  }

  /** The client to sign sessions out with, so that history knows whose doing it was. */
  signOutClient(accountId: AccountId): SignOutClient {
    const client = this.#options.client(accountId);
    return this.#find(accountId)?.pendingDeletions.noting(client) ?? client;
  }

  /** Which session the person is signing out on the server's own page, null for none. */
  setOnPage(accountId: AccountId, deviceId: DeviceId | null): void {
    this.#find(accountId)?.pendingDeletions.setOnPage(deviceId);
  }

  /** Aborts what is under way for an account that is gone; late answers are dropped. */
  forget(accountId: AccountId): void {
    this.#entries.get(accountId)?.stop();
    this.#entries.delete(accountId);
    if (this.#lookingAt === accountId) this.#lookingAt = null;
  }

  close(): void {
    this.#endLook();
    for (const entry of this.#entries.values()) entry.stop();
    this.#entries.clear();
  }

  #find(accountId: AccountId): AccountSessions | null {
    if (!this.#options.accounts.get(accountId)) return null;
    const known = this.#entries.get(accountId);
    if (known) return known;
    const created = new AccountSessions(this.#options, accountId, this.#queue);
    this.#entries.set(accountId, created);
    return created;
  }

  /** As `#find`, where the account has a token to ask the server with. */
  #findLive(accountId: AccountId): Result<AccountSessions> {
    const found = this.#find(accountId);
    const obstacle = obstacleOf(this.#options.accounts.get(accountId));
    if (!found || obstacle) return fail(obstacle ?? { code: 'unknown-subject' });
    return ok(found);
  }

  #endLook(): void {
    const looked = this.#lookingAt === null ? undefined : this.#entries.get(this.#lookingAt);
    looked?.list.endLook(looked.serverClock.now());
    this.#lookingAt = null;
  }

  /** One request on one session; null when the session is gone, and then the list is read anew. */
  async #ask<T>(
    { accountId, deviceId }: SessionSubject,
    { list, refresh }: AccountSessions,
    send: (client: MatrixClient, deviceId: DeviceId) => Promise<Result<T>>,
  ): Promise<Result<T | null>> {
    const { accounts, client } = this.#options;
    const current = client(accountId);
    const answer = await withConfirmedEnd(current, () => send(current, deviceId));
    if (this.#entries.get(accountId)?.list !== list) return fail({ code: 'unknown-subject' });
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
}

/** Why there is no token to send, as far as known here. */
function obstacleOf(account: Account | undefined): AppError | null {
  switch (account?.status.kind) {
    case undefined:
    case 'signed-in':
      return null;
    case 'expired-with-run':
      return vaultError('locked-or-missing');
    case 'ended':
      return { code: 'session-ended', softLogout: account.status.softLogout };
  }
}

/** Whether the server asked for a pause that is not over. Only the user overrides it. */
function isPaused({ refresh }: ListState, now: number): boolean {
  return (
    refresh.kind === 'failed' &&
    refresh.error.code === 'rate-limited' &&
    (refresh.error.retryAt ?? refresh.retryAt ?? 0) > now
  );
}

function nothingKnown(deviceId: DeviceId): Device {
  return { deviceId, displayName: null, lastSeenAt: null, lastSeenIp: null };
}
