// One chunk of sessions from its first request to what came of it: the server's answers, and what they
// mean to the confirmation.
import type { DeleteAnswer } from '../../../matrix/types.ts';
import type { UiaAsk, UiaEnding, UiaStep } from '../../../matrix/uia/types.ts';
import { step as uiaStep, uiaStart } from '../../../matrix/uia/uia.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../../shared/ids.ts';
import type { ListSeen } from '../../ports.ts';
import type { Given } from '../flow.ts';
import { nextChunkSize } from '../plan.ts';
import { uiaEventOf } from './auth.ts';
import { isFitting, pageOf } from './question.ts';
import { cancelled, end, failed, send, to } from './steps.ts';
import type {
  Asking,
  Attempt,
  ByRequest,
  ByRequestOutcome,
  ByRequestStep,
  Phase,
} from './types.ts';

/** Between two chunks, so that a server has time for others. */
export const PAUSE_MS = 1_000;

/** How long a question stays open; one that is done on a page, from when that was first opened. */
export const EXPIRY_MS = 10 * 60_000;

/** Between two looks whether the browser is done: each is the whole request once more. */
export const POLL_MS = 3_000;

/** Longest time that the server's pauses may add up to before one request is given up. */
export const WAIT_MAX_MS = 20 * 60_000;

type InPhase<K extends Phase['kind']> = Extract<Phase, { kind: K }>;

/** What waits, less what is gone: nothing has been asked for it. */
export function withoutGone(state: ByRequest, list: ListSeen | null): ByRequest {
  return list === null
    ? state
    : { ...state, waiting: state.waiting.filter((id) => list.listed.has(id)) };
}

/** `rest`: what is tried a second time; empty for the next ones. */
export function beginChunk(
  state: ByRequest,
  rest: readonly DeviceId[],
  given: Given['kind'] | null,
  now: number,
): ByRequestStep {
  const second = rest.length > 0;
  const [first, ...more] = second ? rest : state.waiting.slice(0, state.chunkSize);
  if (first === undefined) throw new Error('no session is left for a chunk');
  const ids: DeviceIds = [first, ...more];
  const waiting = second ? state.waiting : state.waiting.slice(ids.length);
  const attempt: Attempt = { chunk: { ids, uia: uiaStart, second }, given, behind: null };
  const begun = uiaStep(uiaStart, { kind: 'begin', preferred: state.preferred });
  return follow({ ...state, waiting }, attempt, begun, now);
}

/** Does what the confirmation of a chunk needs next. `tookMs`: of the request that was answered just now. */
export function follow(
  state: ByRequest,
  attempt: Attempt,
  { state: uia, command }: UiaStep,
  now: number,
  tookMs = 0,
): ByRequestStep {
  const next: Attempt = { ...attempt, chunk: { ...attempt.chunk, uia } };
  switch (command?.kind) {
    case 'send':
      return send(state, next, command.auth, 0);
    case 'ask':
      if (next.given !== null && command.reason !== 'rejected' && isFitting(next.given, command))
        return follow(state, next, uiaStep(uia, { kind: 'answered' }), now);
      return command.reason === 'no-answer'
        ? check({ ...state, asked: true }, next, { kind: 'look', ask: command })
        : ask({ ...state, asked: true }, next, command, now);
    case 'finish':
      return command.ending.kind === 'succeeded'
        ? done({ ...state, chunkSize: nextChunkSize(state.chunkSize, tookMs) }, next)
        : end(state, failed(errorOf(command.ending)));
    case undefined:
      throw new Error(`nothing to do in UIA state ${uia.kind}`);
  }
}

export function ofServer(
  state: ByRequest,
  phase: InPhase<'sending'>,
  { answer, tookMs }: Extract<ByRequestOutcome, { kind: 'answered' }>,
  now: number,
): ByRequestStep {
  if (answer.kind === 'unrecognized') return end(state, failed(signedOutElsewhere));
  if (answer.kind === 'failed' && answer.error.code === 'rate-limited')
    return wait(state, phase, answer.error, now);
  const next = uiaStep(phase.chunk.uia, uiaEventOf(answer));
  // What this confirmation can't make sense of is a failure of the whole.
  return answer.kind === 'failed' && next.command === null
    ? unanswered(state, phase, answer)
    : follow(state, phase, next, now, tookMs);
}

/** The same request follows when the pause is over, while the pauses are bearable. */
function wait(
  state: ByRequest,
  sending: InPhase<'sending'>,
  error: Extract<AppError, { code: 'rate-limited' }>,
  now: number,
): ByRequestStep {
  const ms = Math.max(error.retryAt - now, 1);
  const waited = sending.waited + ms;
  if (waited > WAIT_MAX_MS) return end(state, failed(error));
  const next = { ...sending, behind: null, waited };
  return to(state, { kind: 'waiting', until: error.retryAt, sending: next }, { kind: 'wait', ms });
}

function unanswered(
  state: ByRequest,
  attempt: Attempt,
  { error, ambiguous }: Extract<DeleteAnswer, { kind: 'failed' }>,
): ByRequestStep {
  if (error.code === 'cancelled') return end(state, cancelled);
  // Some servers sign out in order, up to a session that is gone already, and answer 404 there.
  const isGoneAlready = error.code === 'not-found';
  return isGoneAlready || (ambiguous && !attempt.chunk.second)
    ? check(state, attempt, { kind: 'request', error })
    : end(state, failed(error));
}

/** The server may have done what it was asked for; the list says it. */
function check(
  state: ByRequest,
  { chunk, given, behind }: Attempt,
  unanswered: InPhase<'checking'>['unanswered'],
): ByRequestStep {
  const attempt = { chunk, given, behind };
  return to(state, { kind: 'checking', attempt, unanswered }, { kind: 'look' });
}

/** `list`: null where it could not be read. */
export function checked(
  before: ByRequest,
  { attempt, unanswered }: InPhase<'checking'>,
  list: ListSeen | null,
  now: number,
): ByRequestStep {
  const state = withoutGone(before, list);
  const left = attempt.chunk.ids.filter((id) => list?.listed.has(id) ?? true);
  if (unanswered.kind === 'look')
    return left.length === 0 ? done(state, attempt) : ask(state, attempt, unanswered.ask, now);
  const { error } = unanswered;
  if (list === null) return end(state, failed(error));
  if (error.code === 'not-found') {
    return left.length < attempt.chunk.ids.length
      ? pause(state, left, attempt.given)
      : end(state, failed(error));
  }
  const slower = { ...state, chunkSize: nextChunkSize(state.chunkSize, Infinity) };
  return pause(slower, left, attempt.given);
}

/** The server has answered for a chunk. */
function done(state: ByRequest, { chunk, given }: Attempt): ByRequestStep {
  return pause({ ...state, answered: state.answered + chunk.ids.length }, [], given);
}

/** On to what is left of a chunk with a UIA session of its own, else to the next one. */
function pause(
  state: ByRequest,
  rest: readonly DeviceId[],
  given: Given['kind'] | null,
): ByRequestStep {
  return rest.length === 0 && state.waiting.length === 0
    ? end(state, { kind: 'completed', asked: state.asked })
    : to(state, { kind: 'pausing', rest, given }, { kind: 'wait', ms: PAUSE_MS });
}

/** Nothing is at hand any more that could answer it. */
export function ask(
  state: ByRequest,
  { chunk, behind }: Attempt,
  asked: UiaAsk,
  now: number,
): ByRequestStep {
  const isSame = state.page !== null && state.page.url === pageOf(asked, state.baseUrl);
  const page = isSame ? state.page : null;
  // A look that brought nothing leaves on screen what is there.
  const isNothing = asked.reason === 'not-yet' || asked.reason === 'no-answer';
  const shown = page !== null && behind !== null && isNothing ? behind.ask : asked;
  const { reason, serverText } = shown;
  const deadline = page?.deadline ?? now + EXPIRY_MS;
  const asking: Asking = {
    kind: 'asking',
    chunk,
    ask: { ...asked, reason, serverText },
    deadline,
    problem: null,
  };
  return open({ ...state, page }, asking, now);
}

/** A question is open until its time is over; while its page is open, it is looked whether that is done. */
export function open(state: ByRequest, asking: Asking, now: number): ByRequestStep {
  const left = Math.max(0, asking.deadline - now);
  const ms = isWatched(state, asking) ? Math.min(POLL_MS, left) : left;
  return to(state, asking, { kind: 'wait', ms });
}

export function isWatched({ page }: ByRequest, { ask: { question } }: Asking): boolean {
  return page !== null && question.kind === 'browser' && question.mayPoll;
}

const signedOutElsewhere: AppError = { code: 'unsupported', what: 'sign-out-here', offered: [] };

function errorOf(ending: Exclude<UiaEnding, { kind: 'succeeded' }>): AppError {
  return ending.kind === 'unsupported'
    ? { code: 'unsupported', what: 'confirmation', offered: ending.offered }
    : { code: 'no-progress' };
}
