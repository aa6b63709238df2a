// Pure steps over the sign-outs that are shown, and over what was confirmed.
import type { AccountId, DeviceId, OperationId } from '../../electron/shared/ids.ts';
import type { Session } from '../../electron/shared/model.ts';
import type { LastingSnapshot, OperationSnapshot } from '../../electron/shared/operation.ts';

export type Operations = readonly OperationSnapshot[];

/** With a new snapshot in its place. What is finished stays finished, whatever arrives late. */
export function withSnapshot(operations: Operations, snapshot: OperationSnapshot): Operations {
  const known = operations.find((other) => other.operationId === snapshot.operationId);
  if (!known) return [...operations, snapshot];
  if (known.kind === 'finished' && snapshot.kind !== 'finished') return operations;
  return operations.map((other) => (other === known ? snapshot : other));
}

export function without(operations: Operations, id: OperationId): Operations {
  return operations.filter((operation) => operation.operationId !== id);
}

/** Whether it can be put aside. */
export function isLasting(operation: OperationSnapshot): operation is LastingSnapshot {
  return operation.kind === 'guided' || operation.kind === 'interrupted';
}

/** What was confirmed last for each account: its sessions by id, as the list had them then. */
export type Confirmed = ReadonlyMap<AccountId, ReadonlyMap<DeviceId, Session>>;

export const nothingConfirmed: Confirmed = new Map();

export function withConfirmed(
  confirmed: Confirmed,
  accountId: AccountId,
  sessions: readonly Session[],
): Confirmed {
  return new Map([
    ...confirmed,
    [accountId, new Map(sessions.map((session) => [session.deviceId, session]))],
  ]);
}
