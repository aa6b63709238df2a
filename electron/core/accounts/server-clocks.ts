// What time it is at each account's server: one clock an account, which all of its requests set.
import { ServerClock } from '../../matrix/server-clock.ts';
import type { Clock } from '../../matrix/types.ts';
import type { AccountId } from '../../shared/ids.ts';

export class ServerClocks {
  readonly #local: Pick<Clock, 'now'>;
  readonly #clocks = new Map<AccountId, ServerClock>();

  constructor(local: Pick<Clock, 'now'>) {
    this.#local = local;
  }

  of(accountId: AccountId): ServerClock {
    const known = this.#clocks.get(accountId);
    if (known) return known;
    const created = new ServerClock(this.#local);
    this.#clocks.set(accountId, created);
    return created;
  }

  /** The account is gone. */
  forget(accountId: AccountId): void {
    this.#clocks.delete(accountId);
  }
}
