// The `signOut` group of the contract: which operations there are, which may begin, and which way
// each goes. What one does is in operation.ts and guided-operation.ts.
import type { Protectable } from '../../audit/protection.ts';
import type { AccountPage, MatrixClient } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId, OperationId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { OperationAnswer, OperationSnapshot } from '../../shared/operation.ts';
import { safeAccountPage } from './account-page.ts';
import { createGuided, type GuidedOperation } from './guided-operation.ts';
import type { GuidedStore, Walk } from '../store/guided-store.ts';
import type { CorePorts } from '../ports.ts';
import { createOperation, type SignOutOperation } from './operation.ts';
import { maySignOutAll } from './plan.ts';

/** What a sign-out needs of the accounts. */
export interface SignOutAccounts {
  account(id: AccountId): Account | undefined;
  client(id: AccountId): MatrixClient;
  /** What is known of a session. */
  session(id: AccountId, deviceId: DeviceId): Protectable | undefined;
  /** Reads the list now, keeps it and publishes what changed; the ids that are in it. */
  relist(id: AccountId): Promise<Result<ReadonlySet<DeviceId>>>;
  /** Asks which way sessions are signed out: the server's page, or null for requests. */
  findPage(id: AccountId): Promise<Result<AccountPage | null>>;
}

export interface SignOut {
  /**
   * Sends at once; where the server has a page for it, nothing is sent and nothing opened yet.
   * `bad-request` for a list that `maySignOutAll` refuses, and while another operation of the account is not finished.
   */
  start(argument: {
    readonly accountId: AccountId;
    readonly deviceIds: readonly DeviceId[];
  }): Promise<Result<OperationSnapshot>>;
  answer(argument: {
    readonly operationId: OperationId;
    readonly answer: OperationAnswer;
  }): Promise<Result<OperationSnapshot>>;
  cancel(argument: { readonly operationId: OperationId }): Promise<Result<OperationSnapshot>>;
  /** `bad-request` while it is not finished; an unknown one is as good as dismissed. */
  dismiss(argument: { readonly operationId: OperationId }): Promise<Result<null>>;
  snapshots(): readonly OperationSnapshot[];
  /** The window came to the front. */
  wake(): void;
  /** Ends the operations of an account that is being removed; nothing more is sent for it. */
  forgetAccount(id: AccountId): void;
  /** Ends all operations; none can be started any more. What the user walks through is resumed later. */
  close(): void;
}

/** Begins with the walks that were not at their end when Muster was, each paused. */
export function createSignOut(
  ports: CorePorts,
  accounts: SignOutAccounts,
  store: GuidedStore,
): SignOut {
  const operations = new Map<OperationId, SignOutOperation | GuidedOperation>();
  let closed = false;
  for (const [accountId, walk] of store.load()) {
    const account = accounts.account(accountId);
    if (account !== undefined) guide(newOperationId(), account, walk);
  }

  function newOperationId(): OperationId {
    return ports.newId() as OperationId;
  }

  function isUnderWay(accountId: AccountId): boolean {
    return [...operations.values()].some((operation) => {
      const snapshot = operation.snapshot();
      return snapshot.accountId === accountId && snapshot.kind !== 'finished';
    });
  }

  function mayStart(
    account: Account | undefined,
    deviceIds: readonly DeviceId[],
  ): account is Account {
    return (
      !closed &&
      account !== undefined &&
      maySignOutAll(account, deviceIds, deviceIds.length, sessionOf(account.accountId)) &&
      !isUnderWay(account.accountId)
    );
  }

  function sessionOf(accountId: AccountId): (deviceId: DeviceId) => Protectable | undefined {
    return (deviceId) => accounts.session(accountId, deviceId);
  }

  /** What both kinds of operation are given. */
  function commonPorts({ accountId }: Account) {
    return {
      clock: ports.clock,
      log: ports.log,
      openExternal: ports.openExternal,
      relist: () => accounts.relist(accountId),
      publish: (snapshot: OperationSnapshot) => ports.publish('signOut.changed', snapshot),
    };
  }

  async function request(
    account: Account,
    deviceIds: readonly DeviceId[],
  ): Promise<OperationSnapshot> {
    const { accountId } = account;
    const operationId = newOperationId();
    const operation = createOperation(
      {
        ...commonPorts(account),
        client: accounts.client(accountId),
        account: () => accounts.account(accountId),
        session: sessionOf(accountId),
        handOver: () => handOver(operationId, account, deviceIds),
      },
      operationId,
      account,
      deviceIds,
    );
    operations.set(operationId, operation);
    ports.log.info('sign-out-started', { sessions: deviceIds.length });
    return operation.begin();
  }

  function guide(operationId: OperationId, account: Account, walk: Walk): OperationSnapshot {
    const { accountId } = account;
    const total = walk.ids.length;
    const operation = createGuided(
      {
        ...commonPorts(account),
        store,
        page: () => accounts.findPage(accountId),
        mayOpen: (deviceId) =>
          maySignOutAll(accounts.account(accountId), [deviceId], total, sessionOf(accountId)),
      },
      operationId,
      account,
      walk,
    );
    operations.set(operationId, operation);
    return operation.snapshot();
  }

  function beginWalk(
    operationId: OperationId,
    account: Account,
    ids: readonly DeviceId[],
  ): OperationSnapshot {
    store.begin(account, ids);
    ports.log.info('guided-sign-out-started', { sessions: ids.length });
    const snapshot = guide(operationId, account, { ids: [...ids], skipped: new Set() });
    ports.publish('signOut.changed', snapshot);
    return snapshot;
  }

  /** The server refused the requests: it may have moved to another way of signing in since. */
  async function handOver(
    operationId: OperationId,
    account: Account,
    ids: readonly DeviceId[],
  ): Promise<OperationSnapshot | null> {
    const page = await accounts.findPage(account.accountId);
    const isGone = closed || !operations.has(operationId);
    if (isGone || !page.ok || page.value === null || obstacleOf(page.value, account) !== null)
      return null;
    return beginWalk(operationId, account, ids);
  }

  /** Ends those that `isMeant`, and forgets them. */
  function abandon(isMeant: (snapshot: OperationSnapshot) => boolean): void {
    for (const [operationId, operation] of operations) {
      if (!isMeant(operation.snapshot())) continue;
      operation.abandon();
      operations.delete(operationId);
    }
  }

  return {
    async start({ accountId, deviceIds }) {
      const account = accounts.account(accountId);
      if (!mayStart(account, deviceIds)) return fail({ code: 'bad-request' });
      if (account.signOutRoute === 'requests') return ok(await request(account, deviceIds));
      const page = await accounts.findPage(accountId);
      if (!page.ok) return page;
      if (!mayStart(accounts.account(accountId), deviceIds)) return fail({ code: 'bad-request' });
      if (page.value === null) return ok(await request(account, deviceIds));
      const obstacle = obstacleOf(page.value, account);
      return obstacle === null
        ? ok(beginWalk(newOperationId(), account, deviceIds))
        : fail(obstacle);
    },
    async answer({ operationId, answer }) {
      const operation = operations.get(operationId);
      return operation === undefined ? fail({ code: 'unknown-subject' }) : operation.answer(answer);
    },
    async cancel({ operationId }) {
      const operation = operations.get(operationId);
      return operation === undefined
        ? fail({ code: 'unknown-subject' })
        : ok(await operation.cancel());
    },
    dismiss({ operationId }) {
      const kind = operations.get(operationId)?.snapshot().kind ?? 'finished';
      if (kind !== 'finished') return Promise.resolve(fail({ code: 'bad-request' }));
      operations.delete(operationId);
      return Promise.resolve(ok(null));
    },
    snapshots: () => [...operations.values()].map((operation) => operation.snapshot()),
    wake() {
      for (const operation of operations.values()) if ('wake' in operation) operation.wake();
    },
    forgetAccount: (id) => abandon(({ accountId }) => accountId === id),
    close: () => {
      closed = true;
      abandon(() => true);
    },
  };
}

/** Why the page of an OAuth server can't be opened; null when it can. */
function obstacleOf(page: AccountPage, { baseUrl }: Account): AppError | null {
  if (page.url === null) return { code: 'unsupported', what: 'sign-out-here', offered: [] };
  const safe = safeAccountPage({ url: page.url, issuer: page.issuer }, baseUrl);
  return safe === null ? { code: 'unsafe-link' } : null;
}
