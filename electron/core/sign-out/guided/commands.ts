// Does what the reducer of this folder wants done.
import type { AccountPage } from '../../../matrix/types.ts';
import { fail, type Result } from '../../../shared/errors.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import { openInBrowser } from '../../open-in-browser.ts';
import type { CorePorts } from '../../ports.ts';
import type { Signals } from '../operation.ts';
import type { GuidedCommand, GuidedOutcome } from './types.ts';

export interface GuidedPorts extends Pick<CorePorts, 'clock' | 'openExternal'> {
  /** Null where the server has none any more. */
  readonly findPage: () => Promise<Result<AccountPage | null>>;
  /** The last look before a page is opened: what was true at the start may have changed. */
  readonly mayOpen: (deviceId: DeviceId) => boolean;
  /** Notes for which session the page is open, null for none. */
  readonly setOnPage: (deviceId: DeviceId | null) => void;
  readonly relist: () => Promise<Result<ReadonlySet<DeviceId>>>;
}

export async function runGuided(
  ports: GuidedPorts,
  command: GuidedCommand,
  { over }: Pick<Signals, 'over'>,
): Promise<GuidedOutcome> {
  switch (command.kind) {
    case 'look':
      return { kind: 'listed', list: await ports.relist() };
    case 'find-page':
      return { kind: 'page-found', found: await ports.findPage() };
    case 'open': {
      if (!ports.mayOpen(command.deviceId))
        return { kind: 'opened', opened: fail({ code: 'bad-request' }) };
      return { kind: 'opened', opened: await openNoted(ports, command) };
    }
    case 'wait':
      await ports.clock.sleep(command.ms, over);
      return { kind: 'due' };
  }
}

/** Noted before, because Muster may end while the page opens. */
async function openNoted(
  ports: GuidedPorts,
  { deviceId, url }: Extract<GuidedCommand, { kind: 'open' }>,
): Promise<Result<null>> {
  ports.setOnPage(deviceId);
  const opened = await openInBrowser(ports, url);
  if (!opened.ok) ports.setOnPage(null);
  return opened;
}
