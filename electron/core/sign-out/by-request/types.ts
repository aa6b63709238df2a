// The nouns of the reducer in this folder: where a sign-out by requests stands, what may happen, what is
// to be done.
import type { DeleteAnswer } from '../../../matrix/types.ts';
import type { UiaAsk, UiaAuth, UiaState } from '../../../matrix/uia/types.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../../shared/ids.ts';
import type { OperationEnding, Outcomes } from '../../../shared/operation.ts';
import type { ListSeen } from '../../ports.ts';
import type { FlowEvent, FlowStep, Given, SnapshotBody } from '../flow.ts';

export interface ByRequest {
  readonly turn: number;
  readonly baseUrl: string;
  /** What was confirmed, as it was. */
  readonly ids: readonly DeviceId[];
  /** Those of the ids that are in no chunk, in their order, but for the ones that were seen to be gone. */
  readonly queue: readonly DeviceId[];
  readonly chunkSize: number;
  /** For how many the server answered 200. */
  readonly answered: number;
  /** The person was asked for something. */
  readonly asked: boolean;
  /** The stage that the person took instead of what was asked first. */
  readonly preferred: string | null;
  /** The page that was opened last, of the question that is open or was just answered. */
  readonly page: OpenedPage | null;
  readonly patience: Patience;
  readonly phase: Phase;
}

/** How often it could not go on. */
export interface Patience {
  /** Requests in a row that failed without a session less in the list. */
  readonly strikes: number;
  /** Lists in a row that could not be read. */
  readonly unread: number;
}

/** One fixed list of sessions: one UIA session, the same ids in each of its requests. */
export interface Chunk {
  readonly ids: DeviceIds;
  readonly uia: UiaState;
}

/** Times in milliseconds since 1970. */
export interface OpenedPage {
  readonly url: string;
  readonly deadline: number;
}

/** What one request belongs to. */
export interface Attempt {
  readonly chunk: Chunk;
  /** What the person gave in this call; it answers the server's questions until one is refused. */
  readonly given: Given['kind'] | null;
  /** The question that stays on screen meanwhile: it is only looked whether the browser is done. */
  readonly behind: Asking | null;
}

export interface Sending extends Attempt {
  readonly kind: 'sending';
  readonly auth: UiaAuth;
  /** How long the server's pauses have been for this request, in milliseconds. */
  readonly waited: number;
}

export interface Asking {
  readonly kind: 'asking';
  readonly chunk: Chunk;
  readonly ask: UiaAsk;
  /** When it closes, in milliseconds since 1970. */
  readonly deadline: number;
  readonly problem: AppError | null;
}

export type Phase =
  | { readonly kind: 'new' }
  /** People take their time: before what follows, the list says what is gone by others' doing. */
  | { readonly kind: 'looking'; readonly next: Next }
  /** Muster ended in the middle of it; it goes on when the person wants it to. */
  | { readonly kind: 'interrupted' }
  | Sending
  /** Why it can't go on before `until` (in milliseconds since 1970), and with what it does then. */
  | {
      readonly kind: 'waiting';
      readonly until: number;
      readonly error: AppError;
      readonly then: Sending | Rereading | Pausing | Ending;
    }
  | Asking
  /** A page is being opened; the question stays as it is. */
  | { readonly kind: 'opening'; readonly from: Asking; readonly stagePage: string | null }
  | Pausing
  | Rereading
  /** Nobody knows whether the browser is done; the list may. `ask`: asked again if nothing is gone. */
  | { readonly kind: 'checking'; readonly attempt: Attempt; readonly ask: UiaAsk }
  /** The server says that sessions are signed out elsewhere. */
  | { readonly kind: 'handing-over'; readonly ending: OperationEnding }
  | Ending
  | { readonly kind: 'handed-over' }
  | { readonly kind: 'finished'; readonly ending: OperationEnding; readonly outcomes: Outcomes };

export type Next =
  | { readonly kind: 'begin' }
  | { readonly kind: 'confirm'; readonly asking: Asking; readonly given: Given['kind'] | null };

/** Between two chunks. */
export interface Pausing {
  readonly kind: 'pausing';
  readonly given: Given['kind'] | null;
}

/** The list says what is left. `because`: the failure that made it necessary, null for none. */
export interface Rereading {
  readonly kind: 'rereading';
  readonly given: Given['kind'] | null;
  readonly because: AppError | null;
}

/** The last look at the list. */
export interface Ending {
  readonly kind: 'ending';
  readonly ending: OperationEnding;
  /** A list that can't be read is worth waiting for: the server has answered, and nobody wants it to stop. */
  readonly mayWait: boolean;
}

export type ByRequestCommand =
  | { readonly kind: 'send'; readonly ids: DeviceIds; readonly auth: UiaAuth }
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'look' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'hand-over' };

export type ByRequestOutcome =
  /** `tookMs`: how long the request took. */
  | { readonly kind: 'answered'; readonly answer: DeleteAnswer; readonly tookMs: number }
  /** Not sent: one of the ids may not be signed out (any more). */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'opened'; readonly opened: Result<null> }
  | { readonly kind: 'listed'; readonly list: Result<ListSeen> }
  | { readonly kind: 'due' }
  /** `done`: something else goes on instead of this operation. */
  | { readonly kind: 'handed-over'; readonly done: boolean };

export type ByRequestEvent = FlowEvent<ByRequestOutcome>;
export type ByRequestStep = FlowStep<ByRequest, ByRequestCommand>;

/** What a snapshot says beside the figures that each has. */
export type Body<S = SnapshotBody> = S extends SnapshotBody ? Omit<S, 'total' | 'answered'> : never;

export type QuestionBody = Extract<
  Body,
  { kind: 'needs-password' | 'needs-text' | 'needs-consent' | 'needs-browser' }
>;
