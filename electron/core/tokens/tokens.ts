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

export interface AccountTokens {
  /** `unknown-subject` from the returned function once the account is gone. */
  of(accountId: AccountId): AccessToken;
  /** Keeps what a sign-in gave. Where that fails, what was kept before stays. */
  keep(accountId: AccountId, place: CredentialPlace, tokens: Tokens): Promise<Result<null>>;
  read(accountId: AccountId, place: CredentialPlace): Promise<Result<Tokens>>;
  forget(accountId: AccountId, place: CredentialPlace): Promise<Result<null>>;
}

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

export function createTokens(options: TokensOptions): AccountTokens {
  const { vaults, account, monotonic, log } = options;
  const expiries = new Map<AccountId, Expiry>();
  const renewals = new Map<AccountId, Promise<Result<string>>>();
  /** Accounts whose refresh token was refused: it isn't sent again in this run. */
  const refused = new Set<AccountId>();
  const turns = new Map<AccountId, Promise<unknown>>();

  /** One at a time for an account: a sign-in waits for a renewal that is under way, and replaces it. */
  function inTurn<T>(accountId: AccountId, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(accountId) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    turns.set(accountId, settled);
    void settled.then(() => {
      if (turns.get(accountId) === settled) turns.delete(accountId);
    });
    return turn;
  }

  function noteExpiry(accountId: AccountId, since: number, lifeMs: number | null): void {
    if (lifeMs === null) expiries.delete(accountId);
    else {
      const over = since + lifeMs;
      expiries.set(accountId, { early: over - Math.min(EARLY_MS, lifeMs / 10), over });
    }
  }

  function renewOnce(accountId: AccountId, unknownToken: string | null): Promise<Result<string>> {
    const running = renewals.get(accountId);
    if (running) return running;
    const renewal = inTurn(accountId, () => renew(accountId, unknownToken)).finally(() =>
      renewals.delete(accountId),
    );
    renewals.set(accountId, renewal);
    return renewal;
  }

  /** `session-ended` where there is nothing to renew with. */
  async function renew(accountId: AccountId, unknownToken: string | null): Promise<Result<string>> {
    const current = account(accountId);
    if (!current) return fail({ code: 'unknown-subject' });
    const vault = vaults[current.keptIn];
    if (unknownToken !== null) {
      const stored = await vault.get(accountId);
      // Renewed or replaced since the request was sent.
      if (!stored.ok || stored.value !== unknownToken) return stored;
    }
    if (refused.has(accountId)) return ended;
    const refreshToken = await readRefresh(vault, accountId);
    if (!refreshToken.ok) return refreshToken;
    if (refreshToken.value === null) return ended;
    const since = monotonic();
    const answer = await options.refresh(current, refreshToken.value);
    switch (answer.kind) {
      case 'failed':
        return fail(answer.error);
      case 'refused':
        refused.add(accountId);
        log.info('refresh-refused');
        return ended;
      case 'renewed':
        return write(accountId, vault, answer.tokens, since);
    }
  }

  /**
   * The refresh token first: with it and the old access token an account goes on after a crash in
   * between, the other way round it may not. What could not be written is not used either, so that
   * the old refresh token stays good.
   */
  async function write(
    accountId: AccountId,
    vault: CredentialVault,
    tokens: Tokens,
    since: number,
  ): Promise<Result<string>> {
    if (!account(accountId)) return fail({ code: 'unknown-subject' });
    if (tokens.refresh !== null) {
      const first = await vault.set(refreshItem(accountId), tokens.refresh);
      if (!first.ok) return first;
    }
    const second = await vault.set(accountId, tokens.access);
    if (!second.ok) return second;
    noteExpiry(accountId, since, tokens.expiresInMs);
    return ok(tokens.access);
  }

  async function keep(
    accountId: AccountId,
    vault: CredentialVault,
    tokens: Tokens,
  ): Promise<Result<null>> {
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
    refused.delete(accountId);
    noteExpiry(accountId, monotonic(), tokens.expiresInMs);
    return second;
  }

  return {
    of: (accountId) => async (unknownToken) => {
      const current = account(accountId);
      if (!current) return fail({ code: 'unknown-subject' });
      if (unknownToken !== undefined) return renewOnce(accountId, unknownToken);
      const expiry = expiries.get(accountId);
      if (expiry && monotonic() >= expiry.early) {
        const renewed = await renewOnce(accountId, null);
        const isOver = monotonic() >= expiry.over;
        // Where there is nothing to renew with, the server says best what that means.
        if (renewed.ok || (isOver && renewed.error.code !== 'session-ended')) return renewed;
      }
      return vaults[current.keptIn].get(accountId);
    },
    keep: (accountId, place, tokens) =>
      inTurn(accountId, () => keep(accountId, vaults[place], tokens)),
    async read(accountId, place) {
      const access = await vaults[place].get(accountId);
      if (!access.ok) return access;
      const refresh = await readRefresh(vaults[place], accountId);
      if (!refresh.ok) return refresh;
      const over = expiries.get(accountId)?.over;
      const expiresInMs = over === undefined ? null : Math.max(0, over - monotonic());
      return ok({ access: access.value, refresh: refresh.value, expiresInMs });
    },
    forget: (accountId, place) =>
      inTurn(accountId, async () => {
        const deleted = await vaults[place].delete(accountId);
        await vaults[place].delete(refreshItem(accountId));
        expiries.delete(accountId);
        return deleted;
      }),
  };
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
