// An account that is there already is signed in anew: one account, and the session that it had before
// is ended.
import { describe, expect, it } from 'vitest';
import { MemoryVault } from '../../../../electron/core/tokens/vault.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import { account, ALICE, CREDENTIAL, device, unreachable } from '../fake-core.ts';
import {
  beginAgain,
  locked,
  loginAnswer,
  newDeviceId,
  SERVER,
  setUp,
  type WorldOptions,
} from './sign-in-world.ts';

const ELSEWHERE = 'https://other.example';

/** Alice adds her account once more, by the address of `SERVER`. */
async function addedAgain(known: Account, options: WorldOptions = {}) {
  const keychain = new MemoryVault();
  await keychain.set(CREDENTIAL, 'old token');
  const world = setUp({ accounts: [known], vault: keychain, ...options });
  expect(await world.password(await world.begin())).toMatchObject({
    value: { kind: 'signed-in' },
  });
  await world.clock.advance(0);
  return { ...world, keychain };
}

describe('the session that an account had before', () => {
  it('is ended, and that is told', async () => {
    const { accounts, loggedOut, replaced, keychain } = await addedAgain(account());
    expect(accounts.list()).toMatchObject([{ accountId: ALICE, deviceId: newDeviceId }]);
    const [now] = accounts.list();
    expect(await keychain.get(now?.credentialId ?? CREDENTIAL)).toEqual(ok('token-1'));
    expect((await keychain.get(CREDENTIAL)).ok).toBe(false);
    expect(loggedOut).toEqual(['old token']);
    expect(replaced).toEqual([[ALICE, true]]);
  });

  it('is told of where it could not be ended', async () => {
    const { replaced } = await addedAgain(account(), {
      logout: () => Promise.resolve(fail(unreachable)),
    });
    expect(replaced).toEqual([[ALICE, false]]);
  });

  it('is ended, and not told of to who signs in again and expects it', async () => {
    const known = account({ deviceId: null });
    const keychain = new MemoryVault();
    await keychain.set(CREDENTIAL, 'old token');
    const { signIn, password, loggedOut, replaced, clock } = setUp({
      accounts: [known],
      vault: keychain,
    });
    await password(await beginAgain(signIn, known));
    await clock.advance(0);
    expect([loggedOut, replaced]).toEqual([['old token'], []]);
  });

  it('is left alone where it is another app’s', async () => {
    const { loggedOut, replaced, accounts } = await addedAgain(account({ borrowed: true }));
    expect(accounts.list()).toMatchObject([{ accountId: ALICE, borrowed: false }]);
    expect([loggedOut, replaced]).toEqual([[], []]);
  });

  it('is the new one where the server gave the same again', async () => {
    const known = account();
    const keychain = new MemoryVault();
    await keychain.set(CREDENTIAL, 'old token');
    const { signIn, password, loggedOut, clock } = setUp({ accounts: [known], vault: keychain });
    const attemptId = await beginAgain(signIn, { accountId: ALICE });
    await password(attemptId);
    await clock.advance(0);
    expect(loggedOut).toEqual([]);
  });
});

describe('another address', () => {
  const known = account({ baseUrl: ELSEWHERE });

  it('of the same server leads to the same account: it lists the session that was made now', async () => {
    const { accounts, loggedOut } = await addedAgain(known, {
      listed: { [ELSEWHERE]: (logins) => logins.map(({ deviceId }) => device(deviceId)) },
    });
    expect(accounts.list()).toMatchObject([{ accountId: ALICE, baseUrl: SERVER }]);
    expect(loggedOut).toEqual(['old token']);
  });

  it('of a server that only says so leads to an account of its own', async () => {
    const { accounts, loggedOut } = await addedAgain(known, {
      listed: { [ELSEWHERE]: () => [device('ANOTHER')] },
    });
    expect(accounts.list()).toMatchObject([known, { baseUrl: SERVER, deviceId: newDeviceId }]);
    expect(loggedOut).toEqual([]);
  });

  it('is not believed for a session that Muster did not ask for', async () => {
    const asked: DeviceId[] = [];
    const { accounts } = await addedAgain(known, {
      protocol: {
        login(_, { deviceId }) {
          asked.push(deviceId);
          return Promise.resolve(ok(loginAnswer('token-1', 'ANOTHER' as DeviceId)));
        },
      },
      listed: { [ELSEWHERE]: () => [device('ANOTHER'), ...asked.map((id) => device(id))] },
    });
    expect(asked).toHaveLength(1);
    expect(accounts.list()).toHaveLength(2);
  });

  it('is not believed for such a session either when the user has kept it for this run', async () => {
    const { signIn, begin, password, accounts, loggedOut, clock } = setUp({
      accounts: [known],
      keychain: { set: () => Promise.resolve(fail(locked)) },
      protocol: {
        login: () => Promise.resolve(ok(loginAnswer('token-1', 'ANOTHER' as DeviceId))),
      },
      listed: { [ELSEWHERE]: () => [device('ANOTHER')] },
    });
    const attemptId = await begin();
    expect(await password(attemptId)).toMatchObject({ value: { kind: 'not-kept' } });
    await signIn.settle({ attemptId, choice: 'this-run' });
    await clock.advance(0);
    expect(accounts.list()).toMatchObject([known, { baseUrl: SERVER, deviceId: 'ANOTHER' }]);
    expect(loggedOut).toEqual([]);
  });
});
