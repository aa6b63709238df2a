// The tokens of one account, over a vault and a server that tests can break.
import { expect } from 'vitest';
import type { CredentialVault } from '../../../../electron/core/ports.ts';
import { AccountTokens, type Credential } from '../../../../electron/core/tokens/tokens.ts';
import { MemoryVault } from '../../../../electron/core/tokens/vault.ts';
import type { RefreshAnswer, Tokens } from '../../../../electron/matrix/types.ts';
import { ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import { account, ALICE, recordingLog } from '../fake-core.ts';

export const ended: AppError = { code: 'session-ended', softLogout: false };

type Kind = 'spec' | 'strict';

/**
 * A server's side: pairs a1/r1, a2/r2 and so on. `spec`: a refresh token dies when what it was
 * exchanged for is used. `strict`: it dies by the exchange, and so does the access token.
 */
export function fakeServer(kind: Kind = 'spec') {
  const alive = new Set(['a1', 'r1']);
  const parents = new Map<string, string>();
  const exchanged: string[] = [];
  let issued = 1;
  const use = (token: string): boolean => {
    if (!alive.has(token)) return false;
    alive.delete(parents.get(token) ?? '');
    return true;
  };
  return {
    exchanged,
    signIn: (...tokens: readonly string[]) => tokens.forEach((token) => alive.add(token)),
    expire: (token: string) => void alive.delete(token),
    /** Whether a request with this token is answered. */
    accepts: use,
    refresh(refreshToken: string): RefreshAnswer {
      exchanged.push(refreshToken);
      if (!use(refreshToken)) return { kind: 'refused' };
      issued += 1;
      const [access, refresh] = [`a${issued}`, `r${issued}`];
      for (const token of [access, refresh]) {
        alive.add(token);
        parents.set(token, refreshToken);
      }
      if (kind === 'strict') {
        alive.delete(refreshToken);
        alive.delete(`a${issued - 1}`);
      }
      return { kind: 'renewed', tokens: { access, refresh, expiresInMs: 60_000 } };
    },
  };
}

export const pair: Tokens = { access: 'a1', refresh: 'r1', expiresInMs: 60_000 };

interface Options {
  readonly vault?: CredentialVault;
  readonly refresh?: (credential: Credential, refreshToken: string) => Promise<RefreshAnswer>;
  readonly server?: ReturnType<typeof fakeServer>;
}

/** Muster, started on what is in the keychain. */
export function start(options: Options = {}) {
  const keychain = options.vault ?? new MemoryVault();
  const server = options.server ?? fakeServer();
  let current: Account | undefined = account();
  let now = 0;
  const log = recordingLog();
  const tokens = new AccountTokens({
    vaults: { keychain, 'this-run': new MemoryVault() },
    account: (accountId) => (accountId === ALICE ? current : undefined),
    refresh: options.refresh ?? ((_, token) => Promise.resolve(server.refresh(token))),
    monotonic: () => now,
    log,
  });
  const read = tokens.of(ALICE);
  return {
    ...{ tokens, keychain, server, read, log },
    setAccount: (next: Account | undefined) => (current = next),
    advance: (ms: number) => (now += ms),
    /** A request as the protocol makes it: once more with another token where one is refused. */
    request: async (): Promise<'answered' | AppError> => {
      const token = await read();
      if (!token.ok) return token.error;
      if (server.accepts(token.value)) return 'answered';
      const other = await read(token.value);
      if (!other.ok) return other.error;
      return server.accepts(other.value) ? 'answered' : ended;
    },
  };
}

export async function signedIn(options: Options = {}) {
  const muster = start(options);
  expect(await muster.tokens.keep(account(), pair)).toEqual(ok(null));
  return muster;
}
