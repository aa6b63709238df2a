// The real world's side of the ports that both hosts share: clock, chance, ids, keychain module.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../matrix/types.ts';
import type { CorePorts, Keytar } from '../ports.ts';

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
      const timer = setTimeout(end, ms);
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

/** The native keychain module, or null where it can't be loaded: libsecret is missing, say. */
export async function loadKeytar(): Promise<Keytar | null> {
  try {
    return (await import('keytar')).default;
  } catch {
    return null;
  }
}
