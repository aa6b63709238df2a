// Says which accounts are watched: to the window, to the tray, and with one notice when an account
// could not be looked at for a day.
import { gapWords, watchLine } from '../../audit/watch-words.ts';
import type { Clock } from '../../matrix/types.ts';
import type { Publish } from '../../shared/contract.ts';
import type { AccountId } from '../../shared/ids.ts';
import type {
  Account,
  ListState,
  Settings,
  UnwatchedAccount,
  WatchState,
} from '../../shared/model.ts';
import type { Notification } from '../ports.ts';
import { harmless } from '../harmless.ts';
import { watchStateOf } from './watch-state.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const USER_MAX = 120;

export interface WatchReportPorts {
  readonly accounts: { list(): readonly Account[] };
  readonly state: (accountId: AccountId) => ListState | null;
  readonly settings: () => Pick<Settings, 'watchMinutes'>;
  readonly clock: Clock;
  /** An account's server's clock, by which lists are dated. */
  readonly serverClock: (accountId: AccountId) => Pick<Clock, 'now'>;
  readonly publish: Publish;
  readonly notify: (notification: Notification) => void;
  /** Lines for the tray: the first one says all, the others why an account is not watched. */
  readonly showWatch: (lines: readonly string[]) => void;
}

export class WatchReport {
  readonly #ports: WatchReportPorts;
  readonly #begunAt: number;
  readonly #closed = new AbortController();
  /** Accounts whose gap was told, until they are watched again. */
  readonly #told = new Set<AccountId>();
  #state: WatchState = { on: false, accounts: 0, unwatched: [] };

  constructor(ports: WatchReportPorts) {
    this.#ports = ports;
    this.#begunAt = ports.clock.now();
    void this.#keepTime();
  }

  state(): WatchState {
    return this.#state;
  }

  /** Something has changed that it may depend on: accounts, a list, settings. */
  update(): void {
    const { accounts, state, settings, publish } = this.#ports;
    const next = watchStateOf(
      accounts.list(),
      ({ accountId }) => state(accountId),
      settings().watchMinutes !== null,
      this.#state,
    );
    if (JSON.stringify(next) === JSON.stringify(this.#state)) return;
    this.#state = next;
    publish('app.watchChanged', next);
    this.#show();
    this.#tellGaps();
  }

  close(): void {
    this.#closed.abort();
  }

  #show(): void {
    const gaps = this.#state.unwatched.map(({ accountId, because }) => {
      return `${this.#userOf(accountId)}: ${gapWords(because)}`;
    });
    this.#ports.showWatch([watchLine(this.#state), ...(this.#state.on ? gaps : [])]);
  }

  /** A day passes by itself. */
  async #keepTime(): Promise<void> {
    for (;;) {
      await this.#ports.clock.sleep(MINUTE, this.#closed.signal);
      if (this.#closed.signal.aborted) return;
      this.#tellGaps();
    }
  }

  #tellGaps(): void {
    const { on, unwatched } = this.#state;
    for (const accountId of this.#told)
      if (!unwatched.some((one) => one.accountId === accountId)) this.#told.delete(accountId);
    if (!on) return;
    for (const one of unwatched) if (this.#isDue(one)) this.#tell(one);
  }

  #isDue({ accountId, readAt }: UnwatchedAccount): boolean {
    const { clock, serverClock } = this.#ports;
    const gap =
      readAt === null ? clock.now() - this.#begunAt : serverClock(accountId).now() - readAt;
    return !this.#told.has(accountId) && gap >= DAY;
  }

  #tell({ accountId, because }: UnwatchedAccount): void {
    this.#told.add(accountId);
    this.#ports.notify({
      title: 'An account is not watched',
      body: `Muster has not seen the sessions of ${this.#userOf(accountId)} for a day: ${gapWords(because)}.`,
      destination: { accountId, deviceId: null },
    });
  }

  #userOf(accountId: AccountId): string {
    const account = this.#ports.accounts.list().find((one) => one.accountId === accountId);
    return harmless(account?.userId ?? '', USER_MAX);
  }
}
