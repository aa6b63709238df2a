// Everything that keeps one account's list up to date, made and ended together.
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import type { Publish } from '../../shared/contract.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, Session } from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { createAuditRefresh, type Audit, type AuditRefresh } from './audit-refresh.ts';
import { createClientInfoCleanUp } from './client-info-clean-up.ts';
import { createDepartures, type Departures } from './departures.ts';
import { createListRefresh, type ListRefresh } from './list-refresh.ts';
import type { Log } from '../log.ts';
import type { ServerQueue } from './server-queue.ts';
import { createLiveList, type LiveList } from './session-list.ts';
import type { SessionStore } from '../store/session-store.ts';

export interface AccountSessions {
  readonly list: LiveList;
  readonly refresh: ListRefresh;
  readonly audit: AuditRefresh;
  readonly departures: Departures;
  /** Aborts what is under way; late answers are dropped. */
  stop(): void;
}

export interface SessionsOptions {
  readonly accounts: Pick<Accounts, 'get' | 'setSessionCount' | 'setStatus'>;
  readonly client: (accountId: AccountId) => MatrixClient;
  readonly store: SessionStore;
  readonly audit: Audit;
  /** From how many days on a session that is seen again was away for long. */
  readonly inactiveDays: () => number;
  /** Told of new sessions, but not of a first list, nor of one that Muster made. */
  readonly onAppeared: (account: Account, sessions: readonly Session[]) => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly publish: Publish;
  readonly log: Log;
}

export function createAccountSessions(
  options: SessionsOptions,
  accountId: AccountId,
  inTurn: ServerQueue,
): AccountSessions {
  const { accounts, clock, log } = options;
  const account = (): Account | undefined => accounts.get(accountId);
  const client = (): MatrixClient => options.client(accountId);
  const list = createLiveList({ ...options, accountId });
  const departures = createDepartures();
  const cleanUp = createClientInfoCleanUp({
    isListed: (deviceId) => list.session(deviceId) !== undefined,
    clock,
    log,
  });
  const audit = createAuditRefresh({
    list,
    audit: options.audit,
    cleanUp,
    client,
    userId: () => account()?.userId,
    log,
  });
  const refresh = createListRefresh({
    ...options,
    list,
    departures,
    client,
    onList({ appeared, signedOut }) {
      cleanUp.add(signedOut);
      audit.begin();
      const owner = account();
      if (owner && appeared.length > 0) options.onAppeared(owner, appeared);
    },
    onEnded: (softLogout) => accounts.setStatus(accountId, { kind: 'ended', softLogout }),
    inTurn: (work) =>
      inTurn(account()?.baseUrl ?? '', async () => {
        await work();
        await audit.done();
      }),
  });
  return {
    list,
    refresh,
    audit,
    departures,
    stop() {
      refresh.stop();
      audit.stop();
    },
  };
}
