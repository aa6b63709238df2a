// The service of sessions over a scripted client, a real database and a clock that stands still.
import { join } from 'node:path';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Accounts } from '../../../../electron/core/accounts/accounts.ts';
import type { Audit } from '../../../../electron/core/sessions/audit-refresh.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { DeletionStore } from '../../../../electron/core/store/deletion-store.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { Sessions } from '../../../../electron/core/sessions/sessions.ts';
import { ServerClock } from '../../../../electron/matrix/server-clock.ts';
import type { DeviceList, MatrixClient } from '../../../../electron/matrix/types.ts';
import type { Result } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Account, SessionList } from '../../../../electron/shared/model.ts';
import { fakeClock, NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  client,
  reading,
  recordingLog,
  temporaryFolder,
  windows,
  storedHistory,
} from '../fake-core.ts';

/** Lists that the server gives, one a request; the last one again and again. */
export function lists(...answers: readonly Result<DeviceList>[]) {
  let requests = 0;
  return {
    requests: () => requests,
    listDevices: () => {
      const answer = answers[Math.min(requests++, answers.length - 1)];
      if (!answer) throw new Error('unexpected request');
      return Promise.resolve(answer);
    },
  };
}

export function setUp(
  server: Partial<MatrixClient>,
  // Where the server doesn't say which session is Muster's, lists needn't have it.
  owner: Account = account({ deviceId: null }),
  audit: Audit = () => Promise.resolve(reading()),
  folder = temporaryFolder(),
) {
  const database = new Database({
    path: join(folder, 'muster.sqlite'),
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  const news = windows();
  const clock = fakeClock();
  const log = recordingLog();
  const store = new SessionStore(database);
  const accounts = new Accounts({
    store: new AccountStore(database),
    publish: news.publish,
  });
  accounts.settle(owner);
  const appeared: DeviceId[] = [];
  const serverClock = new ServerClock(clock);
  const sessions = new Sessions({
    accounts,
    client: () => client(server),
    store,
    deletions: new DeletionStore(database),
    audit,
    inactiveDays: () => 90,
    onOpened: () => undefined,
    onAppeared: (_, given) => appeared.push(...given.map(({ deviceId }) => deviceId)),
    clock,
    serverClock: () => serverClock,
    monotonic: () => clock.now(),
    random: () => 0.5,
    publish: news.publish,
    log,
  });
  return {
    ...{ news, clock, serverClock, log, store, accounts, sessions, appeared },
    history: () =>
      storedHistory(database, ALICE).map(({ deviceId, change }) => [deviceId, change.kind]),
    open: async (): Promise<SessionList> => {
      const opened = await sessions.open({ accountId: ALICE });
      if (!opened.ok) throw new Error(opened.error.code);
      return opened.value;
    },
    state: () => news.of('sessions.changed').at(-1)?.state,
    settle: () => clock.advance(0),
    /** Muster ends, and begins again with another `server`. */
    restart: (next: Partial<MatrixClient>) => {
      sessions.close();
      database.close();
      return setUp(next, owner, audit, folder);
    },
    /** Until the list is believed, however long that takes. */
    relist: () => clock.until(sessions.relist(ALICE)),
  };
}
