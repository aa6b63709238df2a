// What the rail says about accounts that are not on screen: when each list was last read, and whether
// an identity has changed. Learned from the lists and deltas that pass by.
import type { AccountId } from '../../electron/shared/ids.ts';
import type { ListState } from '../../electron/shared/model.ts';
import {
  noNotes,
  notesOf,
  nothingNoted,
  sameNote,
  withNote,
  type AccountNote,
  type AccountNotes,
} from './account-notes.ts';

export class AccountNews {
  #notes = $state.raw<AccountNotes>(noNotes);

  of(accountId: AccountId): AccountNote {
    return this.#notes.get(accountId) ?? nothingNoted;
  }

  /** The newest of all, by this computer's clock; null while none is known. */
  get readAt(): number | null {
    const times = [...this.#notes.values()].map(({ readAt, serverAhead }) =>
      readAt === null ? 0 : readAt - serverAhead,
    );
    return Math.max(0, ...times) || null;
  }

  take(accountId: AccountId, { fetchedAt, identity, serverAhead }: ListState): void {
    const known = this.of(accountId);
    const note = { readAt: fetchedAt, alarm: identity.changed, serverAhead };
    if (sameNote(known, note)) return;
    this.#notes = withNote(this.#notes, accountId, note);
  }

  /** Accounts that are gone say nothing any more. */
  keep(accountIds: readonly AccountId[]): void {
    this.#notes = notesOf(this.#notes, accountIds);
  }
}
