// The steps that all parts of the reducer take: to a phase, to a request, to the end.
import type { UiaAuth } from '../../../matrix/uia/types.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { OperationEnding } from '../../../shared/operation.ts';
import type { ListSeen } from '../../ports.ts';
import type { Note } from '../flow.ts';
import { outcomesOf } from '../plan.ts';
import type { Attempt, ByRequest, ByRequestCommand, ByRequestStep, Phase } from './types.ts';

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

/** To the last look at the list, unless something else may go on instead. */
export function end(state: ByRequest, ending: OperationEnding): ByRequestStep {
  const kind = isElsewhere(ending) ? 'handing-over' : 'ending';
  const command: ByRequestCommand = { kind: kind === 'ending' ? 'look' : 'hand-over' };
  return to({ ...state, page: null }, { kind, ending }, command);
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
