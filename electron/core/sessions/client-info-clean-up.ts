// Empties what sessions wrote about themselves into account data, once Muster has signed them out
// and the list has confirmed it. Entries of any other session are not Muster's to touch.
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { ClientInfo } from '../../shared/trust.ts';
import type { Log } from '../log.ts';

/** Between two requests, in milliseconds. */
const BREATH = 200;

export interface ClientInfoCleanUp {
  /** Muster has signed these out, and they are gone. */
  add(signedOut: readonly DeviceId[]): void;
  /** One request after the other, for those that have an entry in `clients`; gives up on a failure. */
  run(
    client: Pick<MatrixClient, 'clearClientInfo'>,
    userId: string,
    clients: ReadonlyMap<DeviceId, ClientInfo>,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface ClientInfoCleanUpOptions {
  /** Whether a session is listed again. */
  readonly isListed: (deviceId: DeviceId) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export function createClientInfoCleanUp(options: ClientInfoCleanUpOptions): ClientInfoCleanUp {
  const { isListed, clock, log } = options;
  const left = new Set<DeviceId>();

  return {
    add(signedOut) {
      for (const deviceId of signedOut) left.add(deviceId);
    },
    async run(client, userId, clients, signal) {
      for (const deviceId of [...left]) {
        if (signal.aborted) return;
        left.delete(deviceId);
        if (!clients.has(deviceId) || isListed(deviceId)) continue;
        const cleared = await client.clearClientInfo(userId, deviceId);
        if (!cleared.ok) {
          log.info('client-info-not-cleared', { code: cleared.error.code });
          if (cleared.error.code === 'rate-limited') left.add(deviceId);
          return;
        }
        await clock.sleep(BREATH, signal);
      }
    },
  };
}
