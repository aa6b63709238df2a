// The real world's side of the ports that both hosts share: clock, chance, ids.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../matrix/types.ts';
import { boundedWait } from '../pauses.ts';
import type { CorePorts } from '../ports.ts';

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, boundedWait(ms));
      signal?.addEventListener('abort', end, { once: true });
    }),
};

type SystemPorts = Pick<CorePorts, 'clock' | 'monotonic' | 'random' | 'newId'>;

export const systemPorts: SystemPorts = Object.freeze({
  clock,
  monotonic: () => performance.now(),
  random: Math.random,
  newId: randomUUID,
});
