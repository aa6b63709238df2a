// What Muster remembers of a session over time, as a closed union.
import type { AccountId, DeviceId } from './ids.ts';
import type { Trust } from './trust.ts';

export type HistoryChange =
  | { readonly kind: 'appeared' }
  | { readonly kind: 'gone' }
  /** It was missing, and is there again: no sign-in. */
  | { readonly kind: 'listed-again' }
  /** Another session has its id now, by its key. */
  | { readonly kind: 'replaced' }
  | { readonly kind: 'renamed'; readonly from: string | null; readonly to: string | null }
  | { readonly kind: 'address-changed'; readonly from: string | null; readonly to: string | null }
  /** Seen again after more than the settings' `inactiveDays`. */
  | { readonly kind: 'seen-again'; readonly previouslyAt: number }
  | { readonly kind: 'trust-changed'; readonly from: Trust['kind']; readonly to: Trust['kind'] }
  | { readonly kind: 'identity-changed'; readonly from: string | null; readonly to: string | null }
  /** Muster signed it out and the list confirmed it. */
  | { readonly kind: 'signed-out' };

export interface HistoryEvent {
  /** Grows with time; unique in this database. */
  readonly eventId: number;
  readonly accountId: AccountId;
  /** Null for events of the whole account (identity-changed). */
  readonly deviceId: DeviceId | null;
  /** The session's name at that moment. */
  readonly displayName: string | null;
  readonly at: number;
  readonly change: HistoryChange;
}

/** A part of the history, newest first. `before` pages on; null at the end. */
export interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  readonly before: number | null;
}

/** One point of the account's timeline: a local day, with counts. */
export interface TimelineDay {
  /** Milliseconds since 1970 at the day's beginning, in UTC. */
  readonly day: number;
  readonly sessions: number | null;
  readonly appeared: number;
  readonly gone: number;
  readonly signedOut: number;
}
