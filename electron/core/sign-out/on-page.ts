// Which session the user is signing out on the server's own page. Pure.
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { OperationSnapshot } from '../../shared/operation.ts';

/** Whether the page was opened for a session, and nothing else has come since. */
export function isOnPage(
  operations: readonly OperationSnapshot[],
  { accountId, deviceId }: { readonly accountId: AccountId; readonly deviceId: DeviceId },
): boolean {
  return operations.some(
    (operation) =>
      operation.kind === 'guided' &&
      operation.accountId === accountId &&
      operation.current === deviceId &&
      operation.page !== null,
  );
}
