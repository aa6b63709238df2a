// Which sessions of one account Muster itself is signing out, so that history can tell "signed out"
// from "gone". Noted before a request is sent or a page opened. What the server said that it did is
// remembered until the session is gone, because a list may be behind, and so is whose page is open; of what
// nobody knows, the next list decides. All are kept in the database, because Muster may end in between.
import type { MatrixClient } from '../../matrix/types.ts';
import type { DeviceId, DeviceIds } from '../../shared/ids.ts';
import type { StoredDeletion } from '../store/deletion-store.ts';

/** What of a client signs out. */
export type SignOutClient = Pick<MatrixClient, 'deleteDevices'>;

type Deletion =
  | { readonly kind: 'sent' }
  | { readonly kind: 'done' }
  /** Its page on the server is open. What the person does there, only a list tells. */
  | { readonly kind: 'on-page' }
  /**
   * No answer came, or none that says what was done; `turn` grows with each list that is asked for.
   * `stoppedIn`: the sessions of a request that went up to one that was gone before, null otherwise.
   */
  | { readonly kind: 'unknown'; readonly turn: number; readonly stoppedIn: DeviceIds | null };

/** What is kept of one account. */
export interface DeletionRecords {
  load(): ReadonlyMap<DeviceId, StoredDeletion>;
  /** Null: nothing is pending for it any more. */
  save(deletions: ReadonlyMap<DeviceId, StoredDeletion | null>): void;
}

export class PendingDeletions {
  readonly #records: DeletionRecords;
  readonly #deletions = new Map<DeviceId, Deletion>();
  #turn = 0;

  /** Begins with what an earlier run has left. */
  constructor(records: DeletionRecords) {
    this.#records = records;
    for (const [deviceId, kind] of records.load()) {
      const deletion = kind === 'unknown' ? { kind, turn: 0, stoppedIn: null } : { kind };
      this.#deletions.set(deviceId, deletion);
    }
  }

  /** The client's requests to sign out, which are noted. */
  noting(client: SignOutClient): SignOutClient {
    return {
      deleteDevices: async (deviceIds, auth, signal) => {
        this.#note(deviceIds, { kind: 'sent' });
        const answer = await client.deleteDevices(deviceIds, auth, signal);
        const isStopped = answer.kind === 'failed' && answer.error.code === 'not-found';
        if (answer.kind === 'deleted') this.#note(deviceIds, { kind: 'done' });
        else if (isStopped || (answer.kind === 'failed' && answer.ambiguous)) {
          const stoppedIn = isStopped ? deviceIds : null;
          this.#note(deviceIds, { kind: 'unknown', turn: this.#turn, stoppedIn });
        } else this.#note(deviceIds, null);
        return answer;
      },
    };
  }

  #note(deviceIds: readonly DeviceId[], deletion: Deletion | null): void {
    if (deviceIds.length === 0) return;
    for (const deviceId of deviceIds) {
      if (deletion === null) this.#deletions.delete(deviceId);
      else this.#deletions.set(deviceId, deletion);
    }
    const stored = storedOf(deletion);
    this.#records.save(new Map(deviceIds.map((deviceId) => [deviceId, stored])));
  }

  /** Which session the person is signing out on the server's own page, null for none. */
  setOnPage(current: DeviceId | null): void {
    const over = [...this.#deletions].filter(([, { kind }]) => kind === 'on-page');
    this.#note(
      over.map(([deviceId]) => deviceId),
      null,
    );
    if (current !== null) this.#note([current], { kind: 'on-page' });
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
      const settled: DeviceId[] = [];
      const others = new Map<DeviceIds, ReadonlySet<DeviceId>>();
      for (const [deviceId, deletion] of this.#deletions) {
        // A list that was asked for before an answer may be older than it, and decides nothing.
        const isDecided = deletion.kind === 'unknown' && deletion.turn < asked;
        const stoppedIn = isDecided ? deletion.stoppedIn : null;
        if (stoppedIn && !others.has(stoppedIn))
          others.set(stoppedIn, goneBefore(stoppedIn, listed));
        const isOurs = !(stoppedIn && others.get(stoppedIn)?.has(deviceId));
        if (!listed.has(deviceId) && isOurs) signedOut.add(deviceId);
        const isAwaited = deletion.kind === 'done' || deletion.kind === 'on-page';
        if (isDecided || (isAwaited && !listed.has(deviceId))) settled.push(deviceId);
      }
      this.#note(settled, null);
      return signedOut;
    };
  }
}

/** Of one that stopped at a session that was gone, another run could not tell whose doing it was. */
function storedOf(deletion: Deletion | null): StoredDeletion | null {
  if (deletion === null || (deletion.kind === 'unknown' && deletion.stoppedIn !== null))
    return null;
  return deletion.kind === 'sent' ? 'unknown' : deletion.kind;
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
