// The one place where services are made and wired: ports in, handlers out. Both hosts (Electron,
// loopback) call it. Nothing is decided here.
import { join } from 'node:path';
import { AccountStore } from './core/store/account-store.ts';
import { createAccounts } from './core/accounts/accounts.ts';
import { readAudit } from './core/sessions/audit-reading.ts';
import { Database } from './core/store/database.ts';
import type { DemoAccount } from './core/host/demo-accounts.ts';
import { createVerifier } from './core/host/ed25519.ts';
import { Exports } from './core/exports/exports.ts';
import { createGuidedStore } from './core/store/guided-store.ts';
import { HistoryStore } from './core/store/history-store.ts';
import { History } from './core/history/history.ts';
import { createKeychainVault } from './core/tokens/keychain-vault.ts';
import type { Log } from './core/log.ts';
import { openLogFile } from './core/host/log-file.ts';
import { createNotifier } from './core/watch/notifier.ts';
import { openAccountPage } from './core/sign-out/open-account-page.ts';
import type { CorePorts, Keytar } from './core/ports.ts';
import { removeAccount, type RemoveAccountOptions } from './core/accounts/remove-account.ts';
import { SessionStore } from './core/store/session-store.ts';
import { Sessions } from './core/sessions/sessions.ts';
import { SettingsStore } from './core/store/settings-store.ts';
import { listenOnLoopback } from './core/sign-in/loopback-listener.ts';
import { SignIn } from './core/sign-in/sign-in.ts';
import { signInProtocol } from './core/sign-in/protocol.ts';
import { createSignOutRoutes } from './core/sign-out/routes.ts';
import { createSignOut, type SignOutAccounts } from './core/sign-out/sign-out.ts';
import { AccountTokens } from './core/tokens/tokens.ts';
import { createMemoryVault, type Vaults } from './core/tokens/vault.ts';
import { createWatcher, type Watcher } from './core/watch/watcher.ts';
import { createHandlers } from './ipc/handlers.ts';
import { createMatrixClient } from './matrix/account/client.ts';
import { refreshOAuthTokens, revokeTokens } from './matrix/oauth/tokens.ts';
import { refreshTokens } from './matrix/login/refresh.ts';
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
  /** The window came to the front, or the computer woke up: lists may be out of date. */
  wake: Watcher['wake'];
  /** Aborts requests, ends operations, closes the database and the log. */
  close(): Promise<void>;
}

export function compose(host: Host): Services {
  const { dataDir, clock, newId, publish } = host;
  const closing = new AbortController();
  const log = openLogFile({ directory: join(dataDir, 'logs'), now: () => clock.now(), newId });
  const ports: CorePorts = { ...host, log, fetch: endingWith(closing.signal, host.fetch) };

  const database = new Database({
    path: join(dataDir, 'muster.sqlite'),
    now: () => clock.now(),
    log,
    onStatus: (status) => publish('app.storeChanged', status),
  });
  const keychain = createKeychainVault({
    keytar: host.keytar,
    clock,
    onStatus: (status) => publish('app.vaultChanged', status),
  });
  const vaults: Vaults = { keychain, 'this-run': createMemoryVault() };
  const accounts = createAccounts({ store: new AccountStore(database), publish });
  const tokens = new AccountTokens({
    ...ports,
    vaults,
    account: (accountId) => accounts.get(accountId),
    refresh: ({ baseUrl, oauth }, refreshToken) =>
      oauth === null
        ? refreshTokens(ports, baseUrl, refreshToken)
        : refreshOAuthTokens(ports, oauth, refreshToken),
  });

  /** Only for an account that is there. */
  function client(accountId: AccountId): MatrixClient {
    const account = accounts.get(accountId);
    if (!account) throw new Error('no such account');
    return createMatrixClient(ports, account.baseUrl, tokens.of(accountId));
  }

  const settings = new SettingsStore(database, (saved, before) => {
    host.applySystemSettings(saved);
    watcher.consider();
    if (saved.historyDays !== before.historyDays) history.prune();
  });
  host.applySystemSettings(settings.current());
  const audit = { verify: createVerifier(), clock };
  const sessions = new Sessions({
    ...ports,
    accounts,
    client,
    store: new SessionStore(database),
    audit: (from, userId, ids, signal) => readAudit(from, userId, ids, audit, signal),
    inactiveDays: () => settings.current().inactiveDays,
    onOpened: (accountId) => routes.prepare(accountId),
    onAppeared: createNotifier({ ...ports, settings: () => settings.current() }),
  });
  const history = new History({
    store: new HistoryStore(database),
    accounts,
    settings: () => settings.current(),
    clock,
  });
  const watcher = createWatcher({
    ...ports,
    accounts,
    sessions,
    settings: () => settings.current(),
  });
  const routes = createSignOutRoutes({ accounts, client });
  const signOutAccounts: SignOutAccounts = {
    account: (accountId) => accounts.get(accountId),
    client: (accountId) => sessions.signOutClient(accountId),
    session: (accountId, deviceId) => sessions.session({ accountId, deviceId }),
    relist: (accountId) => sessions.relist(accountId),
    findPage: (accountId) => routes.find(accountId),
  };
  const signOut = createSignOut(ports, signOutAccounts, createGuidedStore(database));
  const signIn = new SignIn({
    ...ports,
    protocol: signInProtocol(ports),
    accounts,
    vaults,
    tokens,
    listen: listenOnLoopback,
    sessionName: host.info.sessionName,
    storeStatus: () => database.status(),
    onSignedIn(accountId) {
      void sessions.refresh({ accountId });
      routes.prepare(accountId);
    },
  });
  const exports = new Exports({
    ...ports,
    account: (accountId) => accounts.get(accountId),
    list: (accountId) => sessions.known(accountId),
    settings: () => settings.current(),
    version: host.info.version,
  });
  const removal: RemoveAccountOptions = {
    accounts,
    client,
    revoke: (binding, revoked) => revokeTokens(ports, binding, revoked),
    tokens,
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
      exports,
      history,
      settings,
      removeAccount: (argument) => removeAccount(removal, argument),
      openAccountPage: (accountId) => openAccountPage({ ...ports, accounts, client }, accountId),
    }),
    wake(reason) {
      watcher.wake(reason);
      signOut.wake();
    },
    signInDemo: (demoAccounts) => signInDemo(signIn, demoAccounts),
    async close() {
      await signIn.close();
      signOut.close();
      await exports.close();
      watcher.close();
      history.close();
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
    const identifier = { kind: 'user', user } as const;
    const signedIn = await signIn.password({ attemptId, identifier, password, keptIn });
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
