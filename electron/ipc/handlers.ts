// The table from the contract's calls to the services, one line each. No decision is made here.
import type { Accounts } from '../core/accounts/accounts.ts';
import type { SessionEndings } from '../core/accounts/session-endings.ts';
import type { CredentialVault } from '../core/ports.ts';
import type { Database } from '../core/store/database.ts';
import type { Exports } from '../core/exports/exports.ts';
import type { History } from '../core/history/history.ts';
import type { Sessions } from '../core/sessions/sessions.ts';
import type { SettingsStore } from '../core/store/settings-store.ts';
import type { SignIn } from '../core/sign-in/sign-in.ts';
import type { SignOut } from '../core/sign-out/sign-out.ts';
import type { WatchReport } from '../core/watch/watch-report.ts';
import type { Handlers } from '../shared/contract.ts';
import { ok, type Result } from '../shared/errors.ts';
import type { AccountId } from '../shared/ids.ts';
import type { AppInfo, AppSnapshot, RemoveOutcome } from '../shared/model.ts';

export interface HandlerServices {
  readonly info: AppInfo;
  readonly accounts: Pick<Accounts, 'list' | 'leftBehind'>;
  readonly keychain: Pick<CredentialVault, 'status'>;
  readonly database: Pick<Database, 'status'>;
  readonly watch: Pick<WatchReport, 'state'>;
  readonly sessions: Sessions;
  readonly settings: SettingsStore;
  readonly signIn: SignIn;
  readonly signOut: SignOut;
  readonly exports: Exports;
  readonly history: Pick<History, 'ofSession' | 'acts' | 'ofAct' | 'timeline'>;
  readonly removeAccount: (removal: {
    readonly accountId: AccountId;
    readonly insist: boolean;
  }) => Promise<Result<RemoveOutcome>>;
  readonly endings: Pick<SessionEndings, 'dismiss'>;
  readonly openAccountPage: (accountId: AccountId) => Promise<Result<null>>;
}

export function createHandlers(services: HandlerServices): Handlers {
  const { sessions, history, settings, signIn, signOut } = services;
  return {
    'app.snapshot': () => Promise.resolve(ok(snapshot(services))),
    'signIn.begin': (argument) => signIn.begin(argument),
    'signIn.again': (argument) => signIn.again(argument),
    'signIn.password': (argument) => signIn.password(argument),
    'signIn.token': (argument) => signIn.token(argument),
    'signIn.browser': (argument) => signIn.browser(argument),
    'signIn.providerIcon': (argument) => signIn.providerIcon(argument),
    'signIn.oauth': (argument) => signIn.oauth(argument),
    'signIn.deviceCode': (argument) => signIn.deviceCode(argument),
    'signIn.openPage': (argument) => signIn.openPage(argument),
    'signIn.pasteBack': (argument) => signIn.pasteBack(argument),
    'signIn.stopWaiting': (argument) => signIn.stopWaiting(argument),
    'signIn.settle': (argument) => signIn.settle(argument),
    'signIn.cancel': (argument) => signIn.cancel(argument),
    'accounts.remove': (argument) => services.removeAccount(argument),
    'accounts.openAccountPage': ({ accountId }) => services.openAccountPage(accountId),
    'accounts.dismissLeftBehind': ({ credentialId }) => services.endings.dismiss(credentialId),
    'sessions.open': (argument) => sessions.open(argument),
    'sessions.refresh': (argument) => sessions.refresh(argument),
    'sessions.detail': (argument) => sessions.detail(argument),
    'sessions.rename': (argument) => sessions.rename(argument),
    'sessions.annotate': (argument) => Promise.resolve(sessions.annotate(argument)),
    'sessions.acceptIdentity': (argument) => Promise.resolve(sessions.acceptIdentity(argument)),
    'history.ofSession': (argument) => Promise.resolve(history.ofSession(argument)),
    'history.acts': (argument) => Promise.resolve(history.acts(argument)),
    'history.ofAct': (argument) => Promise.resolve(history.ofAct(argument)),
    'history.timeline': (argument) => Promise.resolve(history.timeline(argument)),
    'exports.save': (argument) => services.exports.save(argument),
    'exports.cancel': () => {
      services.exports.cancel();
      return Promise.resolve(ok(null));
    },
    'signOut.review': (argument) => Promise.resolve(signOut.review(argument)),
    'signOut.start': (argument) => signOut.start(argument),
    'signOut.answer': (argument) => signOut.answer(argument),
    'signOut.cancel': (argument) => signOut.cancel(argument),
    'signOut.dismiss': (argument) => signOut.dismiss(argument),
    'settings.save': (argument) => Promise.resolve(settings.save(argument)),
  };
}

function snapshot(services: HandlerServices): AppSnapshot {
  return {
    info: services.info,
    accounts: services.accounts.list(),
    leftBehind: services.accounts.leftBehind(),
    vault: services.keychain.status(),
    store: services.database.status(),
    watch: services.watch.state(),
    operations: services.signOut.snapshots(),
    settings: services.settings.current(),
  };
}
