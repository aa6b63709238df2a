// Signing sessions out by requests, as a pure reducer: chunk after chunk, one request in flight, a
// pause between them, and one more try for a chunk whose fate is unknown. What the confirmation of a
// chunk needs is asked of matrix/uia. No secret is in a state, an event or a command.
import type { DeviceId } from '../../../shared/ids.ts';
import { isStop, type Flow, type StopEvent } from '../flow.ts';
import { CHUNK_START } from '../plan.ts';
import { beginChunk, checked, ofServer } from './chunk.ts';
import { due, look, looked, ofPerson, opened } from './person.ts';
import { bodyOf } from './question.ts';
import { cancelled, end, failed, finish, nothing, send, to } from './steps.ts';
import type {
  Body,
  ByRequest,
  ByRequestCommand,
  ByRequestEvent,
  ByRequestOutcome,
  ByRequestStep,
} from './types.ts';

/** `ids` are copied and stay as they are. */
export function beginByRequest(ids: readonly DeviceId[], baseUrl: string): ByRequest {
  const confirmed = Object.freeze([...ids]);
  return {
    turn: 0,
    baseUrl,
    ids: confirmed,
    waiting: confirmed,
    chunkSize: CHUNK_START,
    answered: 0,
    asked: false,
    preferred: null,
    page: null,
    phase: { kind: 'new' },
  };
}

export const byRequest: Flow<ByRequest, ByRequestCommand, ByRequestOutcome> = {
  step,
  show: (state) => {
    const body = show(state);
    return body && { total: state.ids.length, answered: state.answered, ...body };
  },
  isStable: ({ phase: { kind } }) =>
    kind === 'asking' || kind === 'finished' || kind === 'handed-over',
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
    case 'abandon':
      return { ...finish(state, ending ?? cancelled, null), note: null };
    case 'broke':
      return ending === null
        ? end(state, failed({ code: 'internal', reference: event.reference }))
        : finish(state, ending, null);
    case 'cancel':
      return ending === null ? end(state, cancelled) : nothing(state);
  }
}

function goOn(
  state: ByRequest,
  event: Exclude<ByRequestEvent, StopEvent>,
  now: number,
): ByRequestStep {
  const { phase } = state;
  switch (phase.kind) {
    case 'new':
      return event.kind === 'begin' ? look(state, { kind: 'begin' }) : nothing(state);
    case 'looking':
      return event.kind === 'listed'
        ? looked(state, phase.next, event.list.ok ? event.list.value : null, now)
        : nothing(state);
    case 'sending':
      if (event.kind === 'not-allowed') return end(state, failed({ code: 'bad-request' }));
      return event.kind === 'answered' ? ofServer(state, phase, event, now) : nothing(state);
    case 'waiting': {
      const { sending } = phase;
      return event.kind === 'due'
        ? send(state, sending, sending.auth, sending.waited)
        : nothing(state);
    }
    case 'asking':
      if (event.kind === 'due') return due(state, phase, now);
      return 'turn' in event ? nothing(state) : ofPerson(state, phase, event, now);
    case 'opening':
      return event.kind === 'opened' ? opened(state, phase, event.opened, now) : nothing(state);
    case 'pausing':
      return event.kind === 'due'
        ? beginChunk(state, phase.rest, phase.given, now)
        : nothing(state);
    case 'checking':
      return event.kind === 'listed'
        ? checked(state, phase, event.list.ok ? event.list.value : null, now)
        : nothing(state);
    case 'handing-over':
      if (event.kind !== 'handed-over') return nothing(state);
      return event.done
        ? to(state, { kind: 'handed-over' }, null)
        : to(state, { kind: 'ending', ending: phase.ending }, { kind: 'look' });
    case 'ending':
      return event.kind === 'listed'
        ? finish(state, phase.ending, event.list.ok ? event.list.value : null)
        : nothing(state);
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
      if (phase.unanswered.kind === 'request') return { kind: 'working', step: 'checking' };
      return behind === null ? working : bodyOf(behind.ask, page !== null, baseUrl);
    }
    case 'waiting':
      return { kind: 'waiting', until: phase.until };
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
