// One chunk of sessions from its first request to what came of it: the server's answers, and what they
// mean to the confirmation.
import type { UiaAsk, UiaEnding, UiaStep } from '../../../matrix/uia/types.ts';
import { step as uiaStep, uiaStart } from '../../../matrix/uia/uia.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { DeviceIds } from '../../../shared/ids.ts';
import { unnamedPause } from '../../pauses.ts';
import type { ListSeen } from '../../ports.ts';
import type { Given } from '../flow.ts';
import { nextChunkSize } from '../plan.ts';
import { stagesTaken, uiaEventOf } from './auth.ts';
import { mayPass, nextTry, patient } from './patience.ts';
import { isFitting, pageOf } from './question.ts';
import { cancelled, end, failed, look, pause, send, to, wait } from './steps.ts';
import type {
  Asking,
  Attempt,
  ByRequest,
  ByRequestOutcome,
  ByRequestStep,
  Phase,
} from './types.ts';

/** How long a question stays open; one that is done on a page, from when that was first opened. */
export const EXPIRY_MS = 10 * 60_000;

/** Between two looks whether the browser is done: each is the whole request once more. */
export const POLL_MS = 3_000;

/** Longest time that the server's pauses may add up to before one request is given up. */
export const WAIT_MAX_MS = 20 * 60_000;

type InPhase<K extends Phase['kind']> = Extract<Phase, { kind: K }>;

/** What waits in the queue, less what is gone: nothing has been asked for it. */
export function withoutGone(state: ByRequest, list: ListSeen | null): ByRequest {
  return list === null
    ? state
    : { ...state, queue: state.queue.filter((id) => list.listed.has(id)) };
}

/** The next ones of the queue, with a UIA session of their own. */
export function beginChunk(
  state: ByRequest,
  given: Given['kind'] | null,
  now: number,
): ByRequestStep {
  const [first, ...more] = state.queue.slice(0, state.chunkSize);
  if (first === undefined) throw new Error('no session is left for a chunk');
  const ids: DeviceIds = [first, ...more];
  const queue = state.queue.slice(ids.length);
  const attempt: Attempt = { chunk: { ids, uia: uiaStart }, given, behind: null };
  const begun = uiaStep(uiaStart, { kind: 'begin', preferred: state.preferred });
  return follow({ ...state, queue }, attempt, begun, now);
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
        ? check({ ...state, asked: true }, next, command)
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
    return pauseAsked(state, phase, answer.error, now);
  const next = uiaStep(phase.chunk.uia, uiaEventOf(answer));
  // What this confirmation can't make sense of is a failure of the whole.
  return answer.kind === 'failed' && next.command === null
    ? unanswered(state, phase, answer.error)
    : follow(state, phase, next, now, tookMs);
}

/** The same request follows when the pause is over, while the pauses are bearable. */
function pauseAsked(
  state: ByRequest,
  sending: InPhase<'sending'>,
  error: Extract<AppError, { code: 'rate-limited' }>,
  now: number,
): ByRequestStep {
  const until =
    error.retryAt === null
      ? now + unnamedPause(sending.waited)
      : nextTry(state.patience, error, now);
  const waited = sending.waited + until - now;
  if (waited > WAIT_MAX_MS) return end(state, failed(error));
  return wait(state, { ...sending, behind: null, waited }, error, until, now);
}

function unanswered(state: ByRequest, { chunk, given }: Attempt, error: AppError): ByRequestStep {
  if (error.code === 'cancelled') return end(state, cancelled);
  // Some servers sign out in order, up to a session that is gone already, and answer 404 there.
  if (error.code !== 'not-found' && !mayPass(error)) return end(state, failed(error));
  const queue = [...chunk.ids, ...state.queue];
  return look({ ...state, queue }, { kind: 'rereading', given, because: error });
}

/** Nobody knows whether the browser is done; the list may. */
function check(state: ByRequest, { chunk, given, behind }: Attempt, asked: UiaAsk): ByRequestStep {
  const attempt = { chunk, given, behind };
  return to(state, { kind: 'checking', attempt, ask: asked }, { kind: 'look' });
}

/** `list`: null where it could not be read. */
export function checked(
  before: ByRequest,
  { attempt, ask: asked }: InPhase<'checking'>,
  list: ListSeen | null,
  now: number,
): ByRequestStep {
  const state = withoutGone(before, list);
  const isDone = list !== null && !attempt.chunk.ids.some((id) => list.listed.has(id));
  return isDone ? done(state, attempt) : ask(state, attempt, asked, now);
}

/** The server has answered for a chunk. */
function done(state: ByRequest, { chunk, given }: Attempt): ByRequestStep {
  const answered = state.answered + chunk.ids.length;
  const step = pause({ ...state, answered, patience: patient }, given);
  return { ...step, note: { kind: 'confirmed', stages: stagesTaken(chunk.uia) } };
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
  // A clock that is set back makes no question stay for longer.
  const left = Math.min(Math.max(0, asking.deadline - now), EXPIRY_MS);
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
