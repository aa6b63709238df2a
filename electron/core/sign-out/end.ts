// The end of a sign-out, whichever way it went: the list is read once more, and the log has the
// figures.
import { fail, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { OperationEnding, Outcomes } from '../../shared/operation.ts';
import type { Log } from '../log.ts';

export type Relist = () => Promise<Result<ReadonlySet<DeviceId>>>;

/** Reads the list; a bug on the way is a failure like any other, so that no operation hangs. */
export async function relistSafely(log: Log, relist: Relist): ReturnType<Relist> {
  return relist().catch((error: unknown) =>
    fail({ code: 'internal', reference: log.bug('sign-out-relist-broke', error) }),
  );
}

export function logEnd(log: Log, ending: OperationEnding, outcomes: Outcomes): void {
  log.info('sign-out-ended', {
    ending: ending.kind,
    error: ending.kind === 'failed' ? ending.error.code : null,
    gone: outcomes.gone.length,
    still: outcomes.stillThere.length,
    unknown: outcomes.unknown.length,
  });
}
