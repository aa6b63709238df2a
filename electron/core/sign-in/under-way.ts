// What is under way when Muster quits: a request that may make a session, or that ends one. It is
// waited for, for a moment, so that no session is left behind unnoticed.
import type { Clock } from '../../matrix/types.ts';

/** How long `settled` waits, in milliseconds. */
const LIMIT = 2_000;

export interface UnderWay {
  add<T>(work: Promise<T>): Promise<T>;
  /** When all of it has come to its end, what began meanwhile included, or after two seconds. */
  settled(): Promise<void>;
}

export function createUnderWay(clock: Clock): UnderWay {
  const running = new Set<Promise<unknown>>();

  async function allSettled(): Promise<void> {
    while (running.size > 0) await Promise.allSettled(running);
  }

  return {
    add(work) {
      running.add(work);
      const over = (): void => void running.delete(work);
      work.then(over, over);
      return work;
    },
    settled: () => Promise.race([allSettled(), clock.sleep(LIMIT)]),
  };
}
