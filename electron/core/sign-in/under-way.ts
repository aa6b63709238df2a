// What is under way when Muster quits: a request that may make a session, or that ends one. It is
// waited for, for a moment, so that no session is left behind unnoticed.
import type { Clock } from '../../matrix/types.ts';

/** How long `settled` waits, in milliseconds. */
const LIMIT = 2_000;

export class UnderWay {
  readonly #clock: Clock;
  readonly #running = new Set<Promise<unknown>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives the work back, and any bug in it: what nobody takes is logged as unhandled. */
  add<T>(work: Promise<T>): Promise<T> {
    const running = work.finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  /** When all of it has come to its end, what began meanwhile included, or after two seconds. */
  settled(): Promise<void> {
    return Promise.race([this.#allSettled(), this.#clock.sleep(LIMIT)]);
  }

  async #allSettled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
