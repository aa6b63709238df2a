// The one place where services are made and wired: ports in, handlers out. Both hosts (Electron,
// loopback) call it. Nothing is decided here.
import { join } from 'node:path';
import { createAccountStore } from './core/account-store.ts';
import { createAccounts } from './core/accounts.ts';
import { openDatabase } from './core/database.ts';
import type { DemoAccount } from './core/demo-accounts.ts';
import { createKeychainVault } from './core/keychain-vault.ts';
import type { Log } from './core/log.ts';
import { openLogFile } from './core/log-file.ts';
import { openAccountPage } from './core/open-account-page.ts';
import type { CorePorts, Keytar } from './core/ports.ts';
import { removeAccount } from './core/remove-account.ts';
import { createSessionStore } from './core/session-store.ts';
import { createSessions } from './core/sessions.ts';
import { createSettingsStore } from './core/settings-store.ts';
import { createSignIn, type SignIn } from './core/sign-in.ts';
import { signInProtocol } from './core/sign-in-protocol.ts';
import { createSignOut } from './core/sign-out.ts';
import { createTokens } from './core/tokens.ts';
import { createMemoryVault, type Vaults } from './core/vault.ts';
import { createHandlers } from './ipc/handlers.ts';
import { createMatrixClient } from './matrix/client.ts';
import type { Fetch, MatrixClient } from './matrix/types.ts';
import type { Handlers } from './shared/contract.ts';
import type { AccountId } from './shared/ids.ts';
import type { AppInfo } from './shared/model.ts';

/** What a host gives. */
export interface Host extends Omit<CorePorts, 'log'> {
  readonly info: AppInfo;
  /** Holds `muster.sqlite` and `logs/`. */
  readonly dataDir: string;
  /** Null where the module could not be loaded. */
  readonly keytar: Keytar | null;
}

export interface Services {
  readonly handlers: Handlers;
  readonly log: Log;
  /** Demo only: signs accounts in with tokens that are kept for this run. Throws on failure. */
  signInDemo(accounts: readonly DemoAccount[]): Promise<void>;
  /** Aborts requests, ends operations, closes the database and the log. */
  close(): Promise<void>;
}

export function compose(host: Host): Services {
  const { dataDir, clock, newId, publish } = host;
  const closing = new AbortController();
  const log = openLogFile({ directory: join(dataDir, 'logs'), now: () => clock.now(), newId });
  const ports: CorePorts = { ...host, log, fetch: endingWith(closing.signal, host.fetch) };

  const database = openDatabase({
    path: join(dataDir, 'muster.sqlite'),
    log,
    onStatus: (status) => publish('app.storeChanged', status),
  });
  const keychain = createKeychainVault({
    keytar: host.keytar,
    clock,
    onStatus: (status) => publish('app.vaultChanged', status),
  });
  const vaults: Vaults = { keychain, 'this-run': createMemoryVault() };
  const accounts = createAccounts({ store: createAccountStore(database), publish });
  const tokenOf = createTokens(vaults, (accountId) => accounts.get(accountId));

  /** Only for an account that is there. */
  function client(accountId: AccountId): MatrixClient {
    const account = accounts.get(accountId);
    if (!account) throw new Error('no such account');
    return createMatrixClient(ports, account.baseUrl, tokenOf(accountId));
  }

  const sessions = createSessions({
    ...ports,
    accounts,
    client,
    store: createSessionStore(database),
  });
  const signOut = createSignOut(ports, {
    account: (accountId) => accounts.get(accountId),
    client,
    relist: (accountId) => sessions.relist(accountId),
  });
  const signIn = createSignIn({
    ...ports,
    protocol: signInProtocol(ports),
    accounts,
    vaults,
    sessionName: host.info.sessionName,
    storeStatus: () => database.status(),
    onSignedIn: (accountId) => void sessions.refresh({ accountId }),
  });
  const removal = {
    accounts,
    client,
    vaults,
    log,
    storeStatus: () => database.status(),
    onRemoved(accountId: AccountId) {
      sessions.forget(accountId);
      signOut.forgetAccount(accountId);
    },
  };

  return {
    log,
    handlers: createHandlers({
      info: host.info,
      accounts,
      keychain,
      database,
      sessions,
      signIn,
      signOut,
      settings: createSettingsStore(database),
      removeAccount: (argument) => removeAccount(removal, argument),
      openAccountPage: (accountId) => openAccountPage({ ...ports, accounts, client }, accountId),
    }),
    signInDemo: (demoAccounts) => signInDemo(signIn, demoAccounts),
    async close() {
      await signIn.close();
      signOut.close();
      sessions.close();
      closing.abort();
      accounts.flush();
      database.close();
      log.info('closed');
      log.close();
    },
  };
}

async function signInDemo(signIn: SignIn, demoAccounts: readonly DemoAccount[]): Promise<void> {
  const keptIn = 'this-run';
  for (const { baseUrl, user, password } of demoAccounts) {
    const begun = await signIn.begin({ address: baseUrl });
    if (!begun.ok || begun.value.kind !== 'ready') throw new Error('the demo server is missing');
    const { attemptId } = begun.value;
    const signedIn = await signIn.password({ attemptId, user, password, keptIn });
    if (!signedIn.ok || signedIn.value.kind !== 'signed-in') {
      throw new Error('the demo server refuses its own account');
    }
  }
}

/** The same `fetch`, whose requests also end when Muster quits. */
function endingWith(quitting: AbortSignal, fetch: Fetch): Fetch {
  return (url, init) =>
    fetch(url, {
      ...init,
      signal: init.signal ? AbortSignal.any([init.signal, quitting]) : quitting,
    });
}
