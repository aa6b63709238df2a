import { describe, expect, it } from 'vitest';
import type { VaultItem } from '../../../../electron/core/ports.ts';
import { MemoryVault } from '../../../../electron/core/tokens/vault.ts';
import type { LoginAnswer } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import type { AttemptId, CredentialId } from '../../../../electron/shared/ids.ts';
import { account, ALICE, CREDENTIAL, deferred } from '../fake-core.ts';
import {
  beginAgain,
  locked,
  loginAnswer,
  newDeviceId,
  ready,
  SERVER,
  setUp,
} from './sign-in-world.ts';

describe('signing in', () => {
  it('finds the server, sends the password once and keeps the token in the keychain', async () => {
    const { signIn, password, accounts, keychain, logins, signedIn, log } = setUp();
    const begun = await signIn.begin({ address: '@alice:example.org' });
    const { attemptId } = begun.ok && begun.value.kind === 'ready' ? begun.value : expect.fail();
    expect(begun).toEqual(ready(attemptId, null));

    const result = await password(attemptId);
    const [added] = accounts.list();
    expect(result).toEqual(ok({ kind: 'signed-in', accountId: added?.accountId }));
    expect(added).toMatchObject({
      userId: '@alice:example.org',
      baseUrl: SERVER,
      deviceId: newDeviceId,
      keptIn: 'keychain',
      status: { kind: 'signed-in' },
    });
    expect(logins).toEqual([
      {
        proof: {
          kind: 'password',
          identifier: { kind: 'user', user: '@alice:example.org' },
          password: 'correct horse',
        },
        deviceId: newDeviceId,
        deviceName: 'Muster on kitchen',
      },
    ]);
    expect(await keychain.get(added?.credentialId ?? CREDENTIAL)).toEqual(ok('token-1'));
    expect(signedIn).toEqual([added?.accountId]);
    const logged = { again: false, 'kept-in': 'keychain', oauth: false };
    expect(log.records).toEqual([['info', 'signed-in', logged]]);
    expect(await password(attemptId)).toEqual(fail({ code: 'unknown-subject' }));
  });

  it('says what discovery says', async () => {
    const error: AppError = { code: 'not-a-homeserver', host: 'x', reason: 'no-versions' };
    const { signIn } = setUp({ protocol: { discover: () => Promise.resolve(fail(error)) } });
    expect(await signIn.begin({ address: 'x' })).toEqual(fail(error));
  });

  it('keeps the token for this run only, where the user chose so', async () => {
    const { begin, password, accounts, keychain, memory } = setUp();
    await password(await begin(), { keptIn: 'this-run' });
    const [added] = accounts.list();
    expect(added?.keptIn).toBe('this-run');
    expect(await memory.get(added?.credentialId ?? CREDENTIAL)).toEqual(ok('token-1'));
    expect((await keychain.get(added?.credentialId ?? CREDENTIAL)).ok).toBe(false);
  });

  it.each([
    { code: 'wrong-password' },
    { code: 'rate-limited', retryAt: 5 },
    { code: 'unreachable', host: 'x' },
  ] as const)('can be tried again after $code', async (problem) => {
    const answers = [fail(problem), ok(loginAnswer('token'))];
    const { begin, password, accounts } = setUp({
      protocol: { login: () => Promise.resolve(answers.shift() ?? expect.fail()) },
    });
    const attemptId = await begin();
    expect(await password(attemptId)).toEqual(ready(attemptId, problem));
    expect(accounts.list()).toEqual([]);
    expect((await password(attemptId)).ok).toBe(true);
    expect(accounts.list()).toHaveLength(1);
  });

  it('asks the keychain before the server, so that a failing one costs no session', async () => {
    const { begin, password, logins } = setUp({
      keychain: { probe: () => Promise.resolve(fail(locked)) },
    });
    const attemptId = await begin();
    expect(await password(attemptId)).toEqual(ready(attemptId, locked));
    expect(logins).toEqual([]);
    expect(await password(attemptId, { keptIn: 'this-run' })).toMatchObject({
      value: { kind: 'signed-in' },
    });
  });

  it('makes no session that could not be remembered', async () => {
    const { begin, password, logins } = setUp({ store: { kind: 'read-only' } });
    const attemptId = await begin();
    expect(await password(attemptId)).toEqual(ready(attemptId, { code: 'store', reason: 'newer' }));
    expect(logins).toEqual([]);
  });

  it('takes one password at a time', async () => {
    const answer = deferred<Result<LoginAnswer>>();
    const { begin, password } = setUp({ protocol: { login: () => answer.promise } });
    const attemptId = await begin();
    const first = password(attemptId);
    expect(await password(attemptId)).toEqual(fail({ code: 'bad-request' }));
    answer.resolve(fail({ code: 'wrong-password' }));
    expect(await first).toEqual(ready(attemptId, { code: 'wrong-password' }));
  });
});

describe('another user than the one typed', () => {
  it.each([
    ['@bob:example.org', '@bob:example.org', '@bob:example.org'],
    ['example.org', '@bob:example.org', '@bob:example.org'],
    ['@bob:example.org', 'bob', '@bob:example.org'],
  ])('is not let in: address %s, user %s', async (address, user, expected) => {
    const { begin, password, accounts, loggedOut, keychain } = setUp();
    const attemptId = await begin(address);
    expect(await password(attemptId, { user })).toMatchObject({
      value: {
        kind: 'ready',
        problem: { code: 'wrong-user', expected, received: '@alice:example.org', pasted: false },
      },
    });
    expect(loggedOut).toEqual(['token-1']);
    expect(accounts.list()).toEqual([]);
    expect((await keychain.get(CREDENTIAL)).ok).toBe(false);
  });

  it.each([
    ['example.org', 'alice'],
    ['example.org', ' @Alice:Example.org '],
    ['@alice:example.org', 'alice'],
    ['@bob:example.org', '@alice:example.org'],
    ['@bob:example.org', 'carol'],
  ])('is not supposed where it can not be known: address %s, user %s', async (address, user) => {
    const { begin, password } = setUp();
    expect(await password(await begin(address), { user })).toMatchObject({
      value: { kind: 'signed-in' },
    });
  });
});

const newCredential = expect.not.stringMatching(CREDENTIAL) as CredentialId;

describe('an account that is there already', () => {
  it('is replaced when its user signs in again, and keeps its place', async () => {
    const known = account({ status: { kind: 'ended', softLogout: false }, sessionCount: 7 });
    const { begin, password, accounts, loggedOut } = setUp({ accounts: [known] });
    await password(await begin());
    expect(accounts.list()).toEqual([
      {
        ...known,
        deviceId: newDeviceId,
        credentialId: newCredential,
        status: { kind: 'signed-in' },
      },
    ]);
    expect(loggedOut).toEqual([]);
  });

  it('is signed in again with its own session, whatever user is typed', async () => {
    const known = account({ keptIn: 'this-run', status: { kind: 'expired-with-run' } });
    const { signIn, password, accounts, logins, memory } = setUp({ accounts: [known] });
    const again = await signIn.again({ accountId: ALICE });
    const { attemptId } = again.ok && again.value.kind === 'ready' ? again.value : expect.fail();
    expect(again).toMatchObject({ value: { again: true, userId: '@alice:example.org' } });
    await password(attemptId, { user: '@bob:example.org' });
    expect(logins).toMatchObject([
      { proof: { identifier: { user: '@alice:example.org' } }, deviceId: 'MUSTER' },
    ]);
    expect(accounts.list()).toEqual([
      { ...known, keptIn: 'keychain', credentialId: newCredential, status: { kind: 'signed-in' } },
    ]);
    expect((await memory.get(CREDENTIAL)).ok).toBe(false);
  });

  it('must be there to be signed in again', async () => {
    expect(await setUp().signIn.again({ accountId: ALICE })).toEqual(
      fail({ code: 'unknown-subject' }),
    );
  });
});

describe('cancelling', () => {
  it('logs out a session that is made after it', async () => {
    const answer = deferred<Result<LoginAnswer>>();
    const { signIn, begin, password, accounts, loggedOut, clock } = setUp({
      protocol: { login: () => answer.promise },
    });
    const attemptId = await begin();
    const pending = password(attemptId);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    answer.resolve(ok(loginAnswer('late token')));
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
    expect(loggedOut).toEqual(['late token']);
    expect(accounts.list()).toEqual([]);
  });

  it('sends no password that was not sent before it', async () => {
    const { signIn, begin, password, logins } = setUp();
    const attemptId = await begin();
    const pending = password(attemptId);
    await signIn.cancel({ attemptId });
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
    expect(logins).toEqual([]);
  });

  it('takes the token out of a keychain that was slow', async () => {
    const working = new MemoryVault();
    const gate = deferred<null>();
    const taken: VaultItem[] = [];
    const { signIn, begin, password, accounts, loggedOut, clock } = setUp({
      vault: working,
      keychain: {
        set(item, token) {
          taken.push(item);
          return gate.promise.then(() => working.set(item, token));
        },
      },
    });
    const attemptId = await begin();
    const pending = password(attemptId);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    gate.resolve(null);
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
    expect(loggedOut).toEqual(['token-1']);
    expect(accounts.list()).toEqual([]);
    expect(taken).toHaveLength(1);
    for (const item of taken) expect((await working.get(item)).ok).toBe(false);
  });

  it('puts nothing into the keychain of a session that nobody wants any more', async () => {
    const answer = deferred<Result<LoginAnswer>>();
    const { signIn, begin, password, clock } = setUp({
      protocol: { login: () => answer.promise },
      keychain: { set: () => expect.fail('something is kept') },
    });
    const attemptId = await begin();
    const pending = password(attemptId);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    answer.resolve(ok(loginAnswer('late token')));
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
  });

  it('does not end the own session of an account, which the server has given once more', async () => {
    const answer = deferred<Result<LoginAnswer>>();
    const known = account({ status: { kind: 'ended', softLogout: true } });
    const { signIn, password, accounts, keychain, loggedOut, clock } = setUp({
      accounts: [known],
      protocol: { login: () => answer.promise },
    });
    const attemptId = await beginAgain(signIn, known);
    const pending = password(attemptId);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    answer.resolve(ok(loginAnswer('late token', known.deviceId)));
    expect(await pending).toEqual(ok({ kind: 'signed-in', accountId: ALICE }));
    expect(loggedOut).toEqual([]);
    const [now] = accounts.list();
    expect(now).toMatchObject({ deviceId: known.deviceId, status: { kind: 'signed-in' } });
    expect(await keychain.get(now?.credentialId ?? CREDENTIAL)).toEqual(ok('late token'));
  });

  it('does not bring an account back that was removed after it', async () => {
    const answer = deferred<Result<LoginAnswer>>();
    const known = account({ status: { kind: 'ended', softLogout: true } });
    const { signIn, password, accounts, loggedOut, clock } = setUp({
      accounts: [known],
      protocol: { login: () => answer.promise },
    });
    const attemptId = await beginAgain(signIn, known);
    const pending = password(attemptId);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    accounts.drop(ALICE);
    answer.resolve(ok(loginAnswer('late token', known.deviceId)));
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
    expect(accounts.list()).toEqual([]);
    expect(loggedOut).toEqual(['late token']);
  });

  it('ends also that where its token can not be kept', async () => {
    const gate = deferred<null>();
    const known = account({ status: { kind: 'ended', softLogout: true } });
    const { signIn, password, accounts, loggedOut, clock } = setUp({
      accounts: [known],
      keychain: { set: () => gate.promise.then(() => fail(locked)) },
    });
    const attemptId = await beginAgain(signIn, known);
    const pending = password(attemptId);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    gate.resolve(null);
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
    expect(loggedOut).toEqual(['token-1']);
    expect(accounts.list()).toEqual([known]);
  });

  it('of what is over is nothing', async () => {
    expect(await setUp().signIn.cancel({ attemptId: 'x' as AttemptId })).toEqual(ok(null));
  });
});
