// Signs out one fixed portion of sessions: one UIA session, the same ids in each of its requests.
// What the person gave is an argument that is passed down; nothing here keeps it.
import type { AuthDict, Clock, DeleteAnswer, MatrixClient } from '../../matrix/types.ts';
import type {
  UiaAsk,
  UiaAuth,
  UiaEnding,
  UiaEvent,
  UiaQuestion,
  UiaState,
  UiaStep,
} from '../../matrix/uia/types.ts';
import { step } from '../../matrix/uia/uia.ts';
import type { AppError } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { OperationAnswer } from '../../shared/operation.ts';

/** Longest time that the server's pauses may add up to before one request is given up. */
export const WAIT_MAX_MS = 20 * 60_000;

/** What a portion needs of its operation. */
export interface ChunkPorts {
  readonly client: MatrixClient;
  readonly clock: Clock;
  /** Full Matrix ID: some servers compare it with the session's owner. */
  readonly userId: string;
  readonly signal: AbortSignal;
  /** The server asked for a pause until then (ms since 1970); null when it is over. */
  readonly onPause: (until: number | null) => void;
}

/** An answer that goes into requests, as long as it fits what is asked. */
export type Given = Extract<OperationAnswer, { kind: 'password' | 'text' | 'consent' }>;

export type ChunkEnd =
  /** 200. `tookMs`: how long that last request took. */
  | { readonly kind: 'answered'; readonly tookMs: number }
  /** Goes on with an event of the person, on `uia`. */
  | { readonly kind: 'ask'; readonly uia: UiaState; readonly asked: UiaAsk }
  | { readonly kind: 'failed'; readonly error: AppError; readonly ambiguous: boolean };

/**
 * Runs from `entered` to an end or to a question. `given` is what the person gave in this call: it
 * answers the server's questions until one is refused; null where it was nothing of the kind.
 */
export async function runChunk(
  ports: ChunkPorts,
  ids: readonly DeviceId[],
  entered: UiaStep,
  given: Given | null,
): Promise<ChunkEnd> {
  let { state, command } = entered;
  let tookMs = 0;
  for (;;) {
    if (command === null) throw new Error(`nothing to do in UIA state ${state.kind}`);
    if (command.kind === 'finish') return endOf(command.ending, tookMs);
    if (command.kind === 'ask') {
      if (given === null || command.reason === 'rejected' || !fits(given, command.question))
        return { kind: 'ask', uia: state, asked: command };
      ({ state, command } = step(state, { kind: 'answered' }));
      continue;
    }
    const sentAt = ports.clock.now();
    const answer = await sendPatiently(ports, ids, authDict(command.auth, ports.userId, given));
    tookMs = ports.clock.now() - sentAt;
    if (answer.kind === 'unrecognized') return unsupported('sign-out-here', []);
    const next = step(state, eventOf(answer));
    // What this confirmation can't make sense of is a failure of the whole.
    if (answer.kind === 'failed' && next.command === null) return answer;
    ({ state, command } = next);
  }
}

/** Repeats the request after each pause that the server asks for, while those are bearable. */
async function sendPatiently(
  ports: ChunkPorts,
  ids: readonly DeviceId[],
  auth: AuthDict | null,
): Promise<DeleteAnswer> {
  const { client, clock, signal, onPause } = ports;
  let waited = 0;
  for (;;) {
    const answer = await client.deleteDevices(ids, auth, signal);
    if (answer.kind !== 'failed' || answer.error.code !== 'rate-limited') return answer;
    const pause = Math.max(answer.error.retryAt - clock.now(), 1);
    waited += pause;
    if (waited > WAIT_MAX_MS) return answer;
    onPause(answer.error.retryAt);
    await clock.sleep(pause, signal);
    if (signal.aborted) return { kind: 'failed', error: { code: 'cancelled' }, ambiguous: false };
    onPause(null);
  }
}

function fits(given: Given, question: UiaQuestion): boolean {
  switch (question.kind) {
    case 'password':
    case 'consent':
      return given.kind === question.kind;
    case 'token':
      return given.kind === 'text';
    case 'browser':
      return false;
  }
}

function authDict(auth: UiaAuth, userId: string, given: Given | null): AuthDict | null {
  if (auth.kind === 'none') return null;
  if (auth.kind === 'session') return { session: auth.session };
  const session = auth.session === null ? {} : { session: auth.session };
  switch (auth.stage) {
    case 'm.login.dummy':
      return { type: auth.stage, ...session };
    case 'm.login.terms':
      if (given?.kind === 'consent') return { type: auth.stage, ...session };
      break;
    case 'm.login.registration_token':
      if (given?.kind === 'text') return { type: auth.stage, token: given.text, ...session };
      break;
    case 'm.login.password': {
      const identifier = { type: 'm.id.user', user: userId } as const;
      if (given?.kind === 'password')
        return { type: auth.stage, identifier, password: given.password, ...session };
    }
  }
  throw new Error('a stage was to be sent that nobody can answer');
}

function eventOf(answer: Exclude<DeleteAnswer, { kind: 'unrecognized' }>): UiaEvent {
  switch (answer.kind) {
    case 'deleted':
      return { kind: 'succeeded' };
    case 'session-lost':
      return { kind: 'session-lost' };
    case 'challenge':
      return { kind: 'challenged', challenge: answer.challenge };
    case 'failed':
      return { kind: failureOf(answer.error) };
  }
}

/** What a failure may mean to a stage that is done in the browser. */
function failureOf(error: AppError): 'forbidden' | 'not-understood' | 'unanswered' | 'failed' {
  const { code } = error;
  if (code === 'forbidden') return code;
  if (code === 'not-found') return 'not-understood';
  if (code === 'request-refused')
    return error.status === 400 || error.status === 404 ? 'not-understood' : 'failed';
  if (code === 'server-failed') return error.status === 501 ? 'not-understood' : 'unanswered';
  const isLost = code === 'unreachable' || code === 'timed-out' || code === 'bad-answer';
  return isLost ? 'unanswered' : 'failed';
}

function endOf(ending: UiaEnding, tookMs: number): ChunkEnd {
  switch (ending.kind) {
    case 'succeeded':
      return { kind: 'answered', tookMs };
    case 'unsupported':
      return unsupported('confirmation', ending.offered);
    case 'no-progress':
      return { kind: 'failed', error: { code: 'no-progress' }, ambiguous: false };
  }
}

function unsupported(what: 'confirmation' | 'sign-out-here', offered: readonly string[]): ChunkEnd {
  return { kind: 'failed', error: { code: 'unsupported', what, offered }, ambiguous: false };
}
