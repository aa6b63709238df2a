// Does what the reducer of this folder wants done. The only file here that asks a server anything.
import type { MatrixClient } from '../../../matrix/types.ts';
import type { Result } from '../../../shared/errors.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import { openInBrowser } from '../../open-in-browser.ts';
import type { CorePorts, ListSeen } from '../../ports.ts';
import type { Given } from '../flow.ts';
import type { Signals } from '../operation.ts';
import { authDict } from './auth.ts';
import type { ByRequestCommand, ByRequestOutcome } from './types.ts';

export interface RequestPorts extends Pick<CorePorts, 'clock' | 'monotonic' | 'openExternal'> {
  readonly client: Pick<MatrixClient, 'deleteDevices'>;
  readonly userId: string;
  /** The last look before a request: what was true at the start may have changed. */
  readonly mayGo: (ids: readonly DeviceId[]) => boolean;
  readonly relist: () => Promise<Result<ListSeen>>;
  /** False where nothing else can go on under this operation's id. */
  readonly handOver: (signal: AbortSignal) => Promise<boolean>;
}

export async function runByRequest(
  ports: RequestPorts,
  command: ByRequestCommand,
  given: Given | null,
  { over, haste }: Signals,
): Promise<ByRequestOutcome> {
  const { client, clock, monotonic } = ports;
  switch (command.kind) {
    case 'send': {
      if (!ports.mayGo(command.ids)) return { kind: 'not-allowed' };
      const sentAt = monotonic();
      const auth = authDict(command.auth, ports.userId, given);
      const answer = await client.deleteDevices(command.ids, auth, over);
      return { kind: 'answered', answer, tookMs: monotonic() - sentAt };
    }
    case 'open':
      return { kind: 'opened', opened: await openInBrowser(ports, command.url) };
    case 'look':
      return { kind: 'listed', list: await ports.relist() };
    case 'wait':
      await clock.sleep(command.ms, AbortSignal.any([over, haste]));
      return { kind: 'due' };
    case 'hand-over':
      return { kind: 'handed-over', done: await ports.handOver(over) };
  }
}
