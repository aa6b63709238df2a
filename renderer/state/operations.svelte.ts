// Signing out, from the confirmation to the outcome. Nothing is sent before `confirm`: a server may
// act on the first request. Main owns the operation; this shows its snapshots.
import type { AuditContext } from '../../electron/audit/findings.ts';
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError, Result } from '../../electron/shared/errors.ts';
import type { AccountId, DeviceId, OperationId, ReviewId } from '../../electron/shared/ids.ts';
import type { Account, Session } from '../../electron/shared/model.ts';
import type {
  LastingSnapshot,
  OperationAnswer,
  OperationSnapshot,
} from '../../electron/shared/operation.ts';
import {
  isLasting,
  nothingConfirmed,
  withConfirmed,
  without,
  withSnapshot,
  type Operations,
} from './operation-list.ts';
import { proposalOf, type Proposal } from './proposal.ts';

export class OperationsState {
  readonly #api: MusterApi;
  readonly #report: (error: AppError) => void;
  proposal = $state.raw<Proposal | null>(null);
  /** Why the last answer or cancel of the one on screen didn't get through. */
  problem = $state.raw<AppError | null>(null);
  /** Confirmed, and main has not answered yet. */
  starting = $state.raw<Pick<Proposal, 'account' | 'sessions'> | null>(null);
  #onwithdraw: () => void = () => undefined;
  /** What main says to the list that is on screen. */
  #review: Promise<Result<ReviewId>> | null = null;
  #operations = $state.raw<Operations>([]);
  /** Names for the outcome; the list has forgotten what is gone by then. Empty after a reload. */
  #confirmed = nothingConfirmed;
  /** Those that wait for another time. */
  #aside = $state.raw<readonly OperationId[]>([]);
  /** Late snapshots of these are ignored. */
  #dismissed: readonly OperationId[] = [];

  constructor(api: MusterApi, report: (error: AppError) => void) {
    this.#api = api;
    this.#report = report;
  }

  /** The one that is shown: they are shown one after the other. */
  get current(): OperationSnapshot | null {
    return this.#operations.find((operation) => !this.#isAside(operation)) ?? null;
  }

  /** Those that were put aside, while they wait. */
  get aside(): readonly LastingSnapshot[] {
    return this.#operations.filter((operation) => this.#isAside(operation));
  }

  #isAside(operation: OperationSnapshot): operation is LastingSnapshot {
    return isLasting(operation) && this.#aside.includes(operation.operationId);
  }

  /** `chosen` out of `all` sessions of the account. `onwithdraw`: when the user changes their mind. */
  propose(
    account: Account,
    chosen: readonly Session[],
    all: readonly Session[],
    context: AuditContext,
    onwithdraw: () => void = () => undefined,
  ): void {
    const proposal = proposalOf(account, chosen, all, context);
    if (proposal === null) return;
    // One at a time for an account: the one that waits comes first.
    const waiting = this.aside.find(({ accountId }) => accountId === account.accountId);
    if (waiting) {
      this.bringBack(waiting.operationId);
      return;
    }
    this.proposal = proposal;
    this.#onwithdraw = onwithdraw;
  }

  withdraw(): void {
    this.proposal = null;
    this.#onwithdraw();
  }

  /** These of the proposal are on screen now: main signs out nothing else. */
  review(sessions: readonly Session[]): void {
    const accountId = this.proposal?.account.accountId;
    this.#review =
      accountId === undefined || sessions.length === 0
        ? null
        : this.#api.signOut.review({ accountId, deviceIds: sessions.map(idOf) });
  }

  /** Sends `sessions`, which are those of the last `review`. */
  async confirm(sessions: readonly Session[]): Promise<void> {
    const { proposal } = this;
    if (!proposal || this.#review === null) return;
    const { account } = proposal;
    this.proposal = null;
    this.starting = { account, sessions };
    this.#confirmed = withConfirmed(this.#confirmed, account.accountId, sessions);
    const review = await this.#review;
    const result = review.ok ? await this.#api.signOut.start({ reviewId: review.value }) : review;
    this.starting = null;
    if (result.ok) this.put(result.value);
    else if (result.error.code !== 'cancelled') this.#report(result.error);
  }

  /** An answer goes through as an argument; the caller has cleared its field before. */
  answer(operationId: OperationId, answer: OperationAnswer): Promise<void> {
    return this.#take(operationId, this.#api.signOut.answer({ operationId, answer }));
  }

  /** What main has at the start. One from before waits until it is wanted. */
  load(operations: readonly OperationSnapshot[]): void {
    for (const operation of operations) {
      this.put(operation);
      const isFromBefore =
        operation.kind === 'interrupted' || (operation.kind === 'guided' && operation.paused);
      if (isFromBefore) this.putAside(operation);
    }
  }

  /** A guided one waits paused. */
  putAside(operation: OperationSnapshot): void {
    if (!isLasting(operation)) return;
    this.problem = null;
    this.#aside = [...this.#aside, operation.operationId];
    if (operation.kind === 'guided' && !operation.paused)
      void this.answer(operation.operationId, { kind: 'pause' });
  }

  bringBack(operationId: OperationId): void {
    this.#aside = this.#aside.filter((other) => other !== operationId);
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

function idOf({ deviceId }: Session): DeviceId {
  return deviceId;
}
