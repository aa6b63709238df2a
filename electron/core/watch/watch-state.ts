// Which accounts are watched, and why the others are not. Pure.
import { assertNever, type AppError, type ErrorCode } from '../../shared/errors.ts';
import type {
  Account,
  ListState,
  UnwatchedAccount,
  WatchObstacle,
  WatchState,
} from '../../shared/model.ts';

/**
 * An account is watched when its last reading went well and the next one will come by itself. What is
 * being read just now is what it was `before`.
 */
export function watchStateOf(
  accounts: readonly Account[],
  stateOf: (account: Account) => ListState | null,
  on: boolean,
  before: WatchState,
): WatchState {
  const unwatched = accounts.flatMap((account): readonly UnwatchedAccount[] => {
    const { accountId } = account;
    const list = stateOf(account);
    const known = before.unwatched.find((one) => one.accountId === accountId);
    const because = obstacleOf(account, list, known?.because ?? null);
    return because === null ? [] : [{ accountId, because, readAt: list?.fetchedAt ?? null }];
  });
  return { on, accounts: accounts.length, unwatched };
}

function obstacleOf(
  { status }: Account,
  list: ListState | null,
  before: WatchObstacle | null,
): WatchObstacle | null {
  switch (status.kind) {
    case 'ended':
      return 'signed-out';
    case 'expired-with-run':
      return 'not-kept';
    case 'signed-in':
      break;
    default:
      return assertNever(status);
  }
  switch (list?.refresh.kind) {
    case 'failed':
      return obstacleIn(list.refresh.error);
    case 'refreshing':
      return before;
    case 'idle':
    case undefined:
      return null;
  }
}

const outOfReach: ReadonlySet<ErrorCode> = new Set(['unreachable', 'proxy', 'timed-out', 'tls']);

function obstacleIn({ code }: AppError): WatchObstacle {
  if (code === 'vault') return 'keychain';
  if (code === 'rate-limited') return 'paused';
  return outOfReach.has(code) ? 'unreachable' : 'server';
}
