// Reads the list of every signed-in account while Muster runs, opened in the window or not, so that
// a new session is noticed. When is decided in watch-schedule.ts; how, in sessions.ts.
import type { Clock } from '../../matrix/types.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, ListState, Settings, VaultStatus } from '../../shared/model.ts';
import { dueAfter, firstDue, nextReading, type Watched } from './watch-schedule.ts';

/** Before the first look at the lists, so that Muster starts without them. */
const FIRST_SLEEP = 5_000;

/** Longest sleep in milliseconds: a timer doesn't count the time that a computer sleeps. */
const SLEEP_MAX = 60_000;

export interface WatcherPorts {
  readonly accounts: { list(): readonly Account[] };
  readonly sessions: {
    watch(accountId: AccountId): Promise<void>;
    state(accountId: AccountId): ListState | null;
  };
  readonly keychain: { status(): VaultStatus };
  readonly settings: () => Pick<Settings, 'watchMinutes'>;
  readonly clock: Clock;
  readonly random: () => number;
}

type Plan = Omit<Watched, 'list'>;

export class Watcher {
  readonly #ports: WatcherPorts;
  readonly #plans = new Map<AccountId, Plan>();
  readonly #busy = new Set<AccountId>();
  #isClosed = false;
  #sleep = new AbortController();

  constructor(ports: WatcherPorts) {
    this.#ports = ports;
    void this.#run();
  }

  /** Looks again at what is due: settings or accounts have changed. */
  consider(): void {
    this.#sleep.abort();
  }

  /** The window came to the front, or the computer woke up: lists may be out of date. */
  wake(reason: 'focus' | 'resume'): void {
    if (this.#ports.settings().watchMinutes === null) return;
    const now = this.#ports.clock.now();
    for (const [accountId, { list, ...plan }] of this.#watched()) {
      const dueAt = dueAfter(reason, { list, ...plan }, now);
      this.#plans.set(accountId, { ...plan, dueAt });
    }
    this.consider();
  }

  /** The keychain is back: what could not be read for want of a token is read now. */
  recover(): void {
    for (const [accountId, { list }] of this.#watched()) {
      const { refresh } = list;
      if (refresh.kind === 'failed' && refresh.error.code === 'vault') void this.#read(accountId);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#sleep.abort();
  }

  async #run(): Promise<void> {
    const { clock, settings } = this.#ports;
    await clock.sleep(FIRST_SLEEP, this.#sleep.signal);
    while (!this.#isClosed) {
      this.#sleep = new AbortController();
      const { watchMinutes } = settings();
      const pause = watchMinutes === null ? SLEEP_MAX : this.#readDue(watchMinutes);
      await clock.sleep(pause, this.#sleep.signal);
    }
  }

  /** Reads what is due; how long nothing else will be, in milliseconds. */
  #readDue(minutes: number): number {
    const now = this.#ports.clock.now();
    const keychain = this.#ports.keychain.status().kind;
    let next = now + SLEEP_MAX;
    for (const [accountId, watched] of this.#watched()) {
      const dueAt = nextReading(watched, minutes, keychain, now);
      if (dueAt === null) continue;
      if (dueAt <= now) void this.#read(accountId);
      else next = Math.min(next, dueAt);
    }
    return next - now;
  }

  async #read(accountId: AccountId): Promise<void> {
    const { sessions, clock, random } = this.#ports;
    this.#busy.add(accountId);
    await sessions.watch(accountId);
    this.#busy.delete(accountId);
    this.#plans.set(accountId, { attemptedAt: clock.now(), dueAt: null, pace: random() });
    this.consider();
  }

  /** Every account that can be watched and isn't being read. */
  #watched(): readonly (readonly [AccountId, Watched])[] {
    return this.#ports.accounts.list().flatMap(({ accountId, status }) => {
      const list = status.kind === 'signed-in' ? this.#ports.sessions.state(accountId) : null;
      if (list === null || this.#busy.has(accountId)) return [];
      return [[accountId, { ...this.#planOf(accountId), list }] as const];
    });
  }

  #planOf(accountId: AccountId): Plan {
    const known = this.#plans.get(accountId);
    if (known) return known;
    const pace = this.#ports.random();
    const dueAt = firstDue(this.#ports.clock.now(), pace);
    const plan = { attemptedAt: null, dueAt, pace };
    this.#plans.set(accountId, plan);
    return plan;
  }
}
