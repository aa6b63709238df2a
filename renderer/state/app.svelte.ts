// The whole window: boots from one snapshot, then follows events. Holds the states of its parts.
import { ownSessions } from '../../electron/audit/protection.ts';
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type {
  Account,
  AppInfo,
  AppSnapshot,
  Destination,
  LeftBehindSession,
  Session,
  StoreStatus,
  VaultStatus,
  WatchState,
} from '../../electron/shared/model.ts';
import type { IdentityState } from '../../electron/shared/trust.ts';
import { AccountNews } from './account-news.svelte.ts';
import { ServerClock, WindowClock, type Clock } from './clock.svelte.ts';
import { OperationsState } from './operations.svelte.ts';
import { SessionsState } from './sessions.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { SignInState } from './sign-in.svelte.ts';

type Boot =
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly error: AppError }
  | { readonly kind: 'ready'; readonly info: AppInfo };

export type AppDialog =
  | { readonly kind: 'rename'; readonly account: Account; readonly session: Session }
  | { readonly kind: 'remove-account'; readonly account: Account }
  /** These concern the list on screen. */
  | { readonly kind: 'rule' | 'export'; readonly account: Account }
  /** `identity`: what the user is shown, and accepts or not. */
  | {
      readonly kind: 'identity';
      readonly account: Account;
      readonly identity: IdentityState;
    };

/** What stands beside the rail while nobody signs in. History is that of the account on screen. */
export type View = 'sessions' | 'history' | 'settings';

export class AppState {
  readonly api: MusterApi;
  readonly clock: WindowClock;
  readonly settings: SettingsState;
  readonly operations: OperationsState;
  readonly news = new AccountNews();

  boot = $state.raw<Boot>({ kind: 'starting' });
  accounts = $state.raw<readonly Account[]>([]);
  /** Sessions that somebody has to look after, because Muster can't. */
  leftBehind = $state.raw<readonly LeftBehindSession[]>([]);
  vault = $state.raw<VaultStatus>({ kind: 'ready' });
  store = $state.raw<StoreStatus>({ kind: 'ready' });
  watch = $state.raw<WatchState>({ on: false, accounts: 0, unwatched: [] });
  sessions = $state.raw<SessionsState | null>(null);
  view = $state<View>('sessions');
  /** Not null while the sign-in view is on screen. */
  signIn = $state.raw<SignInState | null>(null);
  dialog = $state.raw<AppDialog | null>(null);
  /** Errors of calls that have no place of their own on screen. */
  notice = $state.raw<AppError | null>(null);
  /** What became of the session that an account had before it was signed in anew. */
  replaced = $state.raw<{ readonly accountId: AccountId; readonly ended: boolean } | null>(null);
  /** What screen readers are told. */
  announcement = $state('');

  readonly account = $derived.by(
    () => this.accounts.find((a) => a.accountId === this.sessions?.accountId) ?? null,
  );

  #unsubscribe: readonly (() => void)[] = [];
  /** Events that came before the snapshot; they are replayed on top of it. */
  #early: readonly (() => void)[] | null = [];
  /** Signed in a moment ago; its account may not have been announced yet. */
  #expected: AccountId | null = null;

  constructor(api: MusterApi, now: () => number) {
    this.api = api;
    this.clock = new WindowClock(now);
    this.settings = new SettingsState(
      (settings) => api.settings.save(settings),
      (error) => this.report(error),
    );
    this.operations = new OperationsState(api, (error) => this.report(error));
  }

  async start(): Promise<void> {
    this.boot = { kind: 'starting' };
    this.#subscribe();
    const result = await this.api.app.snapshot(null);
    if (!result.ok) {
      this.boot = { kind: 'failed', error: result.error };
      return;
    }
    this.#load(result.value);
    const early = this.#early ?? [];
    this.#early = null;
    for (const replay of early) replay();
  }

  /** Saves what waits to be saved, because the window may go. */
  flush(): void {
    this.settings.flush();
    this.sessions?.inspector.inspected?.annotation.flush();
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.clock.close();
    this.flush();
    this.sessions?.close();
  }

  report(error: AppError): void {
    this.notice = error;
  }

  announce(text: string): void {
    this.announcement = text;
  }

  /** For what the server of an account dates. */
  clockOf(accountId: AccountId): Clock {
    return new ServerClock(this.clock, () => this.news.of(accountId).serverAhead);
  }

  /** Shows an account's sessions, and leaves the sign-in view. */
  select(accountId: AccountId): void {
    this.#leaveSignIn();
    this.view = 'sessions';
    if (this.sessions?.accountId === accountId) return;
    this.#show(accountId);
    this.settings.selectAccount(accountId);
  }

  go(view: View): void {
    this.#leaveSignIn();
    this.view = view;
  }

  /** Leads to an account, and closely to one of its sessions. */
  navigate({ accountId, deviceId }: Destination): void {
    if (!this.accounts.some((account) => account.accountId === accountId)) return;
    this.dialog = null;
    this.select(accountId);
    if (deviceId !== null) this.sessions?.reveal(deviceId);
  }

  addAccount(): void {
    this.#leaveSignIn();
    this.signIn = this.#newSignIn();
  }

  signInAgain(accountId: AccountId): void {
    this.#leaveSignIn();
    this.signIn = this.#newSignIn();
    void this.signIn.again(accountId);
  }

  /** Back to the list, where there is one. */
  cancelSignIn(): void {
    if (this.accounts.length > 0) this.#leaveSignIn();
  }

  async openAccountPage(accountId: AccountId): Promise<void> {
    const result = await this.api.accounts.openAccountPage({ accountId });
    if (!result.ok) this.report(result.error);
  }

  async dismissLeftBehind({ credentialId }: LeftBehindSession): Promise<void> {
    const result = await this.api.accounts.dismissLeftBehind({ credentialId });
    if (!result.ok) this.report(result.error);
  }

  #subscribe(): void {
    if (this.#unsubscribe.length > 0) return;
    const { app, accounts, sessions, signIn, signOut } = this.api;
    this.#unsubscribe = [
      app.vaultChanged((vault) => this.#event(() => (this.vault = vault))),
      app.storeChanged((store) => this.#event(() => (this.store = store))),
      signIn.replaced((news) => this.#event(() => (this.replaced = news))),
      app.watchChanged((watch) => this.#event(() => (this.watch = watch))),
      app.navigate((destination) => this.#event(() => this.navigate(destination))),
      accounts.changed((changed) => this.#event(() => this.#setAccounts(changed))),
      accounts.leftBehindChanged((left) => this.#event(() => (this.leftBehind = left))),
      sessions.changed((delta) => {
        this.clock.sync();
        this.news.take(delta.accountId, delta.state);
        if (delta.accountId === this.sessions?.accountId) this.sessions.apply(delta);
      }),
      signOut.changed((snapshot) => this.#event(() => this.operations.put(snapshot))),
    ];
  }

  #event(apply: () => void): void {
    if (this.#early) this.#early = [...this.#early, apply];
    else apply();
  }

  #load(snapshot: AppSnapshot): void {
    this.settings.load(snapshot.settings);
    this.leftBehind = snapshot.leftBehind;
    this.vault = snapshot.vault;
    this.store = snapshot.store;
    this.watch = snapshot.watch;
    this.operations.load(snapshot.operations);
    this.#setAccounts(snapshot.accounts);
    this.boot = { kind: 'ready', info: snapshot.info };
  }

  #setAccounts(accounts: readonly Account[]): void {
    this.accounts = accounts;
    this.news.keep(accounts.map(({ accountId }) => accountId));
    const has = (id: AccountId | null): boolean =>
      accounts.some((account) => account.accountId === id);
    if (this.#expected !== null && has(this.#expected)) {
      const expected = this.#expected;
      this.#expected = null;
      this.select(expected);
    }
    if (this.sessions && has(this.sessions.accountId)) return;
    const wanted = this.settings.current.selectedAccountId;
    const next = has(wanted) ? wanted : (accounts[0]?.accountId ?? null);
    if (next === null) {
      this.#hide();
      this.signIn ??= this.#newSignIn();
    } else {
      this.#show(next);
      this.settings.selectAccount(next);
    }
  }

  #show(accountId: AccountId): void {
    this.#hide();
    const sessions = new SessionsState(accountId, {
      api: this.api,
      settings: this.settings,
      clock: this.clockOf(accountId),
      own: () => ownSessions(accountId, this.accounts),
      report: (error) => this.report(error),
      onlist: (list) => this.news.take(accountId, list),
    });
    this.sessions = sessions;
    void sessions.open();
  }

  #hide(): void {
    this.sessions?.close();
    this.sessions = null;
  }

  #newSignIn(): SignInState {
    return new SignInState(
      this.api,
      (accountId) => this.#signedIn(accountId),
      (error) => this.report(error),
    );
  }

  #signedIn(accountId: AccountId): void {
    this.announce('Signed in.');
    if (!this.accounts.some((account) => account.accountId === accountId)) {
      this.#expected = accountId;
      return;
    }
    const again = this.sessions?.accountId === accountId;
    this.select(accountId);
    if (again) void this.sessions?.open();
  }

  #leaveSignIn(): void {
    this.signIn?.close();
    this.signIn = null;
  }
}
