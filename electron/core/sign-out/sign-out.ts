// The `signOut` group of the contract: which operations there are, which may begin, and which way
// each goes. What one does is decided in by-request/ and guided/.
import { ownSessions } from '../../audit/protection.ts';
import type { AccountPage, MatrixClient } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId, OperationId, ReviewId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { OperationAnswer, OperationSnapshot } from '../../shared/operation.ts';
import type { CorePorts, ListSeen } from '../ports.ts';
import type { SignOutPlan, SignOutStore } from '../store/sign-out-store.ts';
import { safeAccountPage, unsafeLink } from './account-page.ts';
import { runByRequest } from './by-request/commands.ts';
import { beginByRequest, byRequest } from './by-request/reducer.ts';
import type { Note } from './flow.ts';
import { runGuided } from './guided/commands.ts';
import { beginGuided, guided } from './guided/reducer.ts';
import type { GuidedPlan } from './guided/types.ts';
import { Operation, type SignOutOperation } from './operation.ts';
import { maySignOutAll } from './plan.ts';
import type { Shown } from './review-question.ts';
import { Reviews, type Confirmed } from './reviews.ts';

/** What a sign-out needs of the accounts. */
export interface SignOutAccounts {
  account(id: AccountId): Account | undefined;
  all(): readonly Account[];
  client(id: AccountId): Pick<MatrixClient, 'deleteDevices'>;
  /** What is known of a session; undefined where it isn't listed. */
  session(id: AccountId, deviceId: DeviceId): Shown | undefined;
  /** The ids of the last list, perhaps of an earlier run; null where none was read. */
  known(id: AccountId): ReadonlySet<DeviceId> | null;
  /** Reads the list now, keeps it and publishes what changed. */
  relist(id: AccountId): Promise<Result<ListSeen>>;
  /** Asks which way sessions are signed out: the server's page, or null for requests. */
  findPage(id: AccountId): Promise<Result<AccountPage | null>>;
  /** Notes for which session that page is open, null for none any more. */
  setOnPage(id: AccountId, deviceId: DeviceId | null): void;
}

/** What is written down of sign-outs. */
export type SignOutRecords = Pick<
  SignOutStore,
  'load' | 'begin' | 'handOver' | 'skip' | 'confirm' | 'end'
>;

export interface OperationArgument {
  readonly operationId: OperationId;
}

export class SignOut {
  readonly #ports: CorePorts;
  readonly #accounts: SignOutAccounts;
  readonly #store: SignOutRecords;
  readonly #operations = new Map<OperationId, SignOutOperation>();
  readonly #reviews: Reviews;
  #closed = false;

  /** Begins with the sign-outs that were not at their end when Muster was; each waits for the person. */
  constructor(ports: CorePorts, accounts: SignOutAccounts, store: SignOutRecords) {
    this.#ports = ports;
    this.#accounts = accounts;
    this.#store = store;
    this.#reviews = new Reviews(ports, (id, deviceId) => accounts.session(id, deviceId));
    for (const [accountId, plan] of store.load()) {
      const account = accounts.account(accountId);
      if (account === undefined) continue;
      const { operationId } = plan;
      if (plan.way === 'guided') void this.#guide(operationId, account, plan).begin();
      else this.#byRequest(operationId, account, plan.ids, 'interrupted');
    }
  }

  /**
   * These are shown for confirmation. `bad-request` for a list that `maySignOutAll` refuses, and while
   * another operation of the account is not finished; `review-over` where one isn't listed any more.
   */
  review({ accountId, deviceIds }: Confirmed): Result<ReviewId> {
    const account = this.#accounts.account(accountId);
    return this.#mayStart(account, deviceIds)
      ? this.#reviews.open(account, deviceIds)
      : fail({ code: 'bad-request' });
  }

  /**
   * Sends what the review has, at once; where the server has a page for it, nothing is sent and nothing
   * opened yet. `bad-request` as of a review, and for one that isn't open.
   */
  async start({ reviewId }: { readonly reviewId: ReviewId }): Promise<Result<OperationSnapshot>> {
    const confirmed = await this.#reviews.confirm(reviewId);
    return confirmed.ok ? this.#begin(confirmed.value) : confirmed;
  }

  async answer({
    operationId,
    answer,
  }: OperationArgument & { readonly answer: OperationAnswer }): Promise<Result<OperationSnapshot>> {
    const operation = this.#operations.get(operationId);
    if (operation === undefined) return fail({ code: 'unknown-subject' });
    const answered = await operation.answer(answer);
    return answered.ok ? ok(this.#latest(operationId, answered.value)) : answered;
  }

  async cancel({ operationId }: OperationArgument): Promise<Result<OperationSnapshot>> {
    const operation = this.#operations.get(operationId);
    return operation === undefined
      ? fail({ code: 'unknown-subject' })
      : ok(await operation.cancel());
  }

  /** `bad-request` while it is not finished; an unknown one is as good as dismissed. */
  dismiss({ operationId }: OperationArgument): Promise<Result<null>> {
    const kind = this.#operations.get(operationId)?.snapshot().kind ?? 'finished';
    if (kind !== 'finished') return Promise.resolve(fail({ code: 'bad-request' }));
    this.#operations.delete(operationId);
    return Promise.resolve(ok(null));
  }

  snapshots(): readonly OperationSnapshot[] {
    return [...this.#operations.values()].map((operation) => operation.snapshot());
  }

  /** The window came to the front. */
  wake(): void {
    for (const operation of this.#operations.values()) operation.wake();
  }

  /** Ends the operations of an account that is being removed; nothing more is sent for it. */
  forgetAccount(id: AccountId): void {
    this.#reviews.forget(id);
    this.#abandon(({ accountId }) => accountId === id);
  }

  /** Ends all operations; none can be started any more. What is not at its end is gone on with later. */
  close(): void {
    this.#closed = true;
    this.#abandon(() => true);
  }

  async #begin({ accountId, deviceIds }: Confirmed): Promise<Result<OperationSnapshot>> {
    const account = this.#accounts.account(accountId);
    if (!this.#mayStart(account, deviceIds)) return fail({ code: 'bad-request' });
    if (account.signOutRoute === 'requests') return ok(await this.#request(account, deviceIds));
    const page = await this.#accounts.findPage(accountId);
    if (!page.ok) return page;
    if (!this.#mayStart(this.#accounts.account(accountId), deviceIds))
      return fail({ code: 'bad-request' });
    if (page.value === null) return ok(await this.#request(account, deviceIds));
    const obstacle = obstacleOf(page.value, account);
    if (obstacle !== null) return fail(obstacle);
    const operationId = this.#writeDown(account, 'guided', deviceIds);
    return ok(this.#beginGuided(operationId, account, deviceIds));
  }

  #isUnderWay(accountId: AccountId): boolean {
    return this.snapshots().some(
      (snapshot) => snapshot.accountId === accountId && snapshot.kind !== 'finished',
    );
  }

  #mayStart(account: Account | undefined, deviceIds: readonly DeviceId[]): account is Account {
    return (
      !this.#closed &&
      account !== undefined &&
      this.#maySignOut(account.accountId, deviceIds, deviceIds.length) &&
      !this.#isUnderWay(account.accountId)
    );
  }

  /** Whether these, of a selection of `total`, may be signed out as things are now. */
  #maySignOut(accountId: AccountId, ids: readonly DeviceId[], total: number): boolean {
    if (this.#accounts.account(accountId) === undefined) return false;
    const session = (id: DeviceId) => this.#accounts.session(accountId, id);
    return maySignOutAll(ownSessions(accountId, this.#accounts.all()), ids, total, session);
  }

  /** What both kinds of operation are given. */
  #commonPorts() {
    const { clock, monotonic, log, openExternal, publish } = this.#ports;
    return {
      clock,
      monotonic,
      log,
      openExternal,
      publish: (snapshot: OperationSnapshot) => publish('signOut.changed', snapshot),
    };
  }

  async #request(account: Account, deviceIds: readonly DeviceId[]): Promise<OperationSnapshot> {
    const operationId = this.#writeDown(account, 'by-request', deviceIds);
    this.#ports.log.info('sign-out-started', { sessions: deviceIds.length });
    const operation = this.#byRequest(operationId, account, deviceIds, 'new');
    return this.#latest(operationId, await operation.begin());
  }

  /** What the user confirmed, as they saw it. */
  #writeDown(
    account: Account,
    way: SignOutPlan['way'],
    deviceIds: readonly DeviceId[],
  ): OperationId {
    const operationId = this.#ports.newId() as OperationId;
    const sessions = deviceIds.map((deviceId) => {
      const known = this.#accounts.session(account.accountId, deviceId);
      return {
        deviceId,
        displayName: known?.displayName ?? null,
        lastSeenAt: known?.lastSeenAt ?? null,
      };
    });
    this.#store.begin(account, { operationId, way, askedAt: this.#ports.clock.now(), sessions });
    return operationId;
  }

  #byRequest(
    operationId: OperationId,
    account: Account,
    deviceIds: readonly DeviceId[],
    kind: 'new' | 'interrupted',
  ): SignOutOperation {
    const { accountId, userId, baseUrl } = account;
    const common = this.#commonPorts();
    const ports = {
      ...common,
      client: this.#accounts.client(accountId),
      userId,
      relist: () => this.#accounts.relist(accountId),
      mayGo: (ids: readonly DeviceId[]) => this.#maySignOut(accountId, ids, deviceIds.length),
      handOver: (signal: AbortSignal) => this.#handOver(operationId, account, deviceIds, signal),
    };
    const operation = new Operation(
      byRequest,
      {
        ...common,
        run: (command, given, signals) => runByRequest(ports, command, given, signals),
        note: (note) => this.#note(accountId, operationId, note),
      },
      { operationId, accountId },
      beginByRequest(deviceIds, baseUrl, kind),
    );
    this.#operations.set(operationId, operation);
    return operation;
  }

  #guide(operationId: OperationId, account: Account, plan: GuidedPlan): SignOutOperation {
    const { accountId } = account;
    const common = this.#commonPorts();
    const ports = {
      ...common,
      relist: async () => {
        const list = await this.#accounts.relist(accountId);
        return list.ok ? ok(list.value.listed) : list;
      },
      findPage: () => this.#accounts.findPage(accountId),
      setOnPage: (deviceId: DeviceId | null) => this.#accounts.setOnPage(accountId, deviceId),
      mayOpen: (deviceId: DeviceId) => this.#maySignOut(accountId, [deviceId], plan.ids.length),
    };
    const operation = new Operation(
      guided,
      {
        ...common,
        run: (command, _, signals) => runGuided(ports, command, signals),
        note: (note) => this.#note(accountId, operationId, note),
      },
      { operationId, accountId },
      beginGuided(plan, account, this.#accounts.known(accountId)),
    );
    this.#operations.set(operationId, operation);
    return operation;
  }

  #beginGuided(
    operationId: OperationId,
    account: Account,
    ids: readonly DeviceId[],
  ): OperationSnapshot {
    this.#ports.log.info('guided-sign-out-started', { sessions: ids.length });
    const plan = { ids: [...ids], skipped: new Set<DeviceId>() };
    const snapshot = this.#guide(operationId, account, plan).snapshot();
    this.#ports.publish('signOut.changed', snapshot);
    return snapshot;
  }

  /** The server refused the requests: it may have moved to another way of signing in since. */
  async #handOver(
    operationId: OperationId,
    account: Account,
    ids: readonly DeviceId[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const page = await this.#accounts.findPage(account.accountId);
    if (signal.aborted || !page.ok || page.value === null) return false;
    if (obstacleOf(page.value, account) !== null) return false;
    this.#store.handOver(operationId);
    this.#beginGuided(operationId, account, ids);
    return true;
  }

  /** Of whoever goes on under this id; `otherwise` where nobody does. */
  #latest(operationId: OperationId, otherwise: OperationSnapshot): OperationSnapshot {
    return this.#operations.get(operationId)?.snapshot() ?? otherwise;
  }

  #note(accountId: AccountId, operationId: OperationId, note: Note): void {
    switch (note.kind) {
      case 'confirmed':
        this.#store.confirm(operationId, note.stages);
        return;
      case 'skipped':
        this.#accounts.setOnPage(accountId, null);
        this.#store.skip(operationId, note.deviceId);
        return;
      case 'ended':
        this.#accounts.setOnPage(accountId, null);
        this.#end(operationId, note);
    }
  }

  #end(operationId: OperationId, { ending, outcomes }: Extract<Note, { kind: 'ended' }>): void {
    this.#store.end(operationId, ending.kind, outcomes, this.#ports.clock.now());
    this.#ports.log.info('sign-out-ended', {
      ending: ending.kind,
      error: ending.kind === 'failed' ? ending.error.code : null,
      gone: outcomes.gone.length,
      still: outcomes.stillThere.length,
      unknown: outcomes.unknown.length,
    });
  }

  /** Ends those that `isMeant`, and forgets them. */
  #abandon(isMeant: (snapshot: OperationSnapshot) => boolean): void {
    for (const [operationId, operation] of this.#operations) {
      if (!isMeant(operation.snapshot())) continue;
      operation.abandon();
      this.#operations.delete(operationId);
    }
  }
}

/** Why the page of an OAuth server can't be opened; null when it can. */
function obstacleOf(page: AccountPage, account: Account): AppError | null {
  if (page.url === null) return { code: 'unsupported', what: 'sign-out-here', offered: [] };
  const safe = safeAccountPage({ url: page.url, issuer: page.issuer }, account);
  return safe === null ? unsafeLink(page.url) : null;
}
