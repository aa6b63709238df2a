// Which sessions of one account Muster itself is signing out, so that history can tell "signed out"
// from "gone". Noted before a request is sent; forgotten once a list shows what came of it.
import type { MatrixClient } from '../../matrix/types.ts';
import type { DeviceId } from '../../shared/ids.ts';

export class PendingDeletions {
  /** When the server's answer came, as a number that grows; null while the request is under way. */
  readonly #answered = new Map<DeviceId, number | null>();
  #turn = 0;

  /** The same client, whose requests to sign out are noted. */
  noting(client: MatrixClient): MatrixClient {
    return {
      ...client,
      deleteDevices: async (deviceIds, auth, signal) => {
        for (const deviceId of deviceIds) this.#answered.set(deviceId, null);
        const answer = await client.deleteDevices(deviceIds, auth, signal);
        const isPossible =
          answer.kind === 'deleted' || (answer.kind === 'failed' && answer.ambiguous);
        for (const deviceId of deviceIds) {
          if (isPossible) this.#answered.set(deviceId, this.#turn);
          else this.#answered.delete(deviceId);
        }
        return answer;
      },
    };
  }

  has(deviceId: DeviceId): boolean {
    return this.#answered.has(deviceId);
  }

  /** Call before a list is asked for, and the result once that list was taken. */
  ask(): () => void {
    this.#turn += 1;
    const asked = this.#turn;
    return () => {
      // A list that was asked for before an answer may be older than it, and decides nothing.
      for (const [deviceId, answered] of this.#answered) {
        if (answered !== null && answered < asked) this.#answered.delete(deviceId);
      }
    };
  }
}
