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

/** What every question has in common. */
interface Question {
  readonly reason: AskReason;
  /** The host that asks, and that will receive the answer. */
  readonly host: string;
  readonly serverText: string | null;
  /** What the server's other flows would ask instead, by their stages. `other-way` takes one. */
  readonly alternatives: readonly string[];
}

export type AskReason =
  | 'server-asked'
  /** The last answer was wrong. */
  | 'rejected'
  /** The server forgot what was confirmed so far. */
  | 'restarted'
  /** Somebody else signed in on the server's page. */
  | 'other-account'
  /** What is done in the browser hasn't reached the server yet. */
  | 'not-yet'
  /** The server doesn't take a confirmation that was made in a browser; it isn't asked by itself any more. */
  | 'not-taken'
  /** The server could not be reached to find out. */
  | 'no-answer';

export type OperationSnapshot = OperationBase &
  (
    | { readonly kind: 'working'; readonly step: 'signing-out' | 'checking' }
    /** Stable, as all that ask: waits for `signOut.answer`. */
    | ({ readonly kind: 'needs-password' } & Question)
    | ({ readonly kind: 'needs-text'; readonly stage: 'm.login.registration_token' } & Question)
    | ({ readonly kind: 'needs-consent'; readonly policies: readonly Policy[] } & Question)
    /** Something is to be done on a page of the server, in the system browser. */
    | ({
        readonly kind: 'needs-browser';
        readonly stage: string;
        /** The page was opened. Main then asks the server every few seconds, while it understands. */
        readonly opened: boolean;
      } & Question)
    /** It can't go on before `until`, for want of a network, say; then Muster goes on by itself. */
    | { readonly kind: 'waiting'; readonly until: number; readonly error: AppError }
    /** Stable: Muster ended in the middle of it, and waits for `go-on`. */
    | { readonly kind: 'interrupted' }
    /** Sessions are signed out one by one on the server's account page; main watches the list. */
    | ({ readonly kind: 'guided' } & GuidedProgress)
    /** Stable and final, by re-reading the list. */
    | { readonly kind: 'finished'; readonly ending: OperationEnding; readonly outcomes: Outcomes }
  );

/** A sign-out that the person does on the server's page. */
export type GuidedSnapshot = Extract<OperationSnapshot, { kind: 'guided' }>;

/** One that can be put aside, and gone on with later. */
export type LastingSnapshot = Extract<OperationSnapshot, { kind: 'guided' | 'interrupted' }>;

/** What is to be accepted. */
export interface Policy {
  /** Untrusted text. */
  readonly name: string;
  /** Untrusted, for display; opened by its place in the list. Null where it is no safe address. */
  readonly url: string | null;
}

export interface GuidedProgress {
  /** Not in the list any more. */
  readonly gone: number;
  readonly skipped: number;
  /** Whose turn it is. */
  readonly current: DeviceId;
  /** True at first, after a restart, and when nothing has happened for long: nothing is opened by itself then. */
  readonly paused: boolean;
  /**
   * The account page that was opened for `current`, null when none was. `direct`: it shows the session
   * itself; otherwise the session must be found there by name and id. `stillListed`: the list was read
   * since, and has the session still.
   */
  readonly page: {
    readonly host: string;
    readonly direct: boolean;
    readonly stillListed: boolean;
  } | null;
  /** Why the page could not be opened or the list not be read, the last time. */
  readonly problem: AppError | null;
}

/** What the user gives to a question. One that doesn't fit it changes nothing. */
export type OperationAnswer =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'consent' }
  /** Opens the page of a policy, by its place in the list. */
  | { readonly kind: 'open-policy'; readonly index: number }
  /** Opens the page that is due, for `needs-browser` and `guided`. */
  | { readonly kind: 'open-page' }
  /** "I have finished", in the browser. */
  | { readonly kind: 'finished-there' }
  /** Takes the flow that asks for one of the `alternatives`. */
  | { readonly kind: 'other-way'; readonly stage: string }
  /** For `waiting`: doesn't wait any longer. */
  | { readonly kind: 'try-now' }
  /** For `interrupted`. */
  | { readonly kind: 'go-on' }
  /** For `guided` alone. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'skip' };

export type OperationEnding =
  /** `asked`: false where the server signed out at the first request, without any question. */
  | { readonly kind: 'completed'; readonly asked: boolean }
  /** All sessions of a guided sign-out had their turn. */
  | { readonly kind: 'guided' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: AppError };

/** Per session, each confirmed id in exactly one list. */
export interface Outcomes {
  /** Signed out: not in the list that was read afterwards. */
  readonly gone: readonly DeviceId[];
  /** Not in it either, but not by this sign-out: it was gone when its turn came. */
  readonly goneBefore: readonly DeviceId[];
  /** Still in it. */
  readonly stillThere: readonly DeviceId[];
  /** The list could not be read afterwards. */
  readonly unknown: readonly DeviceId[];
}
