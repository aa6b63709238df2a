// Empties what sessions wrote about themselves into account data, once Muster has signed them out
// and the list has confirmed it. Entries of any other session are not Muster's to touch.
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { ClientInfo } from '../../shared/trust.ts';
import type { Log } from '../log.ts';

/** Between two requests, in milliseconds. */
const PAUSE = 200;

export interface ClientInfoCleanUpOptions {
  /** Whether a session is listed again. */
  readonly isListed: (deviceId: DeviceId) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export class ClientInfoCleanUp {
  readonly #options: ClientInfoCleanUpOptions;
  readonly #left = new Set<DeviceId>();

  constructor(options: ClientInfoCleanUpOptions) {
    this.#options = options;
  }

  /** Muster has signed these out, and they are gone. */
  add(signedOut: readonly DeviceId[]): void {
    for (const deviceId of signedOut) this.#left.add(deviceId);
  }

  /** One request after the other, for those that have an entry in `clients`; gives up on a failure. */
  async run(
    client: Pick<MatrixClient, 'clearClientInfo'>,
    userId: string,
    clients: ReadonlyMap<DeviceId, ClientInfo>,
    signal: AbortSignal,
  ): Promise<void> {
    const { isListed, clock, log } = this.#options;
    for (const deviceId of [...this.#left]) {
      if (signal.aborted) return;
      this.#left.delete(deviceId);
      if (!clients.has(deviceId) || isListed(deviceId)) continue;
      const cleared = await client.clearClientInfo(userId, deviceId);
      if (!cleared.ok) {
        log.info('client-info-not-cleared', { code: cleared.error.code });
        if (cleared.error.code === 'rate-limited') this.#left.add(deviceId);
        return;
      }
      await clock.sleep(PAUSE, signal);
    }
  }
}
