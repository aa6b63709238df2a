// What may be signed out at all: a list that was shown for confirmation, once, within half an hour, as it was
// shown, and when somebody pressed something meanwhile. Main sees that by itself; the page only says
// which list it shows. Where nobody did, main asks.
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId, ReviewId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { CorePorts } from '../ports.ts';
import { reviewQuestion, type Shown } from './review-question.ts';

/** How long a review may be looked at. */
export const REVIEW_MS = 30 * 60_000;

/** How long after somebody pressed something the request for it may come. */
export const PRESS_MS = 30_000;

interface Review {
  readonly reviewId: ReviewId;
  readonly account: Account;
  readonly sessions: readonly Shown[];
  /** On the monotonic clock. */
  readonly at: number;
}

/** What was confirmed. */
export interface Confirmed {
  readonly accountId: AccountId;
  readonly deviceIds: readonly DeviceId[];
}

export class Reviews {
  readonly #ports: Pick<CorePorts, 'ask' | 'clock' | 'lastPress' | 'monotonic' | 'newId'>;
  readonly #session: (id: AccountId, deviceId: DeviceId) => Shown | undefined;
  /** The latest of each account. */
  readonly #open = new Map<AccountId, Review>();
  #isAsking = false;

  /** `session`: what is known of one; undefined where it isn't listed. */
  constructor(
    ports: Pick<CorePorts, 'ask' | 'clock' | 'lastPress' | 'monotonic' | 'newId'>,
    session: (id: AccountId, deviceId: DeviceId) => Shown | undefined,
  ) {
    this.#ports = ports;
    this.#session = session;
  }

  /** `review-over` for a session that isn't listed (any more): nobody can be shown one. */
  open(account: Account, deviceIds: readonly DeviceId[]): Result<ReviewId> {
    const { accountId } = account;
    const sessions = deviceIds.flatMap((id) => this.#session(accountId, id) ?? []);
    if (sessions.length !== deviceIds.length)
      return fail({ code: 'review-over', reason: 'changed' });
    const reviewId = this.#ports.newId() as ReviewId;
    this.#open.set(accountId, { reviewId, account, sessions, at: this.#ports.monotonic() });
    return ok(reviewId);
  }

  /** Ends the review, whatever comes of it. `bad-request` for one that isn't open, and while main asks. */
  async confirm(reviewId: ReviewId): Promise<Result<Confirmed>> {
    const review = [...this.#open.values()].find((open) => open.reviewId === reviewId);
    if (review === undefined || this.#isAsking) return fail({ code: 'bad-request' });
    const { accountId } = review.account;
    this.#open.delete(accountId);
    if (this.#ports.monotonic() - review.at > REVIEW_MS)
      return fail({ code: 'review-over', reason: 'long-ago' });
    if (!this.#wasPressed(review) && !(await this.#ask(review))) return fail({ code: 'cancelled' });
    return review.sessions.some((shown) => this.#hasChanged(accountId, shown))
      ? fail({ code: 'review-over', reason: 'changed' })
      : ok({ accountId, deviceIds: review.sessions.map(({ deviceId }) => deviceId) });
  }

  forget(accountId: AccountId): void {
    this.#open.delete(accountId);
  }

  #wasPressed({ at }: Review): boolean {
    const pressed = this.#ports.lastPress();
    return pressed >= at && this.#ports.monotonic() - pressed <= PRESS_MS;
  }

  async #ask({ account, sessions }: Review): Promise<boolean> {
    this.#isAsking = true;
    try {
      return await this.#ports.ask(reviewQuestion(account, sessions, this.#ports.clock.now()));
    } finally {
      this.#isAsking = false;
    }
  }

  /** Whether what was said of it holds no more. One that has gone since needs no second look. */
  #hasChanged(accountId: AccountId, shown: Shown): boolean {
    const now = this.#session(accountId, shown.deviceId);
    if (now === undefined) return false;
    const hasOtherTrust = shown.trust.kind !== 'unchecked' && now.trust.kind !== shown.trust.kind;
    return hasOtherTrust || now.displayName !== shown.displayName || now.pinned !== shown.pinned;
  }
}
