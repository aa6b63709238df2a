// Signs out one fixed portion of sessions: one UIA session, the same ids in each of its requests.
// The password is an argument that is passed down; nothing here keeps it.
import type { AppError } from '../shared/errors.ts';
import type { DeviceId } from '../shared/ids.ts';
import type { AuthDict, Clock, DeleteAnswer, MatrixClient } from '../matrix/types.ts';
import {
  step,
  type AskReason,
  type UiaAuth,
  type UiaEnding,
  type UiaEvent,
  type UiaState,
  type UiaStep,
} from '../matrix/uia.ts';

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

export type ChunkEnd =
  /** 200. `tookMs`: how long that last request took. */
  | { readonly kind: 'answered'; readonly tookMs: number }
  /** Goes on with the event `answered`, on `uia`. */
  | {
      readonly kind: 'ask';
      readonly uia: UiaState;
      readonly reason: AskReason;
      readonly serverText: string | null;
    }
  | { readonly kind: 'failed'; readonly error: AppError; readonly ambiguous: boolean };

/**
 * Runs from `entered` to an end or to a question. `password` is what the person gave in this call:
 * it answers the server's questions until one is refused; null where nobody was asked yet.
 */
export async function runChunk(
  ports: ChunkPorts,
  ids: readonly DeviceId[],
  entered: UiaStep,
  password: string | null,
): Promise<ChunkEnd> {
  let { state, command } = entered;
  let tookMs = 0;
  for (;;) {
    let event: UiaEvent;
    if (command === null) throw new Error(`nothing to do in UIA state ${state.kind}`);
    if (command.kind === 'finish') return endOf(command.ending, tookMs);
    if (command.kind === 'ask') {
      const { reason, serverText } = command;
      if (password === null || reason === 'rejected')
        return { kind: 'ask', uia: state, reason, serverText };
      event = { kind: 'answered' };
    } else {
      const sentAt = ports.clock.now();
      const answer = await sendPatiently(
        ports,
        ids,
        authDict(command.auth, ports.userId, password),
      );
      tookMs = ports.clock.now() - sentAt;
      if (answer.kind === 'failed') return answer;
      if (answer.kind === 'unrecognized') return unsupported('sign-out-here', []);
      event = eventOf(answer);
    }
    ({ state, command } = step(state, event));
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

function authDict(auth: UiaAuth, userId: string, password: string | null): AuthDict | null {
  if (auth.kind === 'none') return null;
  const session = auth.session === null ? {} : { session: auth.session };
  if (auth.stage === 'm.login.dummy') return { type: 'm.login.dummy', ...session };
  if (auth.stage !== 'm.login.password' || password === null)
    throw new Error('a stage was to be sent that nobody can answer');
  const identifier = { type: 'm.id.user', user: userId } as const;
  return { type: 'm.login.password', identifier, password, ...session };
}

function eventOf(answer: Exclude<DeleteAnswer, { kind: 'failed' | 'unrecognized' }>): UiaEvent {
  switch (answer.kind) {
    case 'deleted':
      return { kind: 'succeeded' };
    case 'session-lost':
      return { kind: 'session-lost' };
    case 'challenge':
      return { kind: 'challenged', challenge: answer.challenge };
  }
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
