// Waiting for a code to be entered on another device: when to ask the server (RFC 8628 3.5). The
// secret half of the code stays in the caller's `ask`.
import type { DeviceAnswer } from '../../matrix/oauth/device.ts';
import type { Clock, GrantAnswer } from '../../matrix/types.ts';
import type { AppError } from '../../shared/errors.ts';
import { pauseLeft } from '../pauses.ts';

/** What a server that wants longer pauses gets, in milliseconds. */
const SLOWER_BY_MS = 5_000;

/** The longest pause while the server can't be reached, in milliseconds. */
const PAUSE_MAX_MS = 60_000;

export interface CodeQuestion {
  readonly intervalMs: number;
  /** When the code ends, in milliseconds since 1970. */
  readonly until: number;
  readonly ask: () => Promise<DeviceAnswer>;
}

export type CodeEvent =
  /** Why the last question had no answer; null when one had again. */
  | { readonly kind: 'problem'; readonly problem: AppError | null }
  /** The last event. */
  | { readonly kind: 'answer'; readonly answer: GrantAnswer };

/**
 * Asks until there is an answer. Nothing more comes when `signal` ended it; but a grant that comes in
 * at that very moment is told: it is a session that somebody has to end.
 */
export async function* askForCode(
  clock: Clock,
  { intervalMs, until, ask }: CodeQuestion,
  signal: AbortSignal,
): AsyncGenerator<CodeEvent, void> {
  const isOver = (): boolean => signal.aborted;
  let interval = intervalMs;
  let growing = interval;
  let pause = interval;
  let troubled = false;
  for (;;) {
    await clock.sleep(pause, signal);
    if (isOver()) return;
    if (clock.now() >= until) {
      yield { kind: 'answer', answer: expired };
      return;
    }
    const answer = await ask();
    switch (answer.kind) {
      case 'granted':
      case 'failed':
        if (!isOver() || answer.kind === 'granted') yield { kind: 'answer', answer };
        return;
      case 'pending':
        if (answer.slower) interval += SLOWER_BY_MS;
        growing = pause = interval;
        break;
      case 'unknown':
        growing = Math.min(growing * 2, Math.max(interval, PAUSE_MAX_MS));
        pause = Math.max(growing, namedPause(answer.error, clock.now()));
        break;
    }
    if (isOver()) return;
    if (answer.kind === 'unknown') yield { kind: 'problem', problem: answer.error };
    else if (troubled) yield { kind: 'problem', problem: null };
    troubled = answer.kind === 'unknown';
  }
}

/** What is left of a pause that the server asked for and named, in milliseconds. */
function namedPause(error: AppError, now: number): number {
  const until = error.code === 'rate-limited' ? error.retryAt : null;
  return until === null ? 0 : pauseLeft(until, now);
}

const expired: GrantAnswer = {
  kind: 'failed',
  error: { code: 'oauth', reason: 'expired', serverText: null },
};
