// Runs a sign-out from one question to the next: portion after portion, one request in flight, a
// pause between them, and one more try for a portion whose fate is unknown. What the person gave is an
// argument on this one call stack, so that a whole selection asks for a password once.
import type { Protectable } from '../../audit/protection.ts';
import type { UiaEvent, UiaState } from '../../matrix/uia/types.ts';
import { uiaStart, step } from '../../matrix/uia/uia.ts';
import type { AppError } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { OperationEnding } from '../../shared/operation.ts';
import { runChunk, type ChunkEnd, type ChunkPorts, type Given } from './chunk.ts';
import { CHUNK_START, maySignOutAll, nextChunkSize } from './plan.ts';

/** Between two portions, so that a server has time for others. */
export const BREATH_MS = 1_000;

export interface RunPorts extends ChunkPorts {
  /** The account as it is now, undefined when it was removed. */
  readonly account: () => Account | undefined;
  /** What is known of a session now. */
  readonly session: (deviceId: DeviceId) => Protectable | undefined;
  /** Re-reads the list; null where it can't be read. */
  readonly relist: () => Promise<ReadonlySet<DeviceId> | null>;
  /** `work.answered` has grown, or a check begins or ends. */
  readonly onStep: (step: 'signing-out' | 'checking') => void;
}

/** How far an operation has come. Only this file changes it. */
export interface Work {
  readonly ids: readonly DeviceId[];
  /** How many of the ids have been put into a portion. */
  taken: number;
  /** The portion that is under way. */
  chunk: Chunk | null;
  chunkSize: number;
  /** For how many the server answered 200. */
  answered: number;
  /** The person was asked for something. */
  asked: boolean;
  /** The stage that the person took instead of what was asked first. */
  preferred: string | null;
}

/** What makes an operation go on: something of the person, or the time. */
export type Move =
  | { readonly kind: 'begin' }
  | { readonly kind: 'give'; readonly given: Given }
  | Extract<UiaEvent, { kind: 'answered' | 'poll' | 'chosen' }>;

interface Chunk {
  readonly ids: readonly DeviceId[];
  readonly uia: UiaState;
  /** It was sent before, and nobody knows what the server did with it. */
  readonly second: boolean;
}

export type RunEnd =
  Extract<ChunkEnd, { kind: 'ask' }> | { readonly kind: 'ended'; readonly ending: OperationEnding };

export function newWork(ids: readonly DeviceId[]): Work {
  return {
    ids: Object.freeze([...ids]),
    taken: 0,
    chunk: null,
    chunkSize: CHUNK_START,
    answered: 0,
    asked: false,
    preferred: null,
  };
}

/** Nothing is left of a UIA session once an operation has ended. */
export function forget(work: Work): void {
  work.chunk = null;
}

/** Goes on with `work` by one move, of which nothing is kept but a choice. */
export async function run(ports: RunPorts, work: Work, move: Move): Promise<RunEnd> {
  const given = move.kind === 'give' ? move.given : null;
  if (move.kind === 'chosen') work.preferred = move.stage;
  for (;;) {
    const chunk = work.chunk ?? takeChunk(work);
    if (chunk === null) return ended({ kind: 'completed', asked: work.asked });
    if (ports.signal.aborted) return ended({ kind: 'cancelled' });
    // The last look before a request: what was true at the start may have changed.
    const total = work.ids.length;
    if (!maySignOutAll(ports.account(), chunk.ids, total, ports.session))
      return failed({ code: 'bad-request' });
    const entered = step(chunk.uia, eventOf(chunk, move, work.preferred));
    const end = await runChunk(ports, chunk.ids, entered, given);
    switch (end.kind) {
      case 'ask':
        work.chunk = { ...chunk, uia: end.uia };
        work.asked = true;
        if (end.asked.reason !== 'no-answer' || !(await isAllGone(ports, chunk))) return end;
        work.chunk = null;
        work.answered += chunk.ids.length;
        break;
      case 'answered':
        work.chunk = null;
        work.chunkSize = nextChunkSize(work.chunkSize, end.tookMs);
        work.answered += chunk.ids.length;
        ports.onStep('signing-out');
        break;
      case 'failed':
        if (end.error.code === 'cancelled') return ended({ kind: 'cancelled' });
        if (!end.ambiguous || chunk.second) return failed(end.error);
        if (!(await keepWhatIsLeft(ports, work, chunk))) return failed(end.error);
        break;
    }
    const isMore = work.chunk !== null || work.taken < work.ids.length;
    if (isMore) await ports.clock.sleep(BREATH_MS, ports.signal);
  }
}

/** What a move means to a portion: only one that is being asked for can hear it. */
function eventOf({ uia }: Chunk, move: Move, preferred: string | null): UiaEvent {
  if (uia.kind !== 'asking' || move.kind === 'begin') return { kind: 'begin', preferred };
  return move.kind === 'give' ? { kind: 'answered' } : move;
}

/** After a look for which no answer came: the server may have done what it was asked for. */
async function isAllGone(ports: RunPorts, chunk: Chunk): Promise<boolean> {
  const listed = await ports.relist();
  return listed !== null && !chunk.ids.some((id) => listed.has(id));
}

function takeChunk(work: Work): Chunk | null {
  const ids = work.ids.slice(work.taken, work.taken + work.chunkSize);
  if (ids.length === 0) return null;
  work.taken += ids.length;
  work.chunk = { ids, uia: uiaStart, second: false };
  return work.chunk;
}

/**
 * After a request whose fate is unknown: what the list still has is tried a second time, with a
 * UIA session of its own. False where the list can't be read either.
 */
async function keepWhatIsLeft(ports: RunPorts, work: Work, chunk: Chunk): Promise<boolean> {
  ports.onStep('checking');
  const listed = await ports.relist();
  if (listed === null) return false;
  ports.onStep('signing-out');
  const ids = chunk.ids.filter((id) => listed.has(id));
  work.chunk = ids.length === 0 ? null : { ids, uia: uiaStart, second: true };
  work.chunkSize = nextChunkSize(work.chunkSize, Infinity);
  return true;
}

function ended(ending: OperationEnding): RunEnd {
  return { kind: 'ended', ending };
}

function failed(error: AppError): RunEnd {
  return ended({ kind: 'failed', error });
}
