// Signing out, from the confirmation to the outcome. Nothing is sent before `confirm`: a server may
// act on the first request. Main owns the operation; this shows its snapshots.
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError, Result } from '../../electron/shared/errors.ts';
import type { AccountId, DeviceId, OperationId } from '../../electron/shared/ids.ts';
import type { Account, Session } from '../../electron/shared/model.ts';
import type { OperationSnapshot } from '../../electron/shared/operation.ts';
import {
  nothingConfirmed,
  withConfirmed,
  without,
  withSnapshot,
  type Operations,
} from './operation-list.ts';

/** What the user is asked to confirm: exactly these sessions, never Muster's own. */
export interface Proposal {
  readonly account: Account;
  readonly sessions: readonly Session[];
}

export class OperationsState {
  readonly #api: MusterApi;
  readonly #report: (error: AppError) => void;
  proposal = $state.raw<Proposal | null>(null);
  /** Why the last answer or cancel of the one on screen didn't get through. */
  problem = $state.raw<AppError | null>(null);
  /** Confirmed, and main has not answered yet. */
  starting = $state.raw<Proposal | null>(null);
  #operations = $state.raw<Operations>([]);
  /** Names for the outcome; the list has forgotten what is gone by then. Empty after a reload. */
  #confirmed = nothingConfirmed;
  /** Late snapshots of these are ignored. */
  #dismissed: readonly OperationId[] = [];

  constructor(api: MusterApi, report: (error: AppError) => void) {
    this.#api = api;
    this.#report = report;
  }

  /** The one that is shown: they are shown one after the other. */
  get current(): OperationSnapshot | null {
    return this.#operations[0] ?? null;
  }

  propose(account: Account, sessions: readonly Session[]): void {
    const others = sessions.filter((session) => session.deviceId !== account.deviceId);
    if (others.length > 0) this.proposal = { account, sessions: others };
  }

  withdraw(): void {
    this.proposal = null;
  }

  async confirm(): Promise<void> {
    const { proposal } = this;
    if (!proposal) return;
    const { account, sessions } = proposal;
    this.proposal = null;
    this.starting = proposal;
    this.#confirmed = withConfirmed(this.#confirmed, account.accountId, sessions);
    const result = await this.#api.signOut.start({
      accountId: account.accountId,
      deviceIds: sessions.map((session) => session.deviceId),
    });
    this.starting = null;
    if (result.ok) this.put(result.value);
    else this.#report(result.error);
  }

  /** The password goes through as an argument; the caller has cleared its field before. */
  answer(operationId: OperationId, password: string): Promise<void> {
    return this.#take(operationId, this.#api.signOut.answer({ operationId, password }));
  }

  cancel(operationId: OperationId): Promise<void> {
    return this.#take(operationId, this.#api.signOut.cancel({ operationId }));
  }

  async dismiss(operationId: OperationId): Promise<void> {
    this.#dismissed = [...this.#dismissed, operationId];
    this.#operations = without(this.#operations, operationId);
    const result = await this.#api.signOut.dismiss({ operationId });
    if (!result.ok && result.error.code !== 'unknown-subject') this.#report(result.error);
  }

  put(snapshot: OperationSnapshot): void {
    if (this.starting?.account.accountId === snapshot.accountId) this.starting = null;
    if (this.#dismissed.includes(snapshot.operationId)) return;
    this.#operations = withSnapshot(this.#operations, snapshot);
  }

  /** The session that was confirmed under this id, as the list had it then. */
  confirmed(accountId: AccountId, deviceId: DeviceId): Session | null {
    return this.#confirmed.get(accountId)?.get(deviceId) ?? null;
  }

  async #take(id: OperationId, call: Promise<Result<OperationSnapshot>>): Promise<void> {
    this.problem = null;
    const result = await call;
    if (result.ok) this.put(result.value);
    else if (result.error.code === 'unknown-subject') {
      this.#operations = without(this.#operations, id);
      this.#report(result.error);
    } else this.problem = result.error;
  }
}
