// The nouns of the reducer in this folder: where a guided sign-out stands, what may happen, what is to be
// done. No command deletes anything.
import type { AccountPage } from '../../../matrix/types.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import type { OperationEnding, Outcomes } from '../../../shared/operation.ts';
import type { SignOutPlan } from '../../store/sign-out-store.ts';
import type { PageOwner } from '../account-page.ts';
import type { FlowEvent, FlowStep } from '../flow.ts';

/** What the user confirmed, and what they passed over. */
export type GuidedPlan = Pick<SignOutPlan, 'ids' | 'skipped'>;

export interface Guided {
  readonly turn: number;
  /** Whose page is opened. */
  readonly owner: PageOwner;
  readonly plan: GuidedPlan;
  /** The ids of the last list, null where none is known. */
  readonly listed: ReadonlySet<DeviceId> | null;
  /** When the list was read last here, in milliseconds since 1970; -Infinity before. */
  readonly lookedAt: number;
  /** How long the pauses have been, in a row, that the server asked for and named no time; milliseconds. */
  readonly waited: number;
  readonly phase: Phase;
}

/** The page that was opened for a session. `at`: in milliseconds since 1970. */
export interface SessionPage {
  readonly deviceId: DeviceId;
  readonly host: string;
  readonly direct: boolean;
  readonly at: number;
}

/** What is shown of the session whose turn it is. */
export interface Shown {
  readonly page: SessionPage | null;
  /** Why the page could not be opened or the list not be read, the last time. */
  readonly problem: AppError | null;
}

export type Phase =
  /** Nothing is opened or asked before the person wants it. */
  | ({ readonly kind: 'paused' } & Shown)
  /** The list is being read. `goal`: what follows where the session is still in it. */
  | ({ readonly kind: 'checking'; readonly goal: 'open' | 'watch' | 'pause' } & Shown)
  /** `page`: null while it is being found. */
  | { readonly kind: 'opening'; readonly deviceId: DeviceId; readonly page: TargetPage | null }
  /** The page is open, and the list is looked at now and then. */
  | { readonly kind: 'watching'; readonly page: SessionPage; readonly problem: AppError | null }
  /** The last look at the list. */
  | { readonly kind: 'ending'; readonly ending: OperationEnding }
  | { readonly kind: 'finished'; readonly ending: OperationEnding; readonly outcomes: Outcomes };

export interface TargetPage {
  readonly url: string;
  /** It shows the session itself. */
  readonly direct: boolean;
}

export type GuidedCommand =
  | { readonly kind: 'look' }
  | { readonly kind: 'find-page' }
  /** Opens the page for this session, if it may still be signed out. */
  | { readonly kind: 'open'; readonly deviceId: DeviceId; readonly url: string }
  | { readonly kind: 'wait'; readonly ms: number };

export type GuidedOutcome =
  | { readonly kind: 'listed'; readonly list: Result<ReadonlySet<DeviceId>> }
  /** Null where the server has none any more. */
  | { readonly kind: 'page-found'; readonly found: Result<AccountPage | null> }
  | { readonly kind: 'opened'; readonly opened: Result<null> }
  | { readonly kind: 'due' };

export type GuidedEvent = FlowEvent<GuidedOutcome>;
export type GuidedStep = FlowStep<Guided, GuidedCommand>;
