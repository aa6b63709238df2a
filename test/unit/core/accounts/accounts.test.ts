import { describe, expect, it } from 'vitest';
import { Accounts } from '../../../../electron/core/accounts/accounts.ts';
import { removeAccount } from '../../../../electron/core/accounts/remove-account.ts';
import { AccountTokens } from '../../../../electron/core/tokens/tokens.ts';
import { MemoryVault, refreshItem } from '../../../../electron/core/tokens/vault.ts';
import type { StoredAccounts } from '../../../../electron/core/store/account-store.ts';
import type { MatrixClient, WhoAmI } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import type { AccountId } from '../../../../electron/shared/ids.ts';
import type { Account, StoreStatus } from '../../../../electron/shared/model.ts';
import {
  account,
  ALICE,
  client,
  CREDENTIAL,
  recordingLog,
  stored,
  unreachable,
  windows,
} from '../fake-core.ts';

const bob = account({ accountId: 'bob' as AccountId, userId: '@bob:example.org' });

/** A store that remembers, and whose disk can be full. */
function setUp(known: readonly Account[] = []) {
  const news = windows();
  const saved: (StoredAccounts & { readonly removed: readonly AccountId[] })[] = [];
  let isFull = false;
  const accounts = new Accounts({
    store: {
      load: () => stored(known),
      save({ accounts: list, unsettled }, removed) {
        if (isFull) return fail({ code: 'store', reason: 'disk-full' });
        saved.push({ accounts: list, unsettled, removed: [...removed] });
        return ok(null);
      },
    },
    publish: news.publish,
  });
  return { accounts, news, saved, fillDisk: (full: boolean) => (isFull = full) };
}

describe('the accounts', () => {
  it('tell the windows each change, and keep their order', () => {
    const { accounts, news } = setUp([account(), bob]);
    accounts.settle({ ...account(), keptIn: 'this-run' });
    accounts.setStatus(bob.accountId, { kind: 'ended', softLogout: false });
    accounts.setSessionCount(ALICE, 3);
    accounts.setSessionCount(ALICE, 3);
    const changes = news.of('accounts.changed');
    expect(changes).toHaveLength(3);
    expect(changes.at(-1)).toEqual([
      { ...account(), keptIn: 'this-run', sessionCount: 3 },
      { ...bob, status: { kind: 'ended', softLogout: false } },
    ]);
    expect(accounts.list()).toEqual(changes.at(-1));
  });

  it('are found by their Matrix ID', () => {
    const { accounts } = setUp([account(), bob]);
    expect(accounts.ofUser(bob.userId)).toEqual([bob]);
    expect(accounts.ofUser('@carol:example.org')).toEqual([]);
  });

  it('stay while the disk is full, and are written when it no longer is', () => {
    const { accounts, saved, fillDisk } = setUp([account()]);
    fillDisk(true);
    accounts.settle(bob);
    accounts.drop(ALICE);
    expect(accounts.list()).toEqual([bob]);
    fillDisk(false);
    accounts.flush();
    accounts.flush();
    expect(saved).toEqual([{ accounts: [bob], unsettled: [], removed: [ALICE] }]);
  });

  it('ignore news of an account that is gone', () => {
    const { accounts, news } = setUp();
    accounts.setStatus(ALICE, { kind: 'ended', softLogout: false });
    accounts.setSessionCount(ALICE, 3);
    accounts.drop(ALICE);
    expect(news.of('accounts.changed')).toEqual([]);
  });
});

describe('removing an account', () => {
  function removing(
    owner: Account,
    server: Partial<MatrixClient>,
    store: StoreStatus = { kind: 'ready' },
    revocation: Promise<Result<null>> = Promise.resolve(ok(null)),
    /** What the token is good for after each revocation; nothing, where it isn't said. */
    whoami: Result<WhoAmI>[] = [],
  ) {
    const { accounts } = setUp([owner]);
    const vaults = { keychain: new MemoryVault(), 'this-run': new MemoryVault() };
    const gone: AccountId[] = [];
    const revoked: unknown[] = [];
    return {
      revoked,
      accounts,
      vaults,
      gone,
      remove: (insist: boolean) =>
        removeAccount(
          {
            accounts,
            tokens: new AccountTokens({
              vaults,
              account: (accountId) => accounts.get(accountId),
              refresh: (_, refreshToken) => {
                const tokens = {
                  access: 'renewed',
                  refresh: `${refreshToken} 2`,
                  expiresInMs: null,
                };
                return Promise.resolve({ kind: 'renewed', tokens });
              },
              monotonic: () => 0,
              log: recordingLog(),
            }),
            client: () =>
              client({
                whoami: () => Promise.resolve(whoami.shift() ?? fail(ended)),
                ...server,
              }),
            revoke: (binding, tokens) => {
              revoked.push([binding, tokens.refresh ?? tokens.access]);
              return revocation;
            },
            storeStatus: () => store,
            log: recordingLog(),
            onRemoved: (accountId) => gone.push(accountId),
          },
          { accountId: ALICE, insist },
        ),
    };
  }

  const ended: AppError = { code: 'session-ended', softLogout: false };
  const alive = ok({ userId: '@alice:example.org', deviceId: null });
  const confirmed = { logout: () => Promise.resolve(ok(null)) };
  const failing = (error: AppError) => ({ logout: () => Promise.resolve(fail(error)) });

  it('ends its session, then forgets its tokens and itself', async () => {
    const { remove, accounts, vaults, gone } = removing(account(), confirmed);
    await vaults.keychain.set(CREDENTIAL, 'token');
    await vaults.keychain.set(refreshItem(CREDENTIAL), 'refresh token');
    expect(await remove(false)).toEqual(ok({ kind: 'removed', sessionEnded: true }));
    expect(accounts.list()).toEqual([]);
    expect((await vaults.keychain.get(CREDENTIAL)).ok).toBe(false);
    expect((await vaults.keychain.get(refreshItem(CREDENTIAL))).ok).toBe(false);
    expect(gone).toEqual([ALICE]);
    expect(await remove(false)).toEqual(fail({ code: 'unknown-subject' }));
  });

  it.each([unreachable, { code: 'vault', reason: 'locked' }] as const)(
    'removes nothing while the session may be alive: $code',
    async (error) => {
      const { remove, accounts, vaults, gone } = removing(account(), failing(error));
      await vaults.keychain.set(CREDENTIAL, 'token');
      expect(await remove(false)).toEqual(ok({ kind: 'still-signed-in', error }));
      expect(accounts.list()).toEqual([account()]);
      expect(await vaults.keychain.get(CREDENTIAL)).toEqual(ok('token'));
      expect(gone).toEqual([]);

      expect(await remove(true)).toEqual(ok({ kind: 'removed', sessionEnded: false }));
      expect(accounts.list()).toEqual([]);
      expect((await vaults.keychain.get(CREDENTIAL)).ok).toBe(false);
    },
  );

  it('asks no server without a token', async () => {
    const { remove, accounts } = removing(account({ status: { kind: 'expired-with-run' } }), {});
    expect(await remove(false)).toEqual(ok({ kind: 'removed', sessionEnded: false }));
    expect(accounts.list()).toEqual([]);
  });

  it('tries to end the session, too, where the sign-in counts as ended', async () => {
    const status = { kind: 'ended', softLogout: true } as const;
    const dead = removing(account({ status }), confirmed);
    expect(await dead.remove(false)).toEqual(ok({ kind: 'removed', sessionEnded: true }));
    const unknown = removing(account({ status }), failing(unreachable));
    expect(await unknown.remove(false)).toMatchObject({ value: { kind: 'still-signed-in' } });
  });

  const oauth = {
    issuer: 'https://auth.example.org/',
    clientId: 'client-1',
    authorizationEndpoint: 'https://auth.example.org/authorize',
    tokenEndpoint: 'https://auth.example.org/token',
    revocationEndpoint: 'https://auth.example.org/revoke',
  };

  async function onOAuthServer(whoami: Result<WhoAmI>[] = []) {
    const world = removing(account({ oauth }), {}, undefined, undefined, whoami);
    await world.vaults.keychain.set(CREDENTIAL, 'token');
    await world.vaults.keychain.set(refreshItem(CREDENTIAL), 'refresh token');
    return world;
  }

  it('revokes what an OAuth server gave, where it gave it, and asks for no logout', async () => {
    const { remove, accounts, revoked } = await onOAuthServer();
    expect(await remove(false)).toEqual(ok({ kind: 'removed', sessionEnded: true }));
    // Nothing is known of the pair that was kept by an earlier run: a renewed one is what counts.
    expect(revoked).toEqual([[oauth, 'refresh token 2']]);
    expect(accounts.list()).toEqual([]);
  });

  it('revokes the access token, too, where the session lives on', async () => {
    const { remove, revoked } = await onOAuthServer([alive]);
    expect(await remove(false)).toEqual(ok({ kind: 'removed', sessionEnded: true }));
    expect(revoked).toEqual([
      [oauth, 'refresh token 2'],
      [oauth, 'renewed'],
    ]);
  });

  it.each([
    [[alive, alive], { code: 'session-lives' }],
    [[fail(unreachable)], unreachable],
  ] as const)('says what is known when the server says done: %j', async (whoami, error) => {
    const { remove, accounts } = await onOAuthServer([...whoami]);
    expect(await remove(false)).toEqual(ok({ kind: 'still-signed-in', error }));
    expect(accounts.list()).toHaveLength(1);
  });

  it('keeps an OAuth account whose tokens could not be revoked, or read', async () => {
    const refusing = removing(
      account({ oauth }),
      {},
      undefined,
      Promise.resolve(fail(unreachable)),
    );
    await refusing.vaults.keychain.set(CREDENTIAL, 'token');
    expect(await refusing.remove(false)).toEqual(
      ok({ kind: 'still-signed-in', error: unreachable }),
    );
    const unread = removing(account({ oauth }), {});
    expect(await unread.remove(false)).toMatchObject({ value: { kind: 'still-signed-in' } });
    expect(unread.revoked).toEqual([]);
    expect(unread.accounts.list()).toHaveLength(1);
  });

  it('is not begun where it would be undone at the next start', async () => {
    const { remove, accounts } = removing(account(), {}, { kind: 'read-only' });
    expect(await remove(true)).toEqual(fail({ code: 'store', reason: 'newer' }));
    expect(accounts.list()).toEqual([account()]);
  });
});
