// What Muster remembers of a session over time, as a closed union.
import type { AccountId, DeviceId, OperationId } from './ids.ts';
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

/** A part of a session's history, newest first. `before` pages on; null at the end. */
export interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  readonly before: number | null;
}

export type HistoryKind = HistoryChange['kind'];

/** What of the history is meant. */
export interface HistoryFilter {
  /** None for all kinds. */
  readonly kinds: readonly HistoryKind[];
  /** Searched in names, ids and addresses, in any case; empty for everything. */
  readonly text: string;
  /** In milliseconds since 1970; null for all times. */
  readonly during: { readonly from: number; readonly until: number } | null;
}

/** Events of one kind that happened at once, or by one sign-out. */
export interface HistoryAct {
  /** The id of its first event: grows with time. */
  readonly actId: number;
  readonly accountId: AccountId;
  readonly kind: HistoryKind;
  /** When the first of those that the filter lets through happened. */
  readonly at: number;
  /** How many events the filter lets through, out of `total`. */
  readonly count: number;
  readonly total: number;
  /** The first of those. */
  readonly events: readonly HistoryEvent[];
  /** The sign-out of which there is a record; null where there is none. */
  readonly operationId: OperationId | null;
}

/** A part of the acts, newest first. `before` pages on; null at the end. */
export interface HistoryActs {
  readonly acts: readonly HistoryAct[];
  readonly before: number | null;
}

/** A part of one act's events, in their order. `after` pages on; null at the end. */
export interface HistoryActPage {
  readonly events: readonly HistoryEvent[];
  readonly after: number | null;
}

/** How accounts were over time, oldest first: by local day, or by hour while the history is young. */
export interface Timeline {
  readonly step: 'day' | 'hour';
  /** Those that had news. */
  readonly points: readonly TimelinePoint[];
}

export interface TimelinePoint {
  /** Its beginning, in milliseconds since 1970. */
  readonly at: number;
  /** How many there were at its end; null where that is unknown. */
  readonly sessions: number | null;
  readonly appeared: number;
  readonly gone: number;
  readonly signedOut: number;
}
