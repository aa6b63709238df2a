// The one session that is looked at closely: what the list says at once, then the server's own answer.
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError } from '../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../electron/shared/ids.ts';
import type { Session, SessionListDelta } from '../../electron/shared/model.ts';
import { AnnotationState } from './annotation.svelte.ts';

export type DetailAnswer =
  | { readonly kind: 'asking' }
  | { readonly kind: 'found'; readonly fetchedAt: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface Inspected {
  /** The newest that is known of it, from the list or from its own answer. */
  readonly session: Session;
  readonly answer: DetailAnswer;
  readonly annotation: AnnotationState;
}

export class InspectorState {
  readonly #accountId: AccountId;
  readonly #api: MusterApi;
  inspected = $state.raw<Inspected | null>(null);
  /** Counts questions, so that late answers to old ones are dropped. */
  #asked = 0;

  constructor(accountId: AccountId, api: MusterApi) {
    this.#accountId = accountId;
    this.#api = api;
  }

  get deviceId(): DeviceId | null {
    return this.inspected?.session.deviceId ?? null;
  }

  async open(session: Session): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const annotation = this.#annotationOf(session);
    this.inspected = { session, answer: { kind: 'asking' }, annotation };
    const result = await this.#api.sessions.detail({
      accountId: this.#accountId,
      deviceId: session.deviceId,
    });
    if (asked !== this.#asked) return;
    if (!result.ok) this.#answer({ kind: 'failed', error: result.error });
    else if (result.value.kind === 'gone') this.#answer({ kind: 'gone' });
    else {
      annotation.take(result.value.session);
      this.inspected = {
        session: result.value.session,
        answer: { kind: 'found', fetchedAt: result.value.fetchedAt },
        annotation,
      };
    }
  }

  close(): void {
    this.#asked += 1;
    this.inspected?.annotation.flush();
    this.inspected = null;
  }

  listChanged(delta: SessionListDelta): void {
    const id = this.deviceId;
    if (id === null) return;
    const session = delta.upserted.find((upserted) => upserted.deviceId === id);
    if (session && this.inspected) {
      this.inspected.annotation.take(session);
      this.inspected = { ...this.inspected, session };
    } else if (delta.removed.includes(id)) {
      this.#asked += 1;
      this.#answer({ kind: 'gone' });
    }
  }

  #answer(answer: DetailAnswer): void {
    if (this.inspected) this.inspected = { ...this.inspected, answer };
  }

  /** The one on screen, if it is of the same session: what is being typed stays. */
  #annotationOf(session: Session): AnnotationState {
    const shown = this.inspected;
    if (shown?.session.deviceId === session.deviceId) return shown.annotation;
    shown?.annotation.flush();
    return new AnnotationState(this.#accountId, session, this.#api);
  }
}
