// Reads the list of every signed-in account while Muster runs, opened in the window or not, so that
// a new session is noticed. When is decided in watch-schedule.ts; how, in sessions.ts.
import type { Clock } from '../../matrix/types.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, ListState, Settings } from '../../shared/model.ts';
import { dueAt, firstWish, wishAfter, type Watched } from './watch-schedule.ts';

/** Before the first look at the lists, so that Muster starts without them. */
const FIRST_NAP = 5_000;

/** Longest nap in milliseconds: a timer doesn't count the time that a computer sleeps. */
const NAP_MAX = 60_000;

export interface Watcher {
  /** Looks again at what is due: settings or accounts have changed. */
  consider(): void;
  wake(reason: 'focus' | 'resume'): void;
  close(): void;
}

export interface WatcherOptions {
  readonly accounts: { list(): readonly Account[] };
  readonly sessions: {
    watch(accountId: AccountId): Promise<void>;
    state(accountId: AccountId): ListState | null;
  };
  readonly settings: () => Pick<Settings, 'watchMinutes'>;
  readonly clock: Clock;
  readonly random: () => number;
}

type Plan = Omit<Watched, 'list'>;

export function createWatcher(options: WatcherOptions): Watcher {
  const { accounts, sessions, settings, clock, random } = options;
  const plans = new Map<AccountId, Plan>();
  const busy = new Set<AccountId>();
  let closed = false;
  let nap = new AbortController();

  /** Every account that can be watched and isn't being read. */
  function watched(): readonly (readonly [AccountId, Watched])[] {
    return accounts.list().flatMap(({ accountId, status }) => {
      const list = status.kind === 'signed-in' ? sessions.state(accountId) : null;
      if (list === null || busy.has(accountId)) return [];
      return [[accountId, { ...planOf(accountId), list }] as const];
    });
  }

  function planOf(accountId: AccountId): Plan {
    const known = plans.get(accountId);
    if (known) return known;
    const pace = random();
    const plan = { attemptedAt: null, wishedAt: firstWish(clock.now(), pace), pace };
    plans.set(accountId, plan);
    return plan;
  }

  async function read(accountId: AccountId): Promise<void> {
    busy.add(accountId);
    await sessions.watch(accountId);
    busy.delete(accountId);
    plans.set(accountId, { attemptedAt: clock.now(), wishedAt: null, pace: random() });
    consider();
  }

  /** Reads what is due; how long nothing else will be, in milliseconds. */
  function readDue(minutes: number): number {
    const now = clock.now();
    let next = now + NAP_MAX;
    for (const [accountId, subject] of watched()) {
      const due = dueAt(subject, minutes, now);
      if (due === null) continue;
      if (due <= now) void read(accountId);
      else next = Math.min(next, due);
    }
    return next - now;
  }

  async function run(): Promise<void> {
    await clock.sleep(FIRST_NAP, nap.signal);
    while (!closed) {
      nap = new AbortController();
      const { watchMinutes } = settings();
      await clock.sleep(watchMinutes === null ? NAP_MAX : readDue(watchMinutes), nap.signal);
    }
  }

  function consider(): void {
    nap.abort();
  }

  void run();
  return {
    consider,
    wake(reason) {
      if (settings().watchMinutes === null) return;
      const now = clock.now();
      for (const [accountId, { list, ...plan }] of watched()) {
        const wishedAt = wishAfter(reason, { list, ...plan }, now);
        plans.set(accountId, { ...plan, wishedAt });
      }
      consider();
    },
    close() {
      closed = true;
      nap.abort();
    },
  };
}
