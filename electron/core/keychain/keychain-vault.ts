// The vault on the keychain of the system. One call in flight. A connection that failed is begun anew
// and tried once more, and while the keychain is known to have failed it is looked at until it is back.
import type { Clock } from '../../matrix/types.ts';
import { fail, type Result, type VaultProblem } from '../../shared/errors.ts';
import type { KeychainName, VaultStatus } from '../../shared/model.ts';
import type { CredentialVault, Keychain, KeychainSight, VaultItem } from '../ports.ts';
import { canBeKept, vaultError } from '../tokens/vault.ts';
import {
  deleting,
  probing,
  problemOf,
  reading,
  tryingOut,
  writing,
  type KeychainCall,
} from './keychain-calls.ts';

/** How long a call may take, its place in the queue included, in milliseconds. */
const LIMIT = 60_000;

/** When a pending call is worth a word to the user, in milliseconds. */
const NOTICE = 500;

/** How often a keychain that has failed is looked at, in milliseconds. */
const LOOK_EVERY = 10_000;

/** How long a prompt may stay open that nobody waits for any more, in milliseconds. */
const PROMPT_LIMIT = 600_000;

export interface KeychainVaultPorts {
  readonly keychain: Keychain;
  /** Never asks a person, never rejects. */
  readonly look: () => Promise<KeychainSight>;
  readonly clock: Clock;
  /** Told when the status is another than before. */
  readonly onStatus: (status: VaultStatus) => void;
}

type Failed = Extract<VaultStatus, { kind: 'failed' }>;

export class KeychainVault implements CredentialVault {
  readonly #ports: KeychainVaultPorts;
  #status: VaultStatus = { kind: 'ready' };
  /** What the last outcome said about the keychain: null for nothing bad. `waiting` goes back to it. */
  #failure: Failed | null = null;
  /** Whose keychain was seen last. */
  #name: KeychainName | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #notice = new AbortController();
  /** Of a call whose caller has given up: aborted when it has ended. Null while there is none. */
  #hanging: AbortController | null = null;
  #isLooking = false;
  #tellBack: () => void = () => undefined;
  readonly #closed = new AbortController();

  constructor(ports: KeychainVaultPorts) {
    this.#ports = ports;
  }

  /** `tell` hears when a keychain that had failed works again. */
  whenBack(tell: () => void): void {
    this.#tellBack = tell;
  }

  status(): VaultStatus {
    return this.#status;
  }

  set(item: VaultItem, token: string): Promise<Result<null>> {
    return canBeKept(token)
      ? this.#run(writing(item, token))
      : Promise.resolve(fail(vaultError('not-stored')));
  }

  get(item: VaultItem): Promise<Result<string>> {
    return this.#run(reading(item));
  }

  delete(item: VaultItem): Promise<Result<null>> {
    return this.#run(deleting(item));
  }

  probe(): Promise<Result<null>> {
    return this.#run(probing);
  }

  /** Looks whether a keychain that has failed is back, without asking a person. */
  async recheck(): Promise<void> {
    if (this.#failureToMend() === null) return;
    const sight = await this.#look();
    const failure = this.#failureToMend();
    if (failure === null) return;
    switch (sight.kind) {
      case 'open':
        // Nobody needs the prompt any more that a call hangs in.
        if (this.#hanging) this.#ports.keychain.end();
        await this.#run(tryingOut);
        return;
      case 'unseen':
        // There, each call may ask for what a person has just refused, or not answered.
        if (failure.reason !== 'locked' && !this.#hanging) await this.#run(tryingOut);
        return;
      case 'locked':
      case 'no-collection':
      case 'no-service':
        if (!this.#hanging) this.#settle(sight.kind === 'no-service' ? 'unavailable' : sight.kind);
        return;
    }
  }

  /** Ends the connection; calls that are under way end as unanswered. */
  close(): void {
    this.#closed.abort();
    this.#notice.abort();
    this.#hanging?.abort();
    this.#ports.keychain.end();
  }

  /** Null also while somebody waits for a call: its outcome will say more than a look. */
  #failureToMend(): Failed | null {
    const isAwaited = this.#pending > 0 && !this.#hanging;
    return isAwaited || this.#isClosed() ? null : this.#failure;
  }

  async #run<T>(call: KeychainCall<T>): Promise<Result<T>> {
    const over = new AbortController();
    const turn = this.#tail.then(() => this.#take(call, () => !over.signal.aborted));
    this.#tail = turn;
    if (++this.#pending === 1) this.#expectAnswer();
    const limit = this.#ports.clock.sleep(LIMIT, over.signal).then((): null => null);
    const result = await Promise.race([turn, limit]);
    over.abort();
    this.#pending--;
    if (result === null) this.#giveUp();
    this.#expectAnswer();
    return result ?? fail(vaultError('no-answer'));
  }

  async #take<T>(call: KeychainCall<T>, wanted: () => boolean): Promise<Result<T>> {
    // Given up while it stood in the queue: the keychain hears nothing of it.
    if (!wanted()) return fail(vaultError('no-answer'));
    const result = await this.#perform(call, wanted);
    this.#hanging?.abort();
    this.#hanging = null;
    if (result.ok) this.#settle(null);
    else if (result.error.code === 'vault') this.#settle(result.error.reason);
    return result;
  }

  /** Once, and once more by a new connection where the first one may be what has failed. */
  async #perform<T>(call: KeychainCall<T>, wanted: () => boolean): Promise<Result<T>> {
    const first = await this.#attempt(call, wanted);
    if (first.ok || first.error.code !== 'vault' || !wanted()) return first;
    const { reason } = first.error;
    const sight = await this.#look();
    if (sight.kind === 'locked' || sight.kind === 'no-collection') {
      return fail(vaultError(sight.kind));
    }
    const mayBeStale =
      sight.kind === 'open'
        ? reason === 'unavailable' || reason === 'locked-or-missing'
        : sight.kind === 'unseen' && reason === 'unavailable';
    if (!mayBeStale || !wanted()) return first;
    this.#ports.keychain.end();
    return this.#attempt(call, wanted);
  }

  async #attempt<T>(call: KeychainCall<T>, wanted: () => boolean): Promise<Result<T>> {
    try {
      return await call(this.#ports.keychain, wanted);
    } catch (error) {
      return fail(vaultError(problemOf(error, wanted())));
    }
  }

  async #look(): Promise<KeychainSight> {
    const sight = await this.#ports.look();
    this.#name = sight.kind === 'no-service' ? null : sight.keychain;
    return sight;
  }

  /** The call stays, for its prompt may still be answered; not for ever. */
  #giveUp(): void {
    this.#settle('no-answer');
    if (this.#hanging) return;
    const hanging = new AbortController();
    this.#hanging = hanging;
    void this.#ports.clock.sleep(PROMPT_LIMIT, hanging.signal).then(() => {
      if (!hanging.signal.aborted) this.#ports.keychain.end();
    });
  }

  /** `problem`: null after a success. Some problems say nothing about the keychain itself. */
  #settle(problem: VaultProblem | null): void {
    if (problem === 'locked-or-missing' || problem === 'not-stored') return;
    const wasFailed = this.#failure !== null;
    this.#failure =
      problem === null ? null : { kind: 'failed', reason: problem, keychain: this.#name };
    this.#show(this.#failure ?? { kind: 'ready' });
    if (this.#failure !== null) void this.#keepLooking();
    else if (wasFailed) this.#tellBack();
  }

  #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  async #keepLooking(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { signal } = this.#closed;
    do {
      await this.#ports.clock.sleep(LOOK_EVERY, signal);
      await this.recheck();
    } while (this.status().kind !== 'ready' && !this.#isClosed());
    this.#isLooking = false;
  }

  /** Starts the half second anew while calls are pending, and ends it when none is. */
  #expectAnswer(): void {
    this.#notice.abort();
    const notice = new AbortController();
    this.#notice = notice;
    if (this.#pending === 0) {
      this.#show(this.#failure ?? { kind: 'ready' });
      return;
    }
    void this.#ports.clock.sleep(NOTICE, notice.signal).then(async () => {
      if (this.#notice !== notice) return;
      await this.#look();
      if (this.#notice === notice) this.#show({ kind: 'waiting', keychain: this.#name });
    });
  }

  #show(next: VaultStatus): void {
    const isOther = JSON.stringify(next) !== JSON.stringify(this.#status);
    this.#status = next;
    if (isOther && !this.#closed.signal.aborted) this.#ports.onStatus(next);
  }
}
