// Reads what is beside one account's list (keys, key backup, client information) after each list:
// one reading at a time, and once more when another list came in meanwhile.
import type { MatrixClient } from '../../matrix/types.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { AuditReading } from './audit-reading.ts';
import type { ClientInfoCleanUp } from './client-info-clean-up.ts';
import type { Log } from '../log.ts';
import type { LiveList } from './session-list.ts';

/** `ids`: the sessions that are listed. Never rejects for what a server does. */
export type Audit = (
  client: MatrixClient,
  userId: string,
  ids: readonly DeviceId[],
  signal: AbortSignal,
) => Promise<AuditReading>;

export interface AuditRefresh {
  /** For the list as it is now. */
  begin(): void;
  /** Resolves when nothing is being read. */
  done(): Promise<void>;
  /** Aborts what is running; what comes in afterwards is dropped. */
  stop(): void;
}

export interface AuditRefreshOptions {
  readonly list: LiveList;
  readonly audit: Audit;
  readonly cleanUp: ClientInfoCleanUp;
  readonly client: () => MatrixClient;
  /** Undefined once the account is gone. */
  readonly userId: () => string | undefined;
  readonly log: Log;
}

export function createAuditRefresh(options: AuditRefreshOptions): AuditRefresh {
  const { list, audit, cleanUp, client, userId, log } = options;
  const over = new AbortController();
  let running: Promise<void> | null = null;
  let isDue = false;

  async function read(): Promise<void> {
    isDue = false;
    const user = userId();
    if (user === undefined) return;
    const current = client();
    const reading = await audit(current, user, [...list.deviceIds()], over.signal);
    if (over.signal.aborted) return;
    list.audit(reading);
    if (reading.clients !== null) await cleanUp.run(current, user, reading.clients, over.signal);
  }

  function start(): void {
    running = read()
      .catch((error: unknown) => void log.bug('audit-threw', error))
      .finally(() => {
        running = null;
        if (isDue && !over.signal.aborted) start();
      });
  }

  return {
    begin() {
      isDue = true;
      if (!running && !over.signal.aborted) start();
    },
    async done() {
      while (running) await running;
    },
    stop: () => over.abort(),
  };
}
