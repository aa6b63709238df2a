// One attempt to sign in, from the address to the account. Passwords and tokens pass through as
// arguments and are kept nowhere.
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError, Result } from '../../electron/shared/errors.ts';
import type { AccountId, AttemptId } from '../../electron/shared/ids.ts';
import type {
  CredentialPlace,
  SignInIdentifier,
  SignInMethods,
  SignInSnapshot,
} from '../../electron/shared/model.ts';

export type SignInStep =
  { readonly kind: 'address' } | Exclude<SignInSnapshot, { kind: 'signed-in' }>;

/** The ways that a form is made for. */
export type Way = 'password' | 'browser' | 'token';

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
    return this.#run(this.#api.signIn.begin({ address: this.address.trim() }));
  }

  again(accountId: AccountId): Promise<void> {
    return this.#run(this.#api.signIn.again({ accountId }));
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

  pasteBack(text: string): Promise<void> {
    return this.#call((attemptId) => this.#api.signIn.pasteBack({ attemptId, text }));
  }

  leaveBrowser(): Promise<void> {
    return this.#call((attemptId) => this.#api.signIn.leaveBrowser({ attemptId }));
  }

  settle(choice: 'try-keychain' | 'this-run' | 'sign-out'): Promise<void> {
    return this.#call((attemptId) => this.#api.signIn.settle({ attemptId, choice }));
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
    return this.step.kind === 'address' ? null : this.step.attemptId;
  }

  #call(ask: (attemptId: AttemptId) => Promise<Result<SignInSnapshot>>): Promise<void> {
    const attemptId = this.#attemptId;
    return attemptId === null ? Promise.resolve() : this.#run(ask(attemptId));
  }

  async #run(call: Promise<Result<SignInSnapshot>>): Promise<void> {
    this.busy = true;
    this.problem = null;
    const result = await call;
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

/** The way to show first: the server's wish, then what people know best. */
export function firstWay({ password, sso }: SignInMethods): Way {
  if (sso && (sso.preferred || !password)) return 'browser';
  return password ? 'password' : 'token';
}

/** The ways that there are, in the order in which they are offered. A token is one everywhere. */
export function waysOf({ password, sso }: SignInMethods): readonly Way[] {
  return [
    ...(password ? (['password'] as const) : []),
    ...(sso ? (['browser'] as const) : []),
    'token',
  ];
}
