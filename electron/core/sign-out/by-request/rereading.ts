// What a list that was read again means to a sign-out: with what it goes on, when, or that it doesn't.
import type { AppError, Result } from '../../../shared/errors.ts';
import type { ListSeen } from '../../ports.ts';
import { nextChunkSize } from '../plan.ts';
import { beginChunk } from './chunk.ts';
import { isGivenUp, isNewStart, mayBeRead, mayPass, nextTry } from './patience.ts';
import { end, failed, finish, look, pause, send, wait } from './steps.ts';
import type { ByRequest, ByRequestStep, Ending, Phase, Rereading } from './types.ts';

/** Goes on with what the list still has, at once, later, or not at all. */
export function reread(
  state: ByRequest,
  phase: Rereading,
  list: Result<ListSeen>,
  now: number,
): ByRequestStep {
  if (!list.ok) return rereadLater(state, phase, list.error, now);
  const { because, given } = phase;
  const queue = state.queue.filter((id) => list.value.listed.has(id));
  const isProgress = queue.length < state.queue.length;
  const strikes = because === null || isProgress ? 0 : state.patience.strikes + 1;
  const next = { ...state, queue, patience: { strikes, unread: 0 } };
  if (because === null || isProgress) return pause(slower(next, because), given);
  if (because.code === 'not-found' || isGivenUp(next.patience)) return end(next, failed(because));
  if (strikes === 1) return pause(slower(next, because), given);
  const until = nextTry(next.patience, because, now);
  return wait(slower(next, because), { kind: 'pausing', given }, because, until, now);
}

/** A request that was too much for a server is followed by smaller ones. */
function slower(state: ByRequest, because: AppError | null): ByRequest {
  if (because === null || !mayPass(because)) return state;
  return { ...state, chunkSize: nextChunkSize(state.chunkSize, Infinity) };
}

/** Waits for a list that can't be read now. */
function rereadLater(
  state: ByRequest,
  phase: Rereading | Ending,
  error: AppError,
  now: number,
): ByRequestStep {
  const patience = { ...state.patience, unread: state.patience.unread + 1 };
  const isOver = !mayBeRead(error) || isGivenUp(patience);
  if (!isOver) {
    return wait({ ...state, patience }, phase, error, nextTry(patience, error, now), now);
  }
  return phase.kind === 'ending' ? finish(state, phase.ending, null) : end(state, failed(error));
}

/** The last look. */
export function ended(
  state: ByRequest,
  phase: Ending,
  list: Result<ListSeen>,
  now: number,
): ByRequestStep {
  if (list.ok) return finish(state, phase.ending, list.value);
  return phase.mayWait
    ? rereadLater(state, phase, list.error, now)
    : finish(state, phase.ending, null);
}

/** The wait is over, or the person doesn't want to wait. */
export function goOnAfter(
  state: ByRequest,
  { then, until }: Extract<Phase, { kind: 'waiting' }>,
  now: number,
): ByRequestStep {
  const patience = isNewStart(until, now) ? { ...state.patience, unread: 0 } : state.patience;
  const next = { ...state, patience };
  switch (then.kind) {
    case 'sending':
      return send(next, then, then.auth, then.waited);
    case 'pausing':
      return beginChunk(next, then.given, now);
    case 'rereading':
    case 'ending':
      return look(next, then);
  }
}
