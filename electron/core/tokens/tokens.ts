// The tokens of accounts, in the vaults and on one call stack at a time: read at the moment of a
// request, renewed once for all who wait, written before they are used. No field here holds one.
import type { AccessToken, RefreshAnswer, Tokens } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Account, CredentialPlace } from '../../shared/model.ts';
import type { Log } from '../log.ts';
import type { CredentialVault } from '../ports.ts';
import { refreshItem, type Vaults } from './vault.ts';

/** A token is renewed this long before it expires, or a tenth of its life, whichever is less. */
const EARLY_MS = 30_000;

export interface TokensOptions {
  readonly vaults: Vaults;
  readonly account: (accountId: AccountId) => Account | undefined;
  /** Where the account's tokens come from. */
  readonly refresh: (account: Account, refreshToken: string) => Promise<RefreshAnswer>;
  /** Milliseconds of a clock that nobody sets; its zero means nothing. */
  readonly monotonic: () => number;
  readonly log: Log;
}

/** When a token is renewed, and when it is dead, by the monotonic clock. */
interface Expiry {
  readonly early: number;
  readonly over: number;
}

const ended = fail({ code: 'session-ended', softLogout: false });

export class AccountTokens {
  readonly #options: TokensOptions;
  readonly #expiries = new Map<AccountId, Expiry>();
  readonly #renewals = new Map<AccountId, Promise<Result<string>>>();
  /** Accounts whose refresh token was refused: it isn't sent again in this run. */
  readonly #refused = new Set<AccountId>();
  /** Accounts whose kept tokens are known to be the last that the server gave. */
  readonly #last = new Set<AccountId>();
  readonly #turns = new Map<AccountId, Promise<unknown>>();

  constructor(options: TokensOptions) {
    this.#options = options;
  }

  /** `unknown-subject` from the returned function once the account is gone. */
  of(accountId: AccountId): AccessToken {
    return (unknownToken) => this.#token(accountId, unknownToken);
  }

  /** Keeps what a sign-in gave. Where that fails, what was kept before stays. */
  keep(accountId: AccountId, place: CredentialPlace, tokens: Tokens): Promise<Result<null>> {
    return this.#inTurn(accountId, () => this.#keep(accountId, place, tokens));
  }

  /**
   * Does something with the last tokens that the server gave, and renews nothing meanwhile. Where it
   * isn't known whether the kept ones are the last (an answer may have got lost, or a run was cut
   * off), they are renewed first.
   */
  withLast<T>(
    accountId: AccountId,
    place: CredentialPlace,
    work: (tokens: Tokens) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.#inTurn(accountId, async () => {
      if (!this.#last.has(accountId)) {
        const renewed = await this.#renew(accountId, null);
        if (!renewed.ok && renewed.error.code !== 'session-ended') return renewed;
      }
      const tokens = await this.read(accountId, place);
      return tokens.ok ? work(tokens.value) : tokens;
    });
  }

  async read(accountId: AccountId, place: CredentialPlace): Promise<Result<Tokens>> {
    const vault = this.#options.vaults[place];
    const access = await vault.get(accountId);
    if (!access.ok) return access;
    const refresh = await readRefresh(vault, accountId);
    if (!refresh.ok) return refresh;
    const over = this.#expiries.get(accountId)?.over;
    const expiresInMs = over === undefined ? null : Math.max(0, over - this.#options.monotonic());
    return ok({ access: access.value, refresh: refresh.value, expiresInMs });
  }

  forget(accountId: AccountId, place: CredentialPlace): Promise<Result<null>> {
    return this.#inTurn(accountId, async () => {
      const vault = this.#options.vaults[place];
      const deleted = await vault.delete(accountId);
      await vault.delete(refreshItem(accountId));
      this.#expiries.delete(accountId);
      this.#last.delete(accountId);
      return deleted;
    });
  }

  async #token(accountId: AccountId, unknownToken?: string): Promise<Result<string>> {
    const { vaults, account, monotonic } = this.#options;
    const current = account(accountId);
    if (!current) return fail({ code: 'unknown-subject' });
    if (unknownToken !== undefined) return this.#renewOnce(accountId, unknownToken);
    const expiry = this.#expiries.get(accountId);
    if (expiry && monotonic() >= expiry.early) {
      const renewed = await this.#renewOnce(accountId, null);
      const isOver = monotonic() >= expiry.over;
      // Where there is nothing to renew with, the server says best what that means.
      if (renewed.ok || (isOver && renewed.error.code !== 'session-ended')) return renewed;
    }
    return vaults[current.keptIn].get(accountId);
  }

  /** One at a time for an account: a sign-in waits for a renewal that is under way, and replaces it. */
  #inTurn<T>(accountId: AccountId, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(accountId) ?? Promise.resolve()).then(work);
    this.#turns.set(
      accountId,
      turn.catch(() => undefined),
    );
    return turn;
  }

  #noteExpiry(accountId: AccountId, since: number, lifeMs: number | null): void {
    if (lifeMs === null) this.#expiries.delete(accountId);
    else {
      const over = since + lifeMs;
      this.#expiries.set(accountId, { early: over - Math.min(EARLY_MS, lifeMs / 10), over });
    }
  }

  #renewOnce(accountId: AccountId, unknownToken: string | null): Promise<Result<string>> {
    const running = this.#renewals.get(accountId);
    if (running) return running;
    const renewal = this.#inTurn(accountId, () => this.#renew(accountId, unknownToken)).finally(
      () => this.#renewals.delete(accountId),
    );
    this.#renewals.set(accountId, renewal);
    return renewal;
  }

  /** `session-ended` where there is nothing to renew with. */
  async #renew(accountId: AccountId, unknownToken: string | null): Promise<Result<string>> {
    const { vaults, account, refresh, monotonic, log } = this.#options;
    const current = account(accountId);
    if (!current) return fail({ code: 'unknown-subject' });
    const vault = vaults[current.keptIn];
    if (unknownToken !== null) {
      const stored = await vault.get(accountId);
      // Renewed or replaced since the request was sent.
      if (!stored.ok || stored.value !== unknownToken) return stored;
    }
    if (this.#refused.has(accountId)) return ended;
    const refreshToken = await readRefresh(vault, accountId);
    if (!refreshToken.ok) return refreshToken;
    if (refreshToken.value === null) return ended;
    const since = monotonic();
    this.#last.delete(accountId);
    const answer = await refresh(current, refreshToken.value);
    switch (answer.kind) {
      case 'failed':
        return fail(answer.error);
      case 'refused':
        this.#refused.add(accountId);
        log.info('refresh-refused');
        return ended;
      case 'renewed':
        return this.#write(accountId, vault, answer.tokens, since);
    }
  }

  /**
   * The refresh token first: with it and the old access token an account goes on after a crash in
   * between, the other way round it may not. What could not be written is not used either, so that
   * the old refresh token stays good.
   */
  async #write(
    accountId: AccountId,
    vault: CredentialVault,
    tokens: Tokens,
    since: number,
  ): Promise<Result<string>> {
    if (!this.#options.account(accountId)) return fail({ code: 'unknown-subject' });
    if (tokens.refresh !== null) {
      const first = await vault.set(refreshItem(accountId), tokens.refresh);
      if (!first.ok) return first;
    }
    const second = await vault.set(accountId, tokens.access);
    if (!second.ok) return second;
    this.#last.add(accountId);
    this.#noteExpiry(accountId, since, tokens.expiresInMs);
    return ok(tokens.access);
  }

  async #keep(accountId: AccountId, place: CredentialPlace, tokens: Tokens): Promise<Result<null>> {
    const vault = this.#options.vaults[place];
    const item = refreshItem(accountId);
    const before = await readRefresh(vault, accountId);
    if (tokens.refresh !== null) {
      const first = await vault.set(item, tokens.refresh);
      if (!first.ok) return first;
    }
    const second = await vault.set(accountId, tokens.access);
    const known = before.ok ? before.value : null;
    if (!second.ok) {
      if (known !== null) await vault.set(item, known);
      else if (tokens.refresh !== null) await vault.delete(item);
      return second;
    }
    if (tokens.refresh === null && known !== null) await vault.delete(item);
    this.#refused.delete(accountId);
    this.#last.add(accountId);
    this.#noteExpiry(accountId, this.#options.monotonic(), tokens.expiresInMs);
    return second;
  }
}

/** Null where the account has none. */
async function readRefresh(
  vault: CredentialVault,
  accountId: AccountId,
): Promise<Result<string | null>> {
  const read = await vault.get(refreshItem(accountId));
  const isMissing =
    !read.ok && read.error.code === 'vault' && read.error.reason === 'locked-or-missing';
  return isMissing ? ok(null) : read;
}
