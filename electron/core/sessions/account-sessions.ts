// Everything that keeps one account's list up to date, made and ended together.
import type { ServerClock } from '../../matrix/server-clock.ts';
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import type { Publish } from '../../shared/contract.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account, Session } from '../../shared/model.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { AuditRefresh, type Audit } from './audit-refresh.ts';
import { ClientInfoCleanUp } from './client-info-clean-up.ts';
import { ListRefresh } from './list-refresh.ts';
import type { Log } from '../log.ts';
import type { ServerQueue } from './server-queue.ts';
import { LiveList } from './live-list.ts';
import { PendingDeletions } from './pending-deletions.ts';
import type { DeletionStore } from '../store/deletion-store.ts';
import type { SessionStore } from '../store/session-store.ts';

export interface SessionsOptions {
  readonly accounts: Pick<Accounts, 'get' | 'setSessionCount' | 'setStatus'>;
  readonly client: (accountId: AccountId) => MatrixClient;
  readonly store: SessionStore;
  readonly deletions: DeletionStore;
  readonly audit: Audit;
  /** From how many days on a session that is seen again was away for long. */
  readonly inactiveDays: () => number;
  /** Told when the window opens a list: what it offers depends on more than the list. */
  readonly onOpened: (accountId: AccountId) => void;
  /** Told of new sessions, but not of a first list, nor of one that Muster made. */
  readonly onAppeared: (account: Account, sessions: readonly Session[]) => void;
  readonly clock: Clock;
  readonly serverClock: (accountId: AccountId) => ServerClock;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly publish: Publish;
  readonly log: Log;
}

export class AccountSessions {
  readonly list: LiveList;
  readonly refresh: ListRefresh;
  readonly audit: AuditRefresh;
  readonly pendingDeletions: PendingDeletions;
  readonly serverClock: ServerClock;

  constructor(options: SessionsOptions, accountId: AccountId, queue: ServerQueue) {
    const { accounts, clock, log } = options;
    const account = (): Account | undefined => accounts.get(accountId);
    this.pendingDeletions = new PendingDeletions({
      load: () => options.deletions.load(accountId),
      save(deletions) {
        const owner = account();
        if (owner) options.deletions.save(owner, deletions);
      },
    });
    const client = (): MatrixClient => options.client(accountId);
    const serverClock = options.serverClock(accountId);
    const list = new LiveList({ ...options, accountId, serverClock });
    const isListed = (deviceId: DeviceId): boolean => list.session(deviceId) !== undefined;
    const cleanUp = new ClientInfoCleanUp({ isListed, clock, log });
    const userId = (): string | undefined => account()?.userId;
    const tell = (appeared: readonly Session[]): void => {
      const owner = account();
      if (owner && appeared.length > 0) options.onAppeared(owner, appeared);
    };
    const audit = new AuditRefresh({
      ...{ list, audit: options.audit, serverClock, cleanUp, client, userId, log },
      onReplaced: tell,
    });
    this.serverClock = serverClock;
    this.list = list;
    this.audit = audit;
    this.refresh = new ListRefresh({
      ...options,
      list,
      serverClock,
      pendingDeletions: this.pendingDeletions,
      client,
      own: () => account()?.deviceId ?? null,
      onList({ appeared, signedOut }) {
        cleanUp.add(signedOut);
        audit.begin();
        tell(appeared);
      },
      onEnded: (softLogout) => accounts.setStatus(accountId, { kind: 'ended', softLogout }),
      inTurn: (work) =>
        queue.run(account()?.baseUrl ?? '', async () => {
          await work();
          await audit.done();
        }),
    });
  }

  /** Aborts what is under way; late answers are dropped. */
  stop(): void {
    this.refresh.stop();
    this.audit.stop();
  }
}
