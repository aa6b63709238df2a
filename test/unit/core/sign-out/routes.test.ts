// Which way sessions are signed out: asked of the server, and noted with the account.
import { describe, expect, it } from 'vitest';
import { SignOutRoutes } from '../../../../electron/core/sign-out/routes.ts';
import type { AccountPage } from '../../../../electron/matrix/types.ts';
import { fail, ok, type Result } from '../../../../electron/shared/errors.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import { account, ALICE, unreachable } from '../fake-core.ts';

const page: AccountPage = { issuer: 'https://id.example.org/', url: null, actions: [] };

function setUp(answer: Result<AccountPage | null>, known: Account = account()) {
  const noted: unknown[] = [];
  let asked = 0;
  const routes = new SignOutRoutes({
    accounts: {
      get: () => known,
      setSignOutRoute: (...route) => void noted.push(route),
    },
    client: () => ({
      accountPage: () => {
        asked += 1;
        return Promise.resolve(answer);
      },
    }),
  });
  return { routes, noted, asked: () => asked };
}

describe('the way to sign out', () => {
  it.each([
    [null, 'requests'],
    [page, 'account-page'],
  ] as const)('is what the server says: %j', async (said, route) => {
    const { routes, noted } = setUp(ok(said));
    expect(await routes.find(ALICE)).toEqual(ok(said));
    expect(noted).toEqual([[ALICE, route]]);
  });

  it('stays as it was where the server says nothing', async () => {
    const { routes, noted } = setUp(fail(unreachable));
    expect(await routes.find(ALICE)).toEqual(fail(unreachable));
    expect(noted).toEqual([]);
  });

  it('is asked ahead only where it is not known', () => {
    for (const signOutRoute of ['requests', 'account-page'] as const) {
      const { routes, asked } = setUp(ok(null), account({ signOutRoute }));
      routes.prepare(ALICE);
      expect(asked()).toBe(0);
    }
    const { routes, asked } = setUp(ok(null), account({ signOutRoute: 'unknown' }));
    routes.prepare(ALICE);
    expect(asked()).toBe(1);
  });
});

describe('an account that is gone', () => {
  it('has no way, and nobody is asked', async () => {
    const gone = new SignOutRoutes({
      accounts: { get: () => undefined, setSignOutRoute: () => expect.fail('no account') },
      client: () => expect.fail('no account'),
    });
    gone.prepare(ALICE);
    expect(await gone.find(ALICE)).toEqual(fail({ code: 'unknown-subject' }));
  });
});
