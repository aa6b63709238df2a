// Signing sessions out by requests, as a pure reducer: chunk after chunk, one request in flight, a
// pause between them. What fails is tried again when the list has been read, after ever longer waits
// (patience.ts, rereading.ts). What the confirmation of a chunk needs is asked of matrix/uia. No secret is
// in a state, an event or a command.
import type { DeviceId } from '../../../shared/ids.ts';
import { isStop, type Flow, type StopEvent } from '../flow.ts';
import { CHUNK_START } from '../plan.ts';
import { beginChunk, checked, ofServer } from './chunk.ts';
import { patient } from './patience.ts';
import { due, lookFirst, looked, ofPerson, opened } from './person.ts';
import { bodyOf } from './question.ts';
import { ended, goOnAfter, reread } from './rereading.ts';
import { cancelled, end, failed, finish, look, nothing, to } from './steps.ts';
import type {
  Body,
  ByRequest,
  ByRequestCommand,
  ByRequestEvent,
  ByRequestOutcome,
  ByRequestStep,
} from './types.ts';

/** `ids` are copied and stay as they are. `kind`: whether an earlier run of Muster has begun with them. */
export function beginByRequest(
  ids: readonly DeviceId[],
  baseUrl: string,
  kind: 'new' | 'interrupted',
): ByRequest {
  const confirmed = Object.freeze([...ids]);
  return {
    turn: 0,
    baseUrl,
    ids: confirmed,
    queue: confirmed,
    chunkSize: CHUNK_START,
    answered: 0,
    asked: false,
    preferred: null,
    page: null,
    patience: patient,
    phase: { kind },
  };
}

export const byRequest: Flow<ByRequest, ByRequestCommand, ByRequestOutcome> = {
  step,
  show: (state) => {
    const body = show(state);
    return body && { total: state.ids.length, answered: state.answered, ...body };
  },
  isStable: ({ phase: { kind } }) =>
    kind === 'asking' || kind === 'interrupted' || kind === 'finished' || kind === 'handed-over',
  mayHasten: ({ phase }, by, now) =>
    phase.kind === 'waiting' &&
    (by === 'person' || phase.error.code !== 'rate-limited' || now >= phase.until),
  defersAnswers: ({ phase }) =>
    (phase.kind === 'sending' && phase.behind !== null) ||
    (phase.kind === 'checking' && phase.attempt.behind !== null),
  problemOf: ({ phase }) => (phase.kind === 'asking' ? phase.problem : null),
};

function step(state: ByRequest, event: ByRequestEvent, now: number): ByRequestStep {
  const { phase } = state;
  const isOver = phase.kind === 'finished' || phase.kind === 'handed-over';
  if (isOver || ('turn' in event && event.turn !== state.turn)) return nothing(state);
  return isStop(event) ? stop(state, event) : goOn(state, event, now);
}

function stop(state: ByRequest, event: StopEvent): ByRequestStep {
  const { phase } = state;
  const ending = phase.kind === 'ending' ? phase.ending : null;
  switch (event.kind) {
    case 'abandon': {
      const step = finish(state, ending ?? cancelled, null);
      // Nothing is noted where there is something to go on with after a restart.
      return isUntouched(state) ? step : { ...step, note: null };
    }
    case 'broke':
      return ending === null
        ? end(state, failed({ code: 'internal', reference: event.reference }))
        : finish(state, ending, null);
    case 'cancel':
      return cancel(state);
  }
}

/** Whether somebody was asked and no session is known to be gone. */
function isUntouched({ phase, queue, ids }: ByRequest): boolean {
  return phase.kind === 'asking' && phase.chunk.ids.length + queue.length === ids.length;
}

/** Where only the list is still to be read, it is not waited for. */
function cancel(state: ByRequest): ByRequestStep {
  const { phase } = state;
  const last = phase.kind === 'waiting' ? phase.then : phase;
  if (last.kind !== 'ending') return end(state, cancelled);
  return last.mayWait ? look(state, { ...last, mayWait: false }) : nothing(state);
}

function goOn(
  state: ByRequest,
  event: Exclude<ByRequestEvent, StopEvent>,
  now: number,
): ByRequestStep {
  const { phase } = state;
  switch (phase.kind) {
    case 'new':
      return event.kind === 'begin' ? lookFirst(state, { kind: 'begin' }) : nothing(state);
    case 'looking':
      return event.kind === 'listed'
        ? looked(state, phase.next, event.list.ok ? event.list.value : null, now)
        : nothing(state);
    case 'interrupted':
      return event.kind === 'go-on'
        ? look(state, { kind: 'rereading', given: null, because: null })
        : nothing(state);
    case 'sending':
      if (event.kind === 'not-allowed') return end(state, failed({ code: 'bad-request' }));
      return event.kind === 'answered' ? ofServer(state, phase, event, now) : nothing(state);
    case 'waiting':
      return event.kind === 'due' ? goOnAfter(state, phase, now) : nothing(state);
    case 'asking':
      if (event.kind === 'due') return due(state, phase, now);
      return 'turn' in event ? nothing(state) : ofPerson(state, phase, event, now);
    case 'opening':
      return event.kind === 'opened' ? opened(state, phase, event.opened, now) : nothing(state);
    case 'pausing':
      return event.kind === 'due' ? beginChunk(state, phase.given, now) : nothing(state);
    case 'rereading':
      return event.kind === 'listed' ? reread(state, phase, event.list, now) : nothing(state);
    case 'checking':
      return event.kind === 'listed'
        ? checked(state, phase, event.list.ok ? event.list.value : null, now)
        : nothing(state);
    case 'handing-over':
      if (event.kind !== 'handed-over') return nothing(state);
      return event.done
        ? to(state, { kind: 'handed-over' }, null)
        : look(state, { kind: 'ending', ending: phase.ending, mayWait: false });
    case 'ending':
      return event.kind === 'listed' ? ended(state, phase, event.list, now) : nothing(state);
    case 'handed-over':
    case 'finished':
      return nothing(state);
  }
}

const working: Body = { kind: 'working', step: 'signing-out' };

function show({ phase, page, baseUrl }: ByRequest): Body | null {
  switch (phase.kind) {
    case 'asking':
      return bodyOf(phase.ask, page !== null, baseUrl);
    case 'opening':
      return bodyOf(phase.from.ask, page !== null, baseUrl);
    case 'sending':
      return phase.behind === null ? working : bodyOf(phase.behind.ask, page !== null, baseUrl);
    case 'checking': {
      const { behind } = phase.attempt;
      return behind === null ? working : bodyOf(behind.ask, page !== null, baseUrl);
    }
    case 'waiting':
      return { kind: 'waiting', until: phase.until, error: phase.error };
    case 'interrupted':
      return { kind: 'interrupted' };
    case 'rereading':
    case 'ending':
      return { kind: 'working', step: 'checking' };
    case 'finished':
      return { kind: 'finished', ending: phase.ending, outcomes: phase.outcomes };
    case 'handed-over':
      return null;
    case 'new':
    case 'looking':
    case 'pausing':
    case 'handing-over':
      return working;
  }
}
