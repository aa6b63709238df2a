// Reads what is beside one account's list (keys, key backup, client information) after each list:
// one reading at a time, and once more when another list came in meanwhile.
import type { Clock, MatrixClient } from '../../matrix/types.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Session } from '../../shared/model.ts';
import type { AuditReading } from './audit-reading.ts';
import type { ClientInfoCleanUp } from './client-info-clean-up.ts';
import type { Log } from '../log.ts';
import type { LiveList } from './live-list.ts';

/**
 * `ids`: the sessions that are listed. `serverClock`: what the reading is dated by. Never rejects for what a
 * server does.
 */
export type Audit = (
  client: MatrixClient,
  userId: string,
  ids: readonly DeviceId[],
  serverClock: Pick<Clock, 'now'>,
  signal: AbortSignal,
) => Promise<AuditReading>;

export interface AuditRefreshOptions {
  readonly list: LiveList;
  readonly audit: Audit;
  readonly serverClock: Pick<Clock, 'now'>;
  readonly cleanUp: ClientInfoCleanUp;
  readonly client: () => MatrixClient;
  /** Undefined once the account is gone. */
  readonly userId: () => string | undefined;
  /** Told of the sessions that turned out to be others than before. */
  readonly onReplaced: (sessions: readonly Session[]) => void;
  readonly log: Log;
}

export class AuditRefresh {
  readonly #options: AuditRefreshOptions;
  readonly #over = new AbortController();
  #running: Promise<void> | null = null;
  #isDue = false;

  constructor(options: AuditRefreshOptions) {
    this.#options = options;
  }

  /** For the list as it is now. */
  begin(): void {
    this.#isDue = true;
    if (!this.#running && !this.#over.signal.aborted) this.#start();
  }

  /** Resolves when nothing is being read. */
  async done(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Aborts what is running; what comes in afterwards is dropped. */
  stop(): void {
    this.#over.abort();
  }

  #start(): void {
    this.#running = this.#read()
      .catch((error: unknown) => void this.#options.log.bug('audit-threw', error))
      .finally(() => {
        this.#running = null;
        if (this.#isDue && !this.#over.signal.aborted) this.#start();
      });
  }

  async #read(): Promise<void> {
    this.#isDue = false;
    const { list, audit, serverClock, cleanUp, client, userId, onReplaced } = this.#options;
    const { signal } = this.#over;
    const user = userId();
    if (user === undefined) return;
    const current = client();
    const reading = await audit(current, user, [...list.deviceIds()], serverClock, signal);
    if (signal.aborted) return;
    onReplaced(list.audit(reading));
    if (reading.clients !== null) await cleanUp.run(current, user, reading.clients, signal);
  }
}
