// What time it is at a server, by the dates of its answers. Every time that a server tells is by its own
// clock, and this computer's may be set wrong: ages are counted by the server's.
import type { Clock } from './types.ts';

/** One answer's date, and when by this computer's clock it was asked for and here, in ms since 1970. */
export interface DatedAnswer {
  /** To the second, cut off. */
  readonly date: number;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** How far a server's clock is ahead of this computer's, in ms; less than 0 where it is behind. */
export interface ClockDifference {
  /** What is counted. 0 where none is known or worth it. */
  readonly ahead: number;
  /** Another one, and how many answers in a row have shown it; null where the last one showed none. */
  readonly claimed: { readonly ahead: number; readonly answers: number } | null;
}

/** How far a server's clock and this computer's may be apart, in milliseconds, to call two moments the same. */
export const SAME_MOMENT = 2 * 60_000;

/** So many answers in a row must show a difference before it is counted: one may be wrong. */
export const AGREEING = 3;

const SECOND = 1_000;

/** Longer than any answer may take. What took longer was asked by one clock and answered by another. */
const ROUND_TRIP_MAX = 5 * 60 * SECOND;

export const noDifference: ClockDifference = { ahead: 0, claimed: null };

/**
 * What an answer makes of what is known. It was dated some time between question and answer, so that a slow
 * network is no difference; nor is what is too small for ages that are told in minutes and days.
 */
export function judgeDate(known: ClockDifference, answer: DatedAnswer): ClockDifference {
  const { date, sentAt, receivedAt } = answer;
  const least = date - receivedAt;
  const most = date + SECOND - sentAt;
  if (most < least || most - least > ROUND_TRIP_MAX) return known;
  const shows = (ahead: number): boolean =>
    least - SAME_MOMENT <= ahead && ahead <= most + SAME_MOMENT;
  if (shows(known.ahead)) return { ahead: known.ahead, claimed: null };
  const claimed =
    known.claimed !== null && shows(known.claimed.ahead)
      ? { ahead: known.claimed.ahead, answers: known.claimed.answers + 1 }
      : { ahead: shows(0) ? 0 : Math.round((least + most) / 2), answers: 1 };
  if (claimed.answers >= AGREEING) return { ahead: claimed.ahead, claimed: null };
  return { ahead: known.ahead, claimed };
}

export class ServerClock {
  readonly #local: Pick<Clock, 'now'>;
  #difference = noDifference;
  #isHeard = false;

  /** `local`: this computer's clock. */
  constructor(local: Pick<Clock, 'now'>) {
    this.#local = local;
  }

  /** As in `ClockDifference`. */
  get ahead(): number {
    return this.#difference.ahead;
  }

  /** Whether the last answer showed a difference that isn't counted yet. */
  get isUnsure(): boolean {
    return this.#difference.claimed !== null;
  }

  /** Milliseconds since 1970, as the server counts them. */
  now(): number {
    return this.#local.now() + this.ahead;
  }

  /** No time that the server tells truly is later than this, by anything that is known or claimed. */
  latest(): number {
    const { ahead, claimed } = this.#difference;
    return this.#local.now() + Math.max(ahead, claimed?.ahead ?? ahead);
  }

  /**
   * What an earlier run knew when it was `at` on the server. Counts until an answer says otherwise, unless time
   * would have gone back since: then this computer's clock was set.
   */
  resume(ahead: number, at: number): void {
    if (this.#isHeard || this.#local.now() + ahead < at - SAME_MOMENT) return;
    this.#difference = { ahead, claimed: null };
  }

  hear(answer: DatedAnswer): void {
    this.#isHeard = true;
    this.#difference = judgeDate(this.#difference, answer);
  }
}
