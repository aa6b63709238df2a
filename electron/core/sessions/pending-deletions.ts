// Which sessions of one account Muster itself is signing out, so that history can tell "signed out"
// from "gone". Noted before a request is sent. What the server said that it did is remembered until the
// session is gone, because a list may be behind; of what nobody knows, the next list decides.
import type { MatrixClient } from '../../matrix/types.ts';
import type { DeviceId, DeviceIds } from '../../shared/ids.ts';

/** What of a client signs out. */
export type SignOutClient = Pick<MatrixClient, 'deleteDevices'>;

type Deletion =
  | { readonly kind: 'sent' }
  | { readonly kind: 'done' }
  /**
   * No answer came, or none that says what was done; `turn` grows with each list that is asked for.
   * `stoppedIn`: the sessions of a request that went up to one that was gone before, null otherwise.
   */
  | { readonly kind: 'unknown'; readonly turn: number; readonly stoppedIn: DeviceIds | null };

export class PendingDeletions {
  readonly #deletions = new Map<DeviceId, Deletion>();
  #turn = 0;

  /** The client's requests to sign out, which are noted. */
  noting(client: SignOutClient): SignOutClient {
    return {
      deleteDevices: async (deviceIds, auth, signal) => {
        for (const deviceId of deviceIds) this.#deletions.set(deviceId, { kind: 'sent' });
        const answer = await client.deleteDevices(deviceIds, auth, signal);
        const isStopped = answer.kind === 'failed' && answer.error.code === 'not-found';
        for (const deviceId of deviceIds) {
          if (answer.kind === 'deleted') this.#deletions.set(deviceId, { kind: 'done' });
          else if (isStopped || (answer.kind === 'failed' && answer.ambiguous)) {
            const stoppedIn = isStopped ? deviceIds : null;
            this.#deletions.set(deviceId, { kind: 'unknown', turn: this.#turn, stoppedIn });
          } else this.#deletions.delete(deviceId);
        }
        return answer;
      },
    };
  }

  has(deviceId: DeviceId): boolean {
    return this.#deletions.has(deviceId);
  }

  /**
   * Call before a list is asked for, and the result when that list is believed: which of the sessions that
   * it lacks Muster has signed out.
   */
  ask(): (listed: ReadonlySet<DeviceId>) => ReadonlySet<DeviceId> {
    this.#turn += 1;
    const asked = this.#turn;
    return (listed) => {
      const signedOut = new Set<DeviceId>();
      const others = new Map<DeviceIds, ReadonlySet<DeviceId>>();
      for (const [deviceId, deletion] of this.#deletions) {
        // A list that was asked for before an answer may be older than it, and decides nothing.
        const isDecided = deletion.kind === 'unknown' && deletion.turn < asked;
        const stoppedIn = isDecided ? deletion.stoppedIn : null;
        if (stoppedIn && !others.has(stoppedIn))
          others.set(stoppedIn, goneBefore(stoppedIn, listed));
        const isOurs = !(stoppedIn && others.get(stoppedIn)?.has(deviceId));
        if (!listed.has(deviceId) && isOurs) signedOut.add(deviceId);
        const isDone = deletion.kind === 'done' && !listed.has(deviceId);
        if (isDecided || isDone) this.#deletions.delete(deviceId);
      }
      return signedOut;
    };
  }
}

/**
 * Which of a request's sessions were gone before it, where the server answered 404: it signs out in order,
 * up to the first that it doesn't know, so at the latest up to the first that is still listed.
 */
export function goneBefore(
  deviceIds: DeviceIds,
  listed: ReadonlySet<DeviceId>,
): ReadonlySet<DeviceId> {
  const untouched = deviceIds.findIndex((deviceId) => listed.has(deviceId));
  const stop = untouched === -1 ? deviceIds.length - 1 : untouched - 1;
  return new Set(deviceIds.filter((deviceId, at) => at >= stop && !listed.has(deviceId)));
}
