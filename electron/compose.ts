// The one place where services are made and wired: ports in, handlers out. Both hosts (Electron,
// loopback) call it. Nothing is decided here.
import { join } from 'node:path';
import { AccountStore } from './core/store/account-store.ts';
import { Accounts } from './core/accounts/accounts.ts';
import { readAudit } from './core/sessions/audit-reading.ts';
import { Database } from './core/store/database.ts';
import { DeletionStore } from './core/store/deletion-store.ts';
import { ServerClocks } from './core/accounts/server-clocks.ts';
import { endingWith } from './core/host/ending-with.ts';
import { Ed25519Verifier } from './core/host/ed25519.ts';
import { Exports } from './core/exports/exports.ts';
import { HistoryStore } from './core/store/history-store.ts';
import { History } from './core/history/history.ts';
import type { HelperProcess } from './core/keychain/helper-protocol.ts';
import { KeychainHelper } from './core/keychain/keychain-helper.ts';
import { KeychainVault } from './core/keychain/keychain-vault.ts';
import { lookAtKeychain } from './core/keychain/secret-service.ts';
import type { Log } from './core/log.ts';
import { LogFile } from './core/host/log-file.ts';
import { Notifier } from './core/watch/notifier.ts';
import { openAccountPage } from './core/sign-out/open-account-page.ts';
import type { CorePorts, DemoAccount } from './core/ports.ts';
import { removeAccount } from './core/accounts/remove-account.ts';
import { SessionEndings } from './core/accounts/session-endings.ts';
import { SessionStore } from './core/store/session-store.ts';
import { Sessions } from './core/sessions/sessions.ts';
import { SettingsStore } from './core/store/settings-store.ts';
import { SignOutStore } from './core/store/sign-out-store.ts';
import { listenOnLoopback } from './core/sign-in/loopback-listener.ts';
import { SignIn } from './core/sign-in/sign-in.ts';
import { signInDemo } from './core/sign-in/demo.ts';
import { signInProtocol } from './core/sign-in/protocol.ts';
import { SignOutRoutes } from './core/sign-out/routes.ts';
import { SignOut } from './core/sign-out/sign-out.ts';
import { renewTokens } from './core/tokens/renew.ts';
import { AccountTokens } from './core/tokens/tokens.ts';
import { MemoryVault, KEYCHAIN_SERVICE, type Vaults } from './core/tokens/vault.ts';
import { introducedBy, userAgent } from './core/host/user-agent.ts';
import { WatchReport } from './core/watch/watch-report.ts';
import { Watcher } from './core/watch/watcher.ts';
import { createHandlers } from './ipc/handlers.ts';
import { AccountClient } from './matrix/account/client.ts';
import type { DiscoveryPorts, MatrixClient } from './matrix/types.ts';
import { sessionNameOn } from './shared/computer-name.ts';
import type { Argument, Handlers } from './shared/contract.ts';
import type { AccountId } from './shared/ids.ts';
import type { AppInfo } from './shared/model.ts';

/** What a host gives. */
export interface Host extends Omit<CorePorts, 'log'>, Pick<DiscoveryPorts, 'addressesOf'> {
  readonly info: AppInfo;
  /** Holds `muster.sqlite` and `logs/`. */
  readonly dataDir: string;
  /** Starts `dist/keychain.js` in a process of its own. */
  readonly startKeychain: () => HelperProcess;
  /** Lines that say what is watched: the first one says all, the others the exceptions. */
  readonly showWatch: (lines: readonly string[]) => void;
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

export function compose(given: Host): Services {
  let report: WatchReport | null = null;
  const host: Host = {
    ...given,
    // What is watched depends on accounts and lists: it follows when the window is told of them.
    publish(...news) {
      given.publish(...news);
      if (news[0] === 'accounts.changed' || news[0] === 'sessions.changed') report?.update();
    },
  };
  const computer = () => lists.settings.current().computerName ?? host.info.computer;
  const base = openBase(host, computer);
  const signedIn = openAccounts(host, base);
  const lists = openLists(host, base, signedIn);
  const flows = openFlows(host, base, signedIn, lists);
  const { log, database, keychain } = base;
  const { sessions, history, watcher, watch } = lists;
  const { signIn, signOut, exports, endings } = flows;
  report = watch;
  watch.update();
  keychain.whenBack(() => {
    watcher.recover();
    void endings.recover();
  });
  void endings.recover();
  return {
    log,
    handlers: createHandlers({ info: host.info, ...base, ...signedIn, ...lists, ...flows }),
    wake(reason) {
      void keychain.recheck();
      watcher.wake(reason);
      signOut.wake();
      void endings.recover();
    },
    signInDemo: (demoAccounts) => signInDemo(signIn, demoAccounts),
    async close() {
      await signIn.close();
      signOut.close();
      await exports.close();
      watcher.close();
      watch.close();
      history.close();
      sessions.close();
      base.closing.abort();
      keychain.close();
      signedIn.accounts.flush();
      database.close();
      log.info('closed');
      log.close();
    },
  };
}

type Base = ReturnType<typeof openBase>;

/** What is on this computer: the log, the database, the keychain. `computer`: what servers are told of it. */
function openBase(host: Host, computer: () => string) {
  const { info, dataDir, clock, newId, publish } = host;
  const closing = new AbortController();
  const log = new LogFile({ directory: join(dataDir, 'logs'), now: () => clock.now(), newId });
  const introduced = introducedBy(() => userAgent(info, computer()), host.fetch);
  const ports: CorePorts = { ...host, log, fetch: endingWith(closing.signal, introduced) };
  const database = new Database({
    path: join(dataDir, 'muster.sqlite'),
    now: () => clock.now(),
    log,
    onStatus: (status) => publish('app.storeChanged', status),
  });
  const keychain = new KeychainVault({
    keychain: new KeychainHelper(KEYCHAIN_SERVICE, host.startKeychain),
    look: () => lookAtKeychain(process.platform, process.env),
    clock,
    onStatus: (status) => publish('app.vaultChanged', status),
  });
  return { closing, log, ports, database, keychain, computer };
}

type SignedIn = ReturnType<typeof openAccounts>;

/** Who is signed in, and requests in their name. */
function openAccounts({ clock, publish }: Host, { ports, database, keychain }: Base) {
  const vaults: Vaults = { keychain, 'this-run': new MemoryVault() };
  const accounts = new Accounts({ store: new AccountStore(database), publish });
  const clocks = new ServerClocks(clock);
  const serverClock = (accountId: AccountId) => clocks.of(accountId);
  const tokens = new AccountTokens({
    ...ports,
    vaults,
    account: (accountId) => accounts.get(accountId),
    refresh: (credential, refreshToken) => renewTokens(ports, credential, refreshToken),
  });

  /** Only for an account that is there. */
  function client(accountId: AccountId): MatrixClient {
    const account = accounts.get(accountId);
    if (!account) throw new Error('no such account');
    const { baseUrl } = account;
    return new AccountClient(ports, baseUrl, tokens.of(accountId), clocks.of(accountId));
  }

  return { accounts, vaults, tokens, client, clocks, serverClock };
}

type Lists = ReturnType<typeof openLists>;

/** What is known of their sessions, now and before, and what the user set. */
function openLists(
  host: Host,
  { ports, database, keychain }: Base,
  { accounts, client, serverClock }: SignedIn,
) {
  const { clock } = host;
  const store = new SettingsStore(database, (saved) => {
    host.applySystemSettings(saved);
    watcher.consider();
    watch.update();
    history.consider();
  });
  const settings = () => store.current();
  host.applySystemSettings(settings());
  const routes = new SignOutRoutes({ accounts, client });
  const { verify } = new Ed25519Verifier();
  const notifier = new Notifier({ ...ports, settings });
  const sessions = new Sessions({
    ...ports,
    accounts,
    client,
    serverClock,
    store: new SessionStore(database),
    deletions: new DeletionStore(database),
    audit: (from, userId, ids, dating, signal) =>
      readAudit(from, userId, ids, { verify, clock: dating }, signal),
    inactiveDays: () => settings().inactiveDays,
    onOpened: (accountId) => routes.prepare(accountId),
    onAppeared: (account, appeared) => notifier.tell(account, appeared),
  });
  const history = new History({
    ...{ accounts, settings, clock, serverClock },
    store: new HistoryStore(database),
  });
  const watcher = new Watcher({ ...ports, accounts, sessions, keychain, settings });
  const watch = new WatchReport({
    ...ports,
    accounts,
    settings,
    serverClock,
    state: (accountId) => sessions.state(accountId),
    showWatch: host.showWatch,
  });
  return { settings: store, routes, sessions, history, watcher, watch };
}

/** What the user does: signing in, signing out, exporting, removing an account. */
function openFlows(
  { info, addressesOf }: Host,
  { ports, log, database, computer }: Base,
  { accounts, vaults, tokens, client, clocks, serverClock }: SignedIn,
  { settings, routes, sessions }: Lists,
) {
  const storeStatus = () => database.status();
  const account = (accountId: AccountId) => accounts.get(accountId);
  const signOut = new SignOut(
    ports,
    {
      account,
      all: () => accounts.list(),
      client: (accountId) => sessions.signOutClient(accountId),
      session: (accountId, deviceId) => sessions.session({ accountId, deviceId }),
      known: (accountId) => sessions.listedIds(accountId),
      relist: (accountId) => sessions.relist(accountId),
      findPage: (accountId) => routes.find(accountId),
      setOnPage: (accountId, deviceId) => sessions.setOnPage(accountId, deviceId),
    },
    new SignOutStore(database),
  );
  const protocol = signInProtocol({ ...ports, addressesOf });
  const onRemoved = (accountId: AccountId): void => {
    sessions.forget(accountId);
    clocks.forget(accountId);
    signOut.forgetAccount(accountId);
  };
  const removal = { ...protocol, accounts, tokens, log, storeStatus, onRemoved };
  const endings = new SessionEndings(removal);
  const signIn = new SignIn({
    ...ports,
    protocol,
    accounts,
    vaults,
    tokens,
    endings,
    listen: listenOnLoopback,
    sessionName: () => sessionNameOn(computer()),
    storeStatus,
    onSignedIn(accountId) {
      void sessions.refresh({ accountId });
      routes.prepare(accountId);
    },
    onReplaced: (accountId, ended) => ports.publish('signIn.replaced', { accountId, ended }),
  });
  const exports = new Exports({
    ...ports,
    accounts,
    serverClock,
    list: (accountId) => sessions.known(accountId),
    settings: () => settings.current(),
    version: info.version,
  });
  return {
    signOut,
    signIn,
    exports,
    endings,
    removeAccount: (argument: Argument<'accounts.remove'>) => removeAccount(removal, argument),
    openAccountPage: (accountId: AccountId) =>
      openAccountPage({ ...ports, accounts, client }, accountId),
  };
}
