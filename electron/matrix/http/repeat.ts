// Tries something again after a pause that grows, with jitter, so that many Musters don't return in
// step. Only for requests that can be repeated freely.
import type { MatrixPorts } from '../types.ts';

/** Tries of a GET. A rename has 2; sign-in, sign-out and deletion are never repeated. */
export const GET_TRIES = 3;

const FIRST_PAUSE_MS = 500;

/** Sends up to `tries` times, as long as the outcome is worth another try. */
export async function repeated<T>(
  ports: MatrixPorts,
  tries: number,
  send: () => Promise<T>,
  isWorthRepeating: (outcome: T) => boolean,
  signal?: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await send();
    if (tried >= tries || !isWorthRepeating(outcome)) return outcome;
    const pause = FIRST_PAUSE_MS * 2 ** (tried - 1) * (0.5 + ports.random());
    await ports.clock.sleep(pause, signal);
  }
}
