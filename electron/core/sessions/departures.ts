// Which sessions of one account Muster itself is signing out, so that history can tell "signed out"
// from "gone". Noted before a request is sent; forgotten once a list shows what came of it.
import type { MatrixClient } from '../../matrix/types.ts';
import type { DeviceId } from '../../shared/ids.ts';

export interface Departures {
  /** The same client, whose requests to sign out are noted. */
  noting(client: MatrixClient): MatrixClient;
  isLeaving(deviceId: DeviceId): boolean;
  /** Call before a list is asked for, and the result once that list was taken. */
  ask(): () => void;
}

export function createDepartures(): Departures {
  /** When the server's answer came, as a number that grows; null while the request is under way. */
  const leaving = new Map<DeviceId, number | null>();
  let turn = 0;

  return {
    noting: (client) => ({
      ...client,
      async deleteDevices(deviceIds, auth, signal) {
        for (const deviceId of deviceIds) leaving.set(deviceId, null);
        const answer = await client.deleteDevices(deviceIds, auth, signal);
        const isPossible =
          answer.kind === 'deleted' || (answer.kind === 'failed' && answer.ambiguous);
        for (const deviceId of deviceIds) {
          if (isPossible) leaving.set(deviceId, turn);
          else leaving.delete(deviceId);
        }
        return answer;
      },
    }),
    isLeaving: (deviceId) => leaving.has(deviceId),
    ask() {
      turn += 1;
      const asked = turn;
      return () => {
        // A list that was asked for before an answer may be older than it, and decides nothing.
        for (const [deviceId, answered] of leaving) {
          if (answered !== null && answered < asked) leaving.delete(deviceId);
        }
      };
    },
  };
}
