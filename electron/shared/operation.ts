// A sign-out as the renderer sees it: main owns it, each call returns the next stable snapshot.
import type { AppError } from './errors.ts';
import type { AccountId, DeviceId, OperationId } from './ids.ts';

interface OperationBase {
  readonly operationId: OperationId;
  readonly accountId: AccountId;
  /** How many sessions the user confirmed. The ids are frozen in main. */
  readonly total: number;
  /** For how many of them the server has answered 200 so far. Answered is not gone. */
  readonly answered: number;
}

export type OperationSnapshot = OperationBase &
  (
    | { readonly kind: 'working'; readonly step: 'signing-out' | 'checking' }
    /** Stable: waits for `signOut.answer`. */
    | {
        readonly kind: 'needs-password';
        readonly reason: 'server-asked' | 'rejected' | 'restarted';
        /** The host that will receive the password. */
        readonly host: string;
        readonly serverText: string | null;
      }
    /** The server asked for a pause; Muster goes on by itself. */
    | { readonly kind: 'waiting'; readonly until: number }
    /** Stable and final, by re-reading the list. */
    | { readonly kind: 'finished'; readonly ending: OperationEnding; readonly outcomes: Outcomes }
  );

export type OperationEnding =
  | { readonly kind: 'completed'; readonly passwordAsked: boolean }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: AppError };

/** Per session, each confirmed id in exactly one list. */
export interface Outcomes {
  /** Not in the list that was read afterwards. */
  readonly gone: readonly DeviceId[];
  /** Still in it. */
  readonly stillThere: readonly DeviceId[];
  /** The list could not be read afterwards. */
  readonly unknown: readonly DeviceId[];
}
