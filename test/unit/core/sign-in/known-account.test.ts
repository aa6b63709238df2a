// Which account somebody has already who has signed in, and whom that is asked.
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../electron/core/sign-in/attempt.ts';
import { knownAccount } from '../../../../electron/core/sign-in/known-account.ts';
import { fail, ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { AccountId, AttemptId, DeviceId } from '../../../../electron/shared/ids.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import { account, ALICE, client, device, devices, unreachable } from '../fake-core.ts';
import { methods, SERVER } from './sign-in-world.ts';

const ELSEWHERE = 'https://other.example';
const userId = '@alice:example.org';
const made = 'MADENOW' as DeviceId;
const elsewhere = account({ baseUrl: ELSEWHERE });

interface World {
  readonly accounts: readonly Account[];
  readonly again?: Account;
  readonly proven?: DeviceId | null;
  /** What each other address lists. */
  readonly lists?: Readonly<Record<string, readonly string[] | AppError>>;
}

/** Of whoever has signed in as Alice at `SERVER`. */
async function known({ accounts, again, proven = made, lists = {} }: World) {
  const asked: string[] = [];
  const target: Target = {
    ...{ attemptId: 'attempt' as AttemptId, baseUrl: SERVER, userId },
    ...{ account: again ?? null, methods, oauth: null },
  };
  const found = await knownAccount(
    {
      accounts: {
        get: (id) => accounts.find(({ accountId }) => accountId === id),
        ofUser: (id) => accounts.filter((one) => one.userId === id),
      },
      tokens: { of: (accountId) => () => Promise.resolve(ok(`token of ${accountId}`)) },
      protocol: {
        client: (baseUrl, token) =>
          client({
            async listDevices() {
              const read = await token();
              asked.push(`${baseUrl}: ${read.ok ? read.value : ''}`);
              const list = lists[baseUrl] ?? [];
              return 'code' in list ? fail(list) : devices(...list.map((id) => device(id)));
            },
          }),
      },
    },
    target,
    { userId, baseUrl: SERVER },
    proven,
  );
  return { found, asked };
}

describe('who has signed in', () => {
  it('has the account that was to be signed in again, as it is now', async () => {
    const moved = account({ baseUrl: ELSEWHERE, sessionCount: 7 });
    expect(await known({ accounts: [moved], again: account() })).toEqual({
      found: moved,
      asked: [],
    });
    expect((await known({ accounts: [], again: account() })).found).toBeUndefined();
  });

  it('has the account of this address, and nobody is asked', async () => {
    const accounts = [elsewhere, account({ accountId: 'here' as AccountId })];
    expect(await known({ accounts })).toEqual({ found: accounts[1], asked: [] });
  });

  it('has the account of another address that lists what was made now', async () => {
    const lists = { [ELSEWHERE]: ['OLD', made] };
    expect(await known({ accounts: [elsewhere], lists })).toEqual({
      found: elsewhere,
      asked: [`${ELSEWHERE}: token of ${ALICE}`],
    });
  });

  it.each([
    ['does not list it', ['OLD']],
    ['can not be reached', unreachable],
  ] as const)('has no account where the other address %s', async (_, list) => {
    const { found, asked } = await known({ accounts: [elsewhere], lists: { [ELSEWHERE]: list } });
    expect([found, asked.length]).toEqual([undefined, 1]);
  });

  it.each<[string, World]>([
    ['there is nothing to prove it by', { accounts: [elsewhere], proven: null }],
    ['the account is somebody else’s', { accounts: [{ ...elsewhere, userId: '@bob:x.example' }] }],
    [
      'the account is not signed in',
      { accounts: [{ ...elsewhere, status: { kind: 'expired-with-run' } }] },
    ],
  ])('is not looked for at another address where %s', async (_, world) => {
    const lists = { [ELSEWHERE]: [made] };
    expect(await known({ ...world, lists })).toEqual({ found: undefined, asked: [] });
  });
});
