// Pure steps over what is noted of accounts.
import type { AccountId } from '../../electron/shared/ids.ts';

export interface AccountNote {
  /** When the list was last read, by the server's clock; null where that isn't known. */
  readonly readAt: number | null;
  /** Its identity has changed, and the user has not answered yet. */
  readonly alarm: boolean;
  /** As in `ListState`. */
  readonly serverAhead: number;
}

export type AccountNotes = ReadonlyMap<AccountId, AccountNote>;

export const noNotes: AccountNotes = new Map();

export const nothingNoted: AccountNote = { readAt: null, alarm: false, serverAhead: 0 };

export function withNote(
  notes: AccountNotes,
  accountId: AccountId,
  note: AccountNote,
): AccountNotes {
  return new Map([...notes, [accountId, note]]);
}

/** Those of these accounts. */
export function notesOf(notes: AccountNotes, accountIds: readonly AccountId[]): AccountNotes {
  return new Map([...notes].filter(([accountId]) => accountIds.includes(accountId)));
}

export function sameNote(a: AccountNote, b: AccountNote): boolean {
  return a.readAt === b.readAt && a.alarm === b.alarm && a.serverAhead === b.serverAhead;
}
