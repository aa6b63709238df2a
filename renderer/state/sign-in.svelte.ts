// One attempt to sign in, from the address to the account. Passwords pass through as arguments and
// are kept nowhere.
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError, Result } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type { CredentialPlace, SignInSnapshot } from '../../electron/shared/model.ts';

export type SignInStep =
  { readonly kind: 'address' } | Exclude<SignInSnapshot, { kind: 'signed-in' }>;

export class SignInState {
  readonly #api: MusterApi;
  readonly #done: (accountId: AccountId) => void;
  readonly #report: (error: AppError) => void;
  step = $state.raw<SignInStep>({ kind: 'address' });
  busy = $state(false);
  /** Why the last step didn't work, beside what the snapshot itself says. */
  problem = $state.raw<AppError | null>(null);
  /** Stays when the user goes back from the password. */
  address = $state('');
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
  }

  begin(): Promise<void> {
    return this.#run(this.#api.signIn.begin({ address: this.address.trim() }));
  }

  again(accountId: AccountId): Promise<void> {
    return this.#run(this.#api.signIn.again({ accountId }));
  }

  password(user: string, password: string, keptIn: CredentialPlace): Promise<void> {
    if (this.step.kind !== 'ready') return Promise.resolve();
    const { attemptId } = this.step;
    return this.#run(this.#api.signIn.password({ attemptId, user, password, keptIn }));
  }

  settle(choice: 'try-keychain' | 'this-run' | 'sign-out'): Promise<void> {
    if (this.step.kind !== 'not-kept') return Promise.resolve();
    return this.#run(this.#api.signIn.settle({ attemptId: this.step.attemptId, choice }));
  }

  /** Back to the address; main forgets the attempt. */
  back(): void {
    this.#cancel();
    this.problem = null;
    this.step = { kind: 'address' };
  }

  /** The view goes away. An answer that is still on its way is not shown any more. */
  close(): void {
    if (!this.#over) this.#cancel();
    this.#over = true;
  }

  async #run(call: Promise<Result<SignInSnapshot>>): Promise<void> {
    this.busy = true;
    this.problem = null;
    const result = await call;
    if (result.ok && result.value.kind === 'signed-in') {
      this.#over = true;
      this.#done(result.value.accountId);
      return;
    }
    this.busy = false;
    if (!result.ok) this.problem = result.error;
    else if (result.value.kind !== 'signed-in') {
      this.step = result.value;
      if (this.#over) this.#cancel();
    }
  }

  #cancel(): void {
    if (this.step.kind === 'address') return;
    const { attemptId } = this.step;
    void this.#api.signIn.cancel({ attemptId }).then((result) => {
      if (!result.ok && result.error.code !== 'unknown-subject') this.#report(result.error);
    });
  }
}
