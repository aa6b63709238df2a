// The steps that all parts of the reducer take: to a phase, to a request, to the end.
import type { UiaAuth } from '../../../matrix/uia/types.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { OperationEnding } from '../../../shared/operation.ts';
import type { ListSeen } from '../../ports.ts';
import type { Given, Note } from '../flow.ts';
import { outcomesOf } from '../plan.ts';
import type {
  Attempt,
  ByRequest,
  ByRequestCommand,
  ByRequestStep,
  Ending,
  Phase,
  Rereading,
} from './types.ts';

/** Between two chunks, so that a server has time for others. */
export const PAUSE_MS = 1_000;

type Waiting = Extract<Phase, { kind: 'waiting' }>;

export const cancelled: OperationEnding = { kind: 'cancelled' };

export function failed(error: AppError): OperationEnding {
  return { kind: 'failed', error };
}

/** The event means nothing now. */
export function nothing(state: ByRequest): ByRequestStep {
  return { state, command: null, note: null };
}

/** On to a phase, in a new turn. */
export function to(
  state: ByRequest,
  phase: Phase,
  command: ByRequestCommand | null,
  note: Note | null = null,
): ByRequestStep {
  return { state: { ...state, turn: state.turn + 1, phase }, command, note };
}

/** `waited`: how long the server's pauses have been for this request, in milliseconds. */
export function send(
  state: ByRequest,
  attempt: Attempt,
  auth: UiaAuth,
  waited: number,
): ByRequestStep {
  const { chunk, given, behind } = attempt;
  const phase: Phase = { kind: 'sending', chunk, given, behind, auth, waited };
  return to(state, phase, { kind: 'send', ids: chunk.ids, auth });
}

export function wait(
  state: ByRequest,
  then: Waiting['then'],
  error: AppError,
  until: number,
  now: number,
): ByRequestStep {
  return to(state, { kind: 'waiting', until, error, then }, { kind: 'wait', ms: until - now });
}

/** On to the next chunk, with a UIA session of its own. */
export function pause(state: ByRequest, given: Given['kind'] | null): ByRequestStep {
  return state.queue.length === 0
    ? end(state, { kind: 'completed', asked: state.asked })
    : to(state, { kind: 'pausing', given }, { kind: 'wait', ms: PAUSE_MS });
}

/** To a look at the list. */
export function look(state: ByRequest, phase: Rereading | Ending): ByRequestStep {
  return to(state, phase, { kind: 'look' });
}

/** To the last look at the list, unless something else may go on instead. */
export function end(state: ByRequest, ending: OperationEnding): ByRequestStep {
  const next = { ...state, page: null };
  return isElsewhere(ending)
    ? to(next, { kind: 'handing-over', ending }, { kind: 'hand-over' })
    : look(next, { kind: 'ending', ending, mayWait: ending.kind === 'completed' });
}

function isElsewhere(ending: OperationEnding): boolean {
  const error = ending.kind === 'failed' ? ending.error : null;
  return error?.code === 'unsupported' && error.what === 'sign-out-here';
}

/** `list`: null where it could not be read. */
export function finish(
  state: ByRequest,
  ending: OperationEnding,
  list: ListSeen | null,
): ByRequestStep {
  const outcomes = outcomesOf(state.ids, list);
  const phase: Phase = { kind: 'finished', ending, outcomes };
  return to({ ...state, page: null }, phase, null, { kind: 'ended', ending, outcomes });
}
