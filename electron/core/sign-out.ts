// The `signOut` group of the contract: which operations there are, and which may begin. What one
// does is in sign-out-operation.ts.
import type { MatrixClient } from '../matrix/types.ts';
import { fail, ok, type Result } from '../shared/errors.ts';
import type { AccountId, DeviceId, OperationId } from '../shared/ids.ts';
import type { Account } from '../shared/model.ts';
import type { OperationSnapshot } from '../shared/operation.ts';
import type { CorePorts } from './ports.ts';
import { createOperation, type SignOutOperation } from './sign-out-operation.ts';
import { maySignOut } from './sign-out-plan.ts';

/** What a sign-out needs of the accounts. */
export interface SignOutAccounts {
  account(id: AccountId): Account | undefined;
  client(id: AccountId): MatrixClient;
  /** Reads the list now, keeps it and publishes what changed; the ids that are in it. */
  relist(id: AccountId): Promise<Result<ReadonlySet<DeviceId>>>;
}

export interface SignOut {
  /**
   * Sends at once. `bad-request` for a list that `maySignOut` refuses, and while another operation
   * of the account is not finished.
   */
  start(argument: {
    readonly accountId: AccountId;
    readonly deviceIds: readonly DeviceId[];
  }): Promise<Result<OperationSnapshot>>;
  answer(argument: {
    readonly operationId: OperationId;
    readonly password: string;
  }): Promise<Result<OperationSnapshot>>;
  cancel(argument: { readonly operationId: OperationId }): Promise<Result<OperationSnapshot>>;
  /** `bad-request` while it is not finished; an unknown one is as good as dismissed. */
  dismiss(argument: { readonly operationId: OperationId }): Promise<Result<null>>;
  snapshots(): readonly OperationSnapshot[];
  /** Ends the operations of an account that is being removed; nothing more is sent for it. */
  forgetAccount(id: AccountId): void;
  /** Ends all operations; none can be started any more. */
  close(): void;
}

export function createSignOut(ports: CorePorts, accounts: SignOutAccounts): SignOut {
  const operations = new Map<OperationId, SignOutOperation>();
  let closed = false;

  function isUnderWay(accountId: AccountId): boolean {
    return [...operations.values()].some((operation) => {
      const snapshot = operation.snapshot();
      return snapshot.accountId === accountId && snapshot.kind !== 'finished';
    });
  }

  function open(account: Account, deviceIds: readonly DeviceId[]): SignOutOperation {
    const { accountId } = account;
    const operationId = ports.newId() as OperationId;
    const operation = createOperation(
      {
        clock: ports.clock,
        log: ports.log,
        client: accounts.client(accountId),
        account: () => accounts.account(accountId),
        relist: () => accounts.relist(accountId),
        publish: (snapshot) => ports.publish('signOut.changed', snapshot),
      },
      operationId,
      account,
      deviceIds,
    );
    operations.set(operationId, operation);
    ports.log.info('sign-out-started', { sessions: deviceIds.length });
    return operation;
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
      if (
        closed ||
        account === undefined ||
        !maySignOut(account, deviceIds) ||
        isUnderWay(accountId)
      )
        return fail({ code: 'bad-request' });
      return ok(await open(account, deviceIds).begin());
    },
    async answer({ operationId, password }) {
      const operation = operations.get(operationId);
      return operation === undefined
        ? fail({ code: 'unknown-subject' })
        : ok(await operation.answer(password));
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
    forgetAccount: (id) => abandon(({ accountId }) => accountId === id),
    close: () => {
      closed = true;
      abandon(() => true);
    },
  };
}
