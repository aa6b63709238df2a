// A new session whose token no keychain took: it waits for the user's word.
import { describe, expect, it } from 'vitest';
import { MemoryVault } from '../../../../electron/core/tokens/vault.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import { account, CREDENTIAL, deferred, unreachable } from '../fake-core.ts';
import { locked, newDeviceId, ready, setUp, type WorldOptions } from './sign-in-world.ts';

const full: AppError = { code: 'vault', reason: 'no-answer' };

describe('a token that the keychain did not take', () => {
  /** A keychain that can be asked and then fails, until it is mended. */
  async function notKept(options: WorldOptions = {}) {
    const working = new MemoryVault();
    let mended = false;
    const setting = setUp({
      ...options,
      vault: working,
      keychain: {
        set: (...given) => (mended ? working.set(...given) : Promise.resolve(fail(locked))),
      },
    });
    const attemptId = await setting.begin();
    const snapshot = { kind: 'not-kept', attemptId, userId: '@alice:example.org' };
    expect(await setting.password(attemptId)).toEqual(ok({ ...snapshot, problem: locked }));
    expect(setting.accounts.list()).toEqual(options.accounts ?? []);
    const settle = (choice: 'try-keychain' | 'this-run' | 'sign-out') =>
      setting.signIn.settle({ attemptId, choice });
    return { ...setting, attemptId, snapshot, settle, mend: () => (mended = true) };
  }

  it('is kept for this run when the user says so', async () => {
    const { settle, accounts, memory, logins } = await notKept();
    expect(await settle('this-run')).toMatchObject({ value: { kind: 'signed-in' } });
    const [added] = accounts.list();
    expect(added).toMatchObject({ keptIn: 'this-run', deviceId: newDeviceId });
    expect(await memory.get(added?.credentialId ?? CREDENTIAL)).toEqual(ok('token-1'));
    expect(logins).toHaveLength(1);
  });

  it('can be offered to the keychain again, without another login', async () => {
    const { settle, mend, accounts, snapshot, logins, keychain, memory } = await notKept();
    expect(await settle('try-keychain')).toEqual(ok({ ...snapshot, problem: locked }));
    mend();
    expect(await settle('try-keychain')).toMatchObject({ value: { kind: 'signed-in' } });
    const item = accounts.list()[0]?.credentialId ?? CREDENTIAL;
    expect(await keychain.get(item)).toEqual(ok('token-1'));
    expect((await memory.get(item)).ok).toBe(false);
    expect(logins).toHaveLength(1);
  });

  it('can be given up: the new session is logged out', async () => {
    const { settle, attemptId, loggedOut, accounts } = await notKept();
    expect(await settle('sign-out')).toEqual(ready(attemptId, null));
    expect(loggedOut).toEqual(['token-1']);
    expect(accounts.list()).toEqual([]);
    expect(await settle('this-run')).toEqual(fail({ code: 'bad-request' }));
  });

  it('is not called given up when the server did not confirm', async () => {
    const { settle, snapshot } = await notKept({
      logout: () => Promise.resolve(fail(unreachable)),
    });
    expect(await settle('sign-out')).toEqual(ok({ ...snapshot, problem: unreachable }));
    expect(await settle('this-run')).toMatchObject({ value: { kind: 'signed-in' } });
  });

  it('is not replaced by a second login', async () => {
    const { password, attemptId, snapshot, logins } = await notKept();
    expect(await password(attemptId)).toEqual(ok({ ...snapshot, problem: locked }));
    expect(logins).toHaveLength(1);
  });

  it('waits on, whatever else is asked for', async () => {
    const { signIn, attemptId, snapshot, loggedOut } = await notKept();
    const waiting = ok({ ...snapshot, problem: locked });
    expect(await signIn.pasteBack({ attemptId, text: 'x' })).toEqual(waiting);
    expect(await signIn.stopWaiting({ attemptId })).toEqual(waiting);
    expect(await signIn.openPage({ attemptId })).toEqual(waiting);
    expect(loggedOut).toEqual([]);
  });

  it('is ended where the memory does not take it either', async () => {
    const { password, begin, loggedOut } = setUp({
      keychain: { set: () => Promise.resolve(fail(locked)) },
      memory: { set: () => Promise.resolve(fail(full)) },
    });
    const attemptId = await begin();
    expect(await password(attemptId)).toEqual(ready(attemptId, full));
    expect(loggedOut).toEqual(['token-1']);
  });

  it('that the memory has lost can not be kept, and nothing else is ended', async () => {
    const lost = { get: () => Promise.resolve(fail(full)) };
    const { settle, snapshot, signIn, attemptId, loggedOut, clock } = await notKept({
      memory: lost,
    });
    for (const choice of ['this-run', 'try-keychain', 'sign-out'] as const)
      expect(await settle(choice)).toEqual(ok({ ...snapshot, problem: full }));
    await signIn.cancel({ attemptId });
    await clock.advance(0);
    expect(loggedOut).toEqual([]);
  });

  it('does not cost the old token of an account that is there', async () => {
    const known = account({ keptIn: 'this-run' });
    const { memory, settle, accounts } = await notKept({ accounts: [known] });
    expect((await memory.get(CREDENTIAL)).ok).toBe(false);
    await memory.set(CREDENTIAL, 'old token');
    await settle('sign-out');
    expect(await memory.get(CREDENTIAL)).toEqual(ok('old token'));
    expect(accounts.list()).toEqual([known]);
  });

  it('is logged out when the attempt is cancelled', async () => {
    const { signIn, attemptId, loggedOut, clock, settle } = await notKept();
    expect(await signIn.cancel({ attemptId })).toEqual(ok(null));
    await clock.advance(0);
    expect(loggedOut).toEqual(['token-1']);
    expect(await settle('this-run')).toEqual(fail({ code: 'unknown-subject' }));
  });

  it('is logged out when Muster quits, which waits no longer than two seconds', async () => {
    const answer = deferred<Result<null>>();
    const { signIn, loggedOut, clock } = await notKept({ logout: () => answer.promise });
    const closed = signIn.close();
    await clock.advance(0);
    expect(loggedOut).toEqual(['token-1']);
    await clock.advance(2_000);
    await closed;
  });
});
