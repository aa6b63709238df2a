// One attempt to sign in, from the address to the account. Passwords and tokens pass through as
// arguments and are kept nowhere.
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError, LeadsInside, Result } from '../../electron/shared/errors.ts';
import type { AccountId, AttemptId } from '../../electron/shared/ids.ts';
import type { CredentialPlace } from '../../electron/shared/model.ts';
import type { SignInIdentifier, SignInSnapshot } from '../../electron/shared/sign-in.ts';
import { ProviderIcons } from './provider-icons.ts';
import type { Way } from './ways-in.ts';

export type SignInStep =
  | { readonly kind: 'address' }
  /** The server sends Muster on to where nothing is sent before the user agrees. */
  | { readonly kind: 'leads-inside'; readonly found: LeadsInside; readonly again: boolean }
  | Exclude<SignInSnapshot, { kind: 'signed-in' }>;

/** What an attempt begins with. `agreedTo`: hosts that the user has agreed to. */
type Beginning = (agreedTo: readonly string[]) => Promise<Result<SignInSnapshot>>;

export class SignInState {
  readonly #api: MusterApi;
  readonly #done: (accountId: AccountId) => void;
  readonly #report: (error: AppError) => void;
  readonly #unsubscribe: () => void;
  step = $state.raw<SignInStep>({ kind: 'address' });
  busy = $state(false);
  /** Why the last step didn't work, beside what the snapshot itself says. */
  problem = $state.raw<AppError | null>(null);
  /** Stays when the user goes back from the password. */
  address = $state('');
  /** The user's choice; null for what suits the server best. */
  way = $state<Way | null>(null);
  /** The user's choice to keep nothing. */
  thisRunOnly = $state(false);
  /** The view is gone, or the attempt has led to an account. */
  #over = false;
  #goOn: (() => Promise<void>) | null = null;
  readonly #icons = new ProviderIcons();

  constructor(
    api: MusterApi,
    done: (accountId: AccountId) => void,
    report: (error: AppError) => void,
  ) {
    this.#api = api;
    this.#done = done;
    this.#report = report;
    this.#unsubscribe = api.signIn.changed(({ attemptId, snapshot }) => {
      if (attemptId === this.#attemptId) this.#show(snapshot);
    });
  }

  begin(): Promise<void> {
    this.#icons.forget();
    const address = this.address.trim();
    return this.#begin((agreedTo) => this.#api.signIn.begin({ address, agreedTo }), false);
  }

  again(accountId: AccountId): Promise<void> {
    return this.#begin((agreedTo) => this.#api.signIn.again({ accountId, agreedTo }), true);
  }

  /** Answers `leads-inside`. */
  async goOn(): Promise<void> {
    await this.#goOn?.();
  }

  password(identifier: SignInIdentifier, password: string): Promise<void> {
    const keptIn = this.#keptIn;
    return this.#call((attemptId) =>
      this.#api.signIn.password({ attemptId, identifier, password, keptIn }),
    );
  }

  token(token: string): Promise<void> {
    const keptIn = this.#keptIn;
    return this.#call((attemptId) => this.#api.signIn.token({ attemptId, token, keptIn }));
  }

  browser(providerId: string | null): Promise<void> {
    const keptIn = this.#keptIn;
    return this.#call((attemptId) => this.#api.signIn.browser({ attemptId, providerId, keptIn }));
  }

  oauth(): Promise<void> {
    const keptIn = this.#keptIn;
    return this.#call((attemptId) => this.#api.signIn.oauth({ attemptId, keptIn }));
  }

  deviceCode(): Promise<void> {
    const keptIn = this.#keptIn;
    return this.#call((attemptId) => this.#api.signIn.deviceCode({ attemptId, keptIn }));
  }

  openPage(): Promise<void> {
    return this.#call((attemptId) => this.#api.signIn.openPage({ attemptId }));
  }

  pasteBack(text: string): Promise<void> {
    return this.#call((attemptId) => this.#api.signIn.pasteBack({ attemptId, text }));
  }

  stopWaiting(): Promise<void> {
    return this.#call((attemptId) => this.#api.signIn.stopWaiting({ attemptId }));
  }

  settle(choice: 'try-keychain' | 'this-run' | 'sign-out'): Promise<void> {
    return this.#call((attemptId) => this.#api.signIn.settle({ attemptId, choice }));
  }

  /** The picture of a provider in base64; null where there is none to be had, which is no error. */
  providerIcon(providerId: string): Promise<string | null> {
    const attemptId = this.#attemptId;
    if (attemptId === null) return Promise.resolve(null);
    return this.#icons.get(providerId, () =>
      this.#api.signIn.providerIcon({ attemptId, providerId }),
    );
  }

  choose(way: Way): void {
    this.way = way;
    this.problem = null;
  }

  /** Back to the address; main forgets the attempt. */
  back(): void {
    this.#cancel();
    this.problem = null;
    this.way = null;
    this.thisRunOnly = false;
    this.step = { kind: 'address' };
  }

  /** The view goes away. An answer that is still on its way is not shown any more. */
  close(): void {
    if (!this.#over) this.#cancel();
    this.#finish();
  }

  get #keptIn(): CredentialPlace {
    return this.thisRunOnly ? 'this-run' : 'keychain';
  }

  get #attemptId(): AttemptId | null {
    return 'attemptId' in this.step ? this.step.attemptId : null;
  }

  #call(ask: (attemptId: AttemptId) => Promise<Result<SignInSnapshot>>): Promise<void> {
    const attemptId = this.#attemptId;
    return attemptId === null ? Promise.resolve() : this.#run(ask(attemptId));
  }

  /** What the user agrees to counts for this beginning alone. */
  async #begin(
    beginning: Beginning,
    again: boolean,
    agreedTo: readonly string[] = [],
  ): Promise<void> {
    await this.#run(beginning(agreedTo));
    const found = this.problem;
    if (found?.code !== 'leads-inside') return;
    this.problem = null;
    this.step = { kind: 'leads-inside', found, again };
    this.#goOn = () => this.#begin(beginning, again, [...agreedTo, found.host]);
  }

  async #run(call: Promise<Result<SignInSnapshot>>): Promise<void> {
    this.busy = true;
    this.problem = null;
    const result = await call;
    // An event may have led to an account meanwhile: what was asked before that matters no more.
    if (this.#over && !result.ok) return;
    this.busy = false;
    if (result.ok) this.#show(result.value);
    else this.problem = result.error;
  }

  #show(snapshot: SignInSnapshot): void {
    if (snapshot.kind === 'signed-in') {
      this.#finish();
      this.busy = true;
      this.#done(snapshot.accountId);
      return;
    }
    this.problem = null;
    this.step = snapshot;
    if (this.#over) this.#cancel();
  }

  #finish(): void {
    this.#over = true;
    this.#unsubscribe();
  }

  #cancel(): void {
    const attemptId = this.#attemptId;
    if (attemptId === null) return;
    void this.#api.signIn.cancel({ attemptId }).then((result) => {
      if (!result.ok && result.error.code !== 'unknown-subject') this.#report(result.error);
    });
  }
}
