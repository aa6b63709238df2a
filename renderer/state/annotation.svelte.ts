// Pin and note of one session. A note is saved by itself, a moment after the last key; both go to
// main together, one call after the other.
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError } from '../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../electron/shared/ids.ts';
import type { Session } from '../../electron/shared/model.ts';

const saveDelay = 700;

export class AnnotationState {
  readonly #accountId: AccountId;
  readonly #deviceId: DeviceId;
  readonly #annotate: MusterApi['sessions']['annotate'];
  #note = $state('');
  #pinned = $state(false);
  /** As main has it. */
  #pinnedThere: boolean;
  /** `changed`: not sent yet. */
  status = $state<'same' | 'changed' | 'saving' | 'saved' | 'failed'>('same');
  problem = $state.raw<AppError | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(accountId: AccountId, session: Session, api: MusterApi) {
    this.#accountId = accountId;
    this.#deviceId = session.deviceId;
    this.#annotate = api.sessions.annotate;
    this.#note = session.note ?? '';
    this.#pinned = session.pinned;
    this.#pinnedThere = session.pinned;
  }

  get note(): string {
    return this.#note;
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  write(note: string): void {
    this.#note = note;
    this.status = 'changed';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), saveDelay);
  }

  pin(pinned: boolean): void {
    this.#pinned = pinned;
    this.status = 'changed';
    this.flush();
  }

  /** What main has, unless the user is ahead of it. */
  take(session: Session): void {
    this.#pinnedThere = session.pinned;
    if (this.status !== 'same' && this.status !== 'saved') return;
    if (this.#note.trim() !== (session.note ?? '').trim()) this.#note = session.note ?? '';
    this.#pinned = session.pinned;
  }

  /** Saves now what is not saved yet. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.status === 'changed' && !this.#sending) void this.#send();
  }

  #sending = false;

  async #send(): Promise<void> {
    this.#sending = true;
    // What is typed while a call is on its way is sent after it.
    while (this.status === 'changed') {
      this.status = 'saving';
      this.problem = null;
      const result = await this.#annotate({
        accountId: this.#accountId,
        deviceId: this.#deviceId,
        pinned: this.#pinned,
        note: this.#note.trim() === '' ? null : this.#note,
      });
      if (!result.ok) {
        this.problem = result.error;
        // What is typed stays; a switch shows what is so.
        this.#pinned = this.#pinnedThere;
      }
      if (this.#isStillSaving()) this.status = result.ok ? 'saved' : 'failed';
    }
    this.#sending = false;
  }

  #isStillSaving(): boolean {
    return this.status === 'saving';
  }
}
