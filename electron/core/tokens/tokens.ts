// The tokens of sign-ins, in the vaults and on one call stack at a time: read at the moment of a
// request, renewed once for all who wait, written before they are used. No field here holds one.
import type { AccessToken, RefreshAnswer, Tokens } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { AccountId, CredentialId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { Log } from '../log.ts';
import type { CredentialVault } from '../ports.ts';
import { refreshItem, type Vaults } from './vault.ts';

/** A token is renewed this long before it expires, or a tenth of its life, whichever is less. */
const EARLY_MS = 30_000;

/** One sign-in: where its tokens are, and where they come from. */
export type Credential = Pick<Account, 'credentialId' | 'keptIn' | 'baseUrl' | 'oauth'>;

/** Where the tokens of a sign-in are. */
export type KeptAt = Pick<Credential, 'credentialId' | 'keptIn'>;

export interface TokensOptions {
  readonly vaults: Vaults;
  readonly account: (accountId: AccountId) => Account | undefined;
  /** Where the tokens come from. */
  readonly refresh: (credential: Credential, refreshToken: string) => Promise<RefreshAnswer>;
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
  readonly #expiries = new Map<CredentialId, Expiry>();
  readonly #renewals = new Map<CredentialId, Promise<Result<string>>>();
  /** Those whose refresh token was refused: it isn't sent again in this run. */
  readonly #refused = new Set<CredentialId>();
  /** Those whose kept tokens are known to be the last that the server gave. */
  readonly #last = new Set<CredentialId>();
  readonly #turns = new Map<CredentialId, Promise<unknown>>();

  constructor(options: TokensOptions) {
    this.#options = options;
  }

  /** Of what the account is signed in with by then. `unknown-subject` once the account is gone. */
  of(accountId: AccountId): AccessToken {
    return (unknownToken) => {
      const account = this.#options.account(accountId);
      return account
        ? this.#token(account, unknownToken)
        : Promise.resolve(fail({ code: 'unknown-subject' }));
    };
  }

  /** Of a sign-in that need not be an account's (any more). */
  ofCredential(credential: Credential): AccessToken {
    return (unknownToken) => this.#token(credential, unknownToken);
  }

  /** Keeps what a sign-in gave: all of it or nothing. */
  keep({ credentialId, keptIn }: KeptAt, tokens: Tokens): Promise<Result<null>> {
    return this.#inTurn(credentialId, async () => {
      const vault = this.#options.vaults[keptIn];
      const first = await putRefresh(vault, credentialId, tokens);
      if (!first.ok) return first;
      const since = this.#options.monotonic();
      const second = await this.#putAccess(vault, credentialId, tokens, since);
      if (!second.ok && tokens.refresh !== null) await vault.delete(refreshItem(credentialId));
      return second;
    });
  }

  /**
   * Does something with the last tokens that the server gave, and renews nothing meanwhile. Where it
   * isn't known whether the kept ones are the last (an answer may have got lost, or a run was cut
   * off), they are renewed first.
   */
  withLast<T>(
    credential: Credential,
    work: (tokens: Tokens) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.#inTurn(credential.credentialId, async () => {
      if (!this.#last.has(credential.credentialId)) {
        const renewed = await this.#renew(credential, null);
        if (!renewed.ok && renewed.error.code !== 'session-ended') return renewed;
      }
      const tokens = await this.read(credential);
      return tokens.ok ? work(tokens.value) : tokens;
    });
  }

  async read({ credentialId, keptIn }: KeptAt): Promise<Result<Tokens>> {
    const vault = this.#options.vaults[keptIn];
    const access = await vault.get(credentialId);
    if (!access.ok) return access;
    const refresh = await readRefresh(vault, credentialId);
    if (!refresh.ok) return refresh;
    const over = this.#expiries.get(credentialId)?.over;
    const expiresInMs = over === undefined ? null : Math.max(0, over - this.#options.monotonic());
    return ok({ access: access.value, refresh: refresh.value, expiresInMs });
  }

  forget({ credentialId, keptIn }: KeptAt): Promise<Result<null>> {
    return this.#inTurn(credentialId, async () => {
      const vault = this.#options.vaults[keptIn];
      const deleted = await vault.delete(credentialId);
      await vault.delete(refreshItem(credentialId));
      this.#expiries.delete(credentialId);
      this.#last.delete(credentialId);
      return deleted;
    });
  }

  async #token(credential: Credential, unknownToken?: string): Promise<Result<string>> {
    const { vaults, monotonic } = this.#options;
    const { credentialId, keptIn } = credential;
    if (unknownToken !== undefined) return this.#renewOnce(credential, unknownToken);
    const expiry = this.#expiries.get(credentialId);
    if (expiry && monotonic() >= expiry.early) {
      const renewed = await this.#renewOnce(credential, null);
      const isOver = monotonic() >= expiry.over;
      // Where there is nothing to renew with, the server says best what that means.
      if (renewed.ok || (isOver && renewed.error.code !== 'session-ended')) return renewed;
    }
    return vaults[keptIn].get(credentialId);
  }

  /** One at a time for a sign-in: whoever ends it waits for a renewal that is under way. */
  #inTurn<T>(credentialId: CredentialId, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(credentialId) ?? Promise.resolve()).then(work);
    this.#turns.set(
      credentialId,
      turn.catch(() => undefined),
    );
    return turn;
  }

  #noteExpiry(credentialId: CredentialId, since: number, lifeMs: number | null): void {
    if (lifeMs === null) this.#expiries.delete(credentialId);
    else {
      const over = since + lifeMs;
      this.#expiries.set(credentialId, { early: over - Math.min(EARLY_MS, lifeMs / 10), over });
    }
  }

  #renewOnce(credential: Credential, unknownToken: string | null): Promise<Result<string>> {
    const { credentialId } = credential;
    const running = this.#renewals.get(credentialId);
    if (running) return running;
    const renewal = this.#inTurn(credentialId, () => this.#renew(credential, unknownToken)).finally(
      () => this.#renewals.delete(credentialId),
    );
    this.#renewals.set(credentialId, renewal);
    return renewal;
  }

  /** `session-ended` where there is nothing to renew with. */
  async #renew(credential: Credential, unknownToken: string | null): Promise<Result<string>> {
    const { vaults, refresh, monotonic, log } = this.#options;
    const { credentialId, keptIn } = credential;
    const vault = vaults[keptIn];
    if (unknownToken !== null) {
      const stored = await vault.get(credentialId);
      // Renewed or replaced since the request was sent.
      if (!stored.ok || stored.value !== unknownToken) return stored;
    }
    if (this.#refused.has(credentialId)) return ended;
    const refreshToken = await readRefresh(vault, credentialId);
    if (!refreshToken.ok) return refreshToken;
    if (refreshToken.value === null) return ended;
    const since = monotonic();
    this.#last.delete(credentialId);
    const answer = await refresh(credential, refreshToken.value);
    switch (answer.kind) {
      case 'failed':
        return fail(answer.error);
      case 'refused':
        this.#refused.add(credentialId);
        log.info('refresh-refused');
        return ended;
      case 'renewed':
        return this.#write(credentialId, vault, answer.tokens, since);
    }
  }

  /**
   * The refresh token first: with it and the old access token a sign-in goes on after a crash in
   * between, the other way round it may not. What could not be written is not used either, so that
   * the old refresh token stays good.
   */
  async #write(
    credentialId: CredentialId,
    vault: CredentialVault,
    tokens: Tokens,
    since: number,
  ): Promise<Result<string>> {
    const first = await putRefresh(vault, credentialId, tokens);
    if (!first.ok) return first;
    const second = await this.#putAccess(vault, credentialId, tokens, since);
    return second.ok ? ok(tokens.access) : second;
  }

  async #putAccess(
    vault: CredentialVault,
    credentialId: CredentialId,
    { access, expiresInMs }: Tokens,
    since: number,
  ): Promise<Result<null>> {
    const put = await vault.set(credentialId, access);
    if (!put.ok) return put;
    this.#last.add(credentialId);
    this.#noteExpiry(credentialId, since, expiresInMs);
    return put;
  }
}

/** Where there is none, that of before stays in use. */
async function putRefresh(
  vault: CredentialVault,
  credentialId: CredentialId,
  { refresh }: Tokens,
): Promise<Result<null>> {
  return refresh === null ? ok(null) : vault.set(refreshItem(credentialId), refresh);
}

/** Null where there is none. */
async function readRefresh(
  vault: CredentialVault,
  credentialId: CredentialId,
): Promise<Result<string | null>> {
  const read = await vault.get(refreshItem(credentialId));
  const isMissing =
    !read.ok && read.error.code === 'vault' && read.error.reason === 'locked-or-missing';
  return isMissing ? ok(null) : read;
}
