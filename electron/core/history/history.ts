// The `history` group of the contract, and forgetting what is older than the user wants it kept.
import type { Clock } from '../../matrix/types.ts';
import type { Argument, Value } from '../../shared/contract.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { HistoryFilter } from '../../shared/history.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, Settings } from '../../shared/model.ts';
import type { HistoryStore } from '../store/history-store.ts';
import { timelineOf } from '../changes/timeline.ts';

const DAY = 86_400_000;

/** Events that are deleted in one go, so that nobody waits for it. */
const PRUNED = 500;
const PAUSE = 50;
const PRUNE_EVERY = 6 * 3_600_000;

export interface HistoryOptions {
  readonly store: Pick<HistoryStore, 'ofSession' | 'acts' | 'ofAct' | 'buckets' | 'prune'>;
  readonly accounts: {
    get(accountId: AccountId): Account | undefined;
    list(): readonly Account[];
  };
  /** An account's server's clock, by which its events are dated. */
  readonly serverClock: (accountId: AccountId) => Pick<Clock, 'now'>;
  readonly settings: () => Pick<Settings, 'historyDays'>;
  readonly clock: Clock;
}

export class History {
  readonly #options: HistoryOptions;
  #over = new AbortController();
  /** For how many days history is kept, as far as was seen to. */
  #days: number;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#days = options.settings().historyDays;
    const { signal } = this.#over;
    void options.clock.sleep(PRUNE_EVERY / 60, signal).then(() => this.#pruneForever(signal));
  }

  ofSession(query: Argument<'history.ofSession'>): Result<Value<'history.ofSession'>> {
    const { accounts, store } = this.#options;
    return accounts.get(query.accountId)
      ? ok(store.ofSession(query))
      : fail({ code: 'unknown-subject' });
  }

  acts({ accountId, filter, before }: Argument<'history.acts'>): Result<Value<'history.acts'>> {
    const accounts = this.#chosen(accountId);
    if (accounts.length === 0) return fail({ code: 'unknown-subject' });
    const accountIds = accounts.map((account) => account.accountId);
    return ok(this.#options.store.acts({ accountIds, filter: trimmed(filter), before }));
  }

  ofAct(query: Argument<'history.ofAct'>): Result<Value<'history.ofAct'>> {
    const { accounts, store } = this.#options;
    return accounts.get(query.accountId)
      ? ok(store.ofAct({ ...query, filter: trimmed(query.filter) }))
      : fail({ code: 'unknown-subject' });
  }

  timeline({ accountId }: Argument<'history.timeline'>): Result<Value<'history.timeline'>> {
    const { store, serverClock } = this.#options;
    const accounts = this.#chosen(accountId);
    if (accounts.length === 0) return fail({ code: 'unknown-subject' });
    const buckets = accounts.flatMap((account) => store.buckets(account.accountId));
    const now = Math.max(...accounts.map((account) => serverClock(account.accountId).now()));
    return ok(timelineOf(buckets, sessionsOf(accounts), now));
  }

  /** All accounts for null. */
  #chosen(accountId: AccountId | null): readonly Account[] {
    const { accounts } = this.#options;
    if (accountId === null) return accounts.list();
    const account = accounts.get(accountId);
    return account ? [account] : [];
  }

  /** Settings have changed: forgets at once what is too old now. It also happens by itself. */
  consider(): void {
    if (this.#options.settings().historyDays === this.#days) return;
    this.#over.abort();
    this.#over = new AbortController();
    void this.#pruneForever(this.#over.signal);
  }

  close(): void {
    this.#over.abort();
  }

  async #pruneForever(signal: AbortSignal): Promise<void> {
    const { store, settings, clock } = this.#options;
    while (!signal.aborted) {
      this.#days = settings().historyDays;
      const before = this.#earliestNow() - this.#days * DAY;
      const isMore = store.prune(before, PRUNED) === PRUNED;
      await clock.sleep(isMore ? PAUSE : PRUNE_EVERY, signal);
    }
  }

  /** By the clock that is behind all others: nothing is forgotten early, on whatever server it happened. */
  #earliestNow(): number {
    const { accounts, serverClock, clock } = this.#options;
    const times = accounts.list().map(({ accountId }) => serverClock(accountId).now());
    return times.length === 0 ? clock.now() : Math.min(...times);
  }
}

function trimmed(filter: HistoryFilter): HistoryFilter {
  return { ...filter, text: filter.text.trim() };
}

/** Of all together; null where the number of one is unknown. */
function sessionsOf(accounts: readonly Account[]): number | null {
  return accounts.reduce<number | null>(
    (sum, { sessionCount }) => (sum === null || sessionCount === null ? null : sum + sessionCount),
    0,
  );
}
