// Which sessions of one account Muster itself is signing out, so that history can tell "signed out"
// from "gone". Noted before a request is sent. What the server said that it did is remembered until the
// session is gone, because a list may be behind; of what nobody knows, the next list decides.
import type { MatrixClient } from '../../matrix/types.ts';
import type { DeviceId } from '../../shared/ids.ts';

/** What of a client signs out. */
export type SignOutClient = Pick<MatrixClient, 'deleteDevices'>;

type Deletion =
  | { readonly kind: 'sent' }
  | { readonly kind: 'done' }
  /** No answer came, or none that says what was done; `turn` grows with each list that is asked for. */
  | { readonly kind: 'unknown'; readonly turn: number };

export class PendingDeletions {
  readonly #deletions = new Map<DeviceId, Deletion>();
  #turn = 0;

  /** The client's requests to sign out, which are noted. */
  noting(client: SignOutClient): SignOutClient {
    return {
      deleteDevices: async (deviceIds, auth, signal) => {
        for (const deviceId of deviceIds) this.#deletions.set(deviceId, { kind: 'sent' });
        const answer = await client.deleteDevices(deviceIds, auth, signal);
        for (const deviceId of deviceIds) {
          if (answer.kind === 'deleted') this.#deletions.set(deviceId, { kind: 'done' });
          else if (answer.kind === 'failed' && answer.ambiguous) {
            this.#deletions.set(deviceId, { kind: 'unknown', turn: this.#turn });
          } else this.#deletions.delete(deviceId);
        }
        return answer;
      },
    };
  }

  has(deviceId: DeviceId): boolean {
    return this.#deletions.has(deviceId);
  }

  /** Call before a list is asked for, and the result once that list was taken. */
  ask(): (listed: ReadonlySet<DeviceId>) => void {
    this.#turn += 1;
    const asked = this.#turn;
    return (listed) => {
      for (const [deviceId, deletion] of this.#deletions) {
        // A list that was asked for before an answer may be older than it, and decides nothing.
        const isDecided =
          (deletion.kind === 'done' && !listed.has(deviceId)) ||
          (deletion.kind === 'unknown' && deletion.turn < asked);
        if (isDecided) this.#deletions.delete(deviceId);
      }
    };
  }
}
