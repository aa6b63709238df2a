// Runs a sign-out from one question to the next: portion after portion, one request in flight, a
// pause between them, and one more try for a portion whose fate is unknown. The password is an
// argument on this one call stack, so that a whole selection asks for it once.
import { uiaStart, step, type UiaState } from '../matrix/uia.ts';
import type { AppError } from '../shared/errors.ts';
import type { DeviceId } from '../shared/ids.ts';
import type { Account } from '../shared/model.ts';
import type { OperationEnding } from '../shared/operation.ts';
import { runChunk, type ChunkEnd, type ChunkPorts } from './sign-out-chunk.ts';
import { CHUNK_START, maySignOut, nextChunkSize } from './sign-out-plan.ts';

/** Between two portions, so that a server has time for others. */
export const BREATH_MS = 1_000;

export interface RunPorts extends ChunkPorts {
  /** The account as it is now, undefined when it was removed. */
  readonly account: () => Account | undefined;
  /** Re-reads the list; null where it can't be read. */
  readonly relist: () => Promise<ReadonlySet<DeviceId> | null>;
  /** `work.answered` has grown, or a check begins or ends. */
  readonly onStep: (step: 'signing-out' | 'checking') => void;
}

/** How far an operation has come. Only `run` changes it. */
export interface Work {
  readonly ids: readonly DeviceId[];
  /** How many of the ids have been put into a portion. */
  taken: number;
  /** The portion that is under way. */
  chunk: Chunk | null;
  chunkSize: number;
  /** For how many the server answered 200. */
  answered: number;
  passwordAsked: boolean;
}

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
    passwordAsked: false,
  };
}

/** Goes on with `work`, with the password that the person gave just now, or none. */
export async function run(ports: RunPorts, work: Work, password: string | null): Promise<RunEnd> {
  for (;;) {
    const chunk = work.chunk ?? takeChunk(work);
    if (chunk === null) return ended({ kind: 'completed', passwordAsked: work.passwordAsked });
    if (ports.signal.aborted) return ended({ kind: 'cancelled' });
    // The last look before a request: what was true at the start may have changed.
    if (!maySignOut(ports.account(), chunk.ids)) return failed({ code: 'bad-request' });
    const entering = chunk.uia.kind === 'asking' ? 'answered' : 'begin';
    const end = await runChunk(ports, chunk.ids, step(chunk.uia, { kind: entering }), password);
    switch (end.kind) {
      case 'ask':
        work.chunk = { ...chunk, uia: end.uia };
        work.passwordAsked = true;
        return end;
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
