// A Muster that reads one account's list again and again, as fast as it can, until it is killed. The
// list of step n is known, so that whoever opens the file later knows what must be in it. Run by
// history-crash.test.ts.
import { writeSync } from 'node:fs';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Accounts } from '../../../../electron/core/accounts/accounts.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { DeletionStore } from '../../../../electron/core/store/deletion-store.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { Sessions } from '../../../../electron/core/sessions/sessions.ts';
import { systemPorts } from '../../../../electron/core/host/system.ts';
import { ServerClock } from '../../../../electron/matrix/server-clock.ts';
import { uncheckable } from '../../../../electron/matrix/trust/trust.ts';
import type { MatrixClient } from '../../../../electron/matrix/types.ts';
import { ok } from '../../../../electron/shared/errors.ts';
import { crashAccount, listOfStep, stepOf } from './history-crash-steps.ts';

const path = process.argv[2] ?? '';
const quiet = { info: () => undefined, warn: () => undefined, bug: () => 'reference' };
const database = new Database({
  path,
  now: () => Date.now(),
  log: quiet,
  onStatus: (status) => process.exit(status.kind === 'ready' ? 0 : 3),
});
const store = new SessionStore(database);
const { accountId } = crashAccount;
let step = stepOf(store.load(accountId)?.sessions ?? []);

const accounts = new Accounts({
  store: new AccountStore(database),
  publish: () => undefined,
});
accounts.settle(crashAccount);
const client = {
  listDevices: () => Promise.resolve(ok({ sessions: listOfStep(step), dropped: 0 })),
} as Partial<MatrixClient> as MatrixClient;
// What is missing is looked for again after a while, which passes at once here.
let passed = 0;
const clock = {
  now: () => Date.now() + passed,
  sleep: (ms: number) => {
    passed += ms;
    return Promise.resolve();
  },
};
const serverClock = new ServerClock(clock);
const sessions = new Sessions({
  ...systemPorts,
  clock,
  serverClock: () => serverClock,
  monotonic: () => clock.now(),
  accounts,
  client: () => client,
  store,
  deletions: new DeletionStore(database),
  audit: (_, __, ids) =>
    Promise.resolve({
      report: uncheckable(ids),
      keyBackup: 'none',
      clients: null,
      readAt: Date.now(),
    }),
  inactiveDays: () => 90,
  onOpened: () => undefined,
  onAppeared: () => undefined,
  publish: () => undefined,
  log: quiet,
});

for (;;) {
  step += 1;
  const listed = await sessions.relist(accountId);
  if (!listed.ok) process.exit(4);
  // At once and whole: the parent believes only what arrived.
  writeSync(1, `${step}\n`);
}
