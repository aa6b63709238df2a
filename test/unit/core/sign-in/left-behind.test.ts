// Whatever fails in a sign-in, no session is left behind unnoticed: it is written down before the server
// is asked for it, and stays so while nobody knows what came of it.
import { describe, expect, it } from 'vitest';
import type { DeviceAnswer } from '../../../../electron/matrix/oauth/device.ts';
import type { LoginOutcome, LoginRequest } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import type { UnsettledSession } from '../../../../electron/core/unsettled-session.ts';
import { binding } from '../../matrix/oauth/oauth-world.ts';
import { deferred, unreachable } from '../fake-core.ts';
import { alice, grant, onPage, tokens, withCode } from './oauth-sign-in-world.ts';
import { loginAnswer, newDeviceId, ready, setUp, type WorldOptions } from './sign-in-world.ts';

const full: AppError = { code: 'store', reason: 'disk-full' };
const denied: AppError = { code: 'oauth', reason: 'denied', serverText: null };

/** A disk that takes so many writes, and no more. */
function diskFor(writes: number): () => Result<null> {
  let left = writes;
  return () => ((left -= 1) < 0 ? fail(full) : ok(null));
}

describe('a session that can not be written down', () => {
  it('is not asked for with a password', async () => {
    const { begin, password, logins, accounts } = setUp({ save: diskFor(0) });
    const attemptId = await begin();
    expect(await password(attemptId)).toEqual(ready(attemptId, full));
    expect(logins).toEqual([]);
    expect(accounts.unsettled()).toEqual([]);
  });

  it('is ended, where that turned out when it was made', async () => {
    const { begin, password, loggedOut, accounts } = setUp({ save: diskFor(1) });
    const attemptId = await begin();
    expect(await password(attemptId)).toEqual(ready(attemptId, full));
    expect(loggedOut).toEqual(['token-1']);
    expect([accounts.list(), accounts.unsettled()]).toEqual([[], []]);
  });

  it('is left alone, and forgotten, where its token was pasted', async () => {
    const { signIn, begin, loggedOut, accounts } = setUp({ save: diskFor(0) });
    const attemptId = await begin();
    const token = { attemptId, token: 'pasted', keptIn: 'keychain' } as const;
    expect(await signIn.token(token)).toEqual(ready(attemptId, full));
    expect(loggedOut).toEqual([]);
    expect([accounts.list(), accounts.unsettled()]).toEqual([[], []]);
  });

  it('is not asked for on a page', async () => {
    const exchangeCode = () => expect.fail('a session is made');
    const { comeBack, told, accounts } = await onPage({
      save: diskFor(0),
      protocol: { exchangeCode },
    });
    await comeBack();
    expect(told().at(-1)).toMatchObject({ kind: 'ready', problem: full });
    expect(accounts.unsettled()).toEqual([]);
  });

  it('is not asked for by a code', async () => {
    const askForGrant = () => expect.fail('it is asked for');
    const { told, accounts, clock } = await withCode({
      save: diskFor(0),
      protocol: { askForGrant },
    });
    await clock.advance(60_000);
    expect(told()).toMatchObject([{ kind: 'ready', problem: full }]);
    expect(accounts.unsettled()).toEqual([]);
  });
});

describe('a session that is asked for', () => {
  it('is written down as that, of whom the server is told, until there is an answer', async () => {
    const answer = deferred<LoginOutcome>();
    const { begin, password, accounts, clock } = setUp({
      protocol: { login: () => answer.promise },
    });
    const pending = password(await begin());
    await clock.advance(0);
    const asked: Partial<UnsettledSession> = {
      ...{ kind: 'asked', userId: alice, deviceId: newDeviceId, keptIn: 'keychain' },
      ...{ oauth: null, borrowed: false },
    };
    expect(accounts.unsettled()).toMatchObject([asked]);
    expect(accounts.leftBehind()).toEqual([]);
    answer.resolve(fail({ code: 'wrong-password' }));
    await pending;
    expect(accounts.unsettled()).toEqual([]);
  });

  it('by a code is written down while the code can be entered', async () => {
    const { accounts, clock, signIn, attemptId } = await withCode();
    await clock.advance(0);
    expect(accounts.unsettled()).toMatchObject([{ kind: 'asked', oauth: binding }]);
    await signIn.stopWaiting({ attemptId });
    await clock.advance(0);
    expect(accounts.unsettled()).toEqual([]);
  });
});

describe('an answer that gets lost', () => {
  const lost: LoginOutcome = { ok: false, error: unreachable, maybeMade: true };

  /** A first login whose answer gets lost, and more that succeed. */
  function losing(options: WorldOptions = {}) {
    const logins: LoginRequest[] = [];
    const world = setUp({
      ...options,
      protocol: {
        login(_, request) {
          logins.push(request);
          return Promise.resolve(
            logins.length === 1 ? lost : ok(loginAnswer('token', request.deviceId)),
          );
        },
      },
    });
    return { ...world, logins };
  }

  it('leaves a session that the user is told of, until the same user has it', async () => {
    const { begin, password, accounts, logins } = losing();
    const attemptId = await begin();
    expect(await password(attemptId)).toEqual(ready(attemptId, unreachable));
    expect(accounts.leftBehind()).toMatchObject([{ kind: 'unanswered', userId: alice }]);
    await password(attemptId);
    expect(logins[1]?.deviceId).toBe(logins[0]?.deviceId);
    expect(accounts.leftBehind()).toEqual([]);
  });

  it('is nobody else’s: another user gets another session', async () => {
    const { begin, password, accounts, logins } = losing();
    const attemptId = await begin('example.org');
    await password(attemptId);
    await password(attemptId, { user: 'bob' });
    expect(logins[1]?.deviceId).not.toBe(logins[0]?.deviceId);
    expect(accounts.leftBehind()).toHaveLength(1);
  });

  it('to a page’s code leaves a session that the user is told of', async () => {
    const exchanged = { kind: 'failed', error: unreachable, maybeMade: true } as const;
    const { comeBack, told, accounts } = await onPage({ granted: exchanged });
    await comeBack();
    expect(told().at(-1)).toMatchObject({ kind: 'ready', problem: unreachable });
    expect(accounts.leftBehind()).toMatchObject([{ kind: 'unanswered' }]);
  });
});

describe('a code whose answer gets lost', () => {
  const lost: DeviceAnswer = { kind: 'unknown', error: unreachable, maybeMade: true };
  const notSent: DeviceAnswer = { kind: 'unknown', error: unreachable };
  const pending: DeviceAnswer = { kind: 'pending', slower: false };
  const no: DeviceAnswer = { kind: 'failed', error: denied };

  it.each<[string, readonly DeviceAnswer[], number]>([
    ['may have been granted before a refusal', [lost, no], 1],
    ['was not granted, where the server waits on', [lost, pending, no], 0],
    ['may have been granted after that', [pending, lost, no], 1],
    ['was not granted, where no question got there', [notSent, no], 0],
    ['may have been granted, where no other question got there', [lost, notSent, no], 1],
    ['was not granted, where none got lost', [no], 0],
  ])('%s', async (_, codeAnswers, left) => {
    const { told, accounts, clock } = await withCode({ codeAnswers });
    for (let asked = 0; asked < 8; asked += 1) await clock.advance(5_000);
    expect(told().at(-1)).toMatchObject({ kind: 'ready', problem: denied });
    expect(accounts.leftBehind()).toHaveLength(left);
    expect(accounts.unsettled()).toHaveLength(left);
  });

  it('and is granted in the end leaves nothing behind', async () => {
    const { told, accounts, clock } = await withCode({ codeAnswers: [lost, grant] });
    for (let asked = 0; asked < 4; asked += 1) await clock.advance(5_000);
    expect(told().at(-1)).toMatchObject({ kind: 'signed-in' });
    expect(accounts.unsettled()).toEqual([]);
  });

  it.each(['stopWaiting', 'cancel'] as const)(
    'may have been granted when nobody waits any more: %s',
    async (end) => {
      const { attemptId, signIn, accounts, clock } = await withCode({ codeAnswers: [lost] });
      await clock.advance(5_000);
      await signIn[end]({ attemptId });
      await clock.advance(0);
      expect(accounts.leftBehind()).toMatchObject([{ kind: 'unanswered' }]);
    },
  );

  it('is refused at that moment, which leaves nothing behind', async () => {
    const asking = deferred<DeviceAnswer>();
    const { attemptId, signIn, accounts, revoked, clock } = await withCode({
      protocol: { askForGrant: () => asking.promise },
    });
    await clock.advance(5_000);
    await signIn.stopWaiting({ attemptId });
    asking.resolve(no);
    await clock.advance(0);
    expect([accounts.unsettled(), revoked]).toEqual([[], []]);
  });

  it('is granted at that moment, and the server has its tokens back', async () => {
    const asking = deferred<DeviceAnswer>();
    const { attemptId, signIn, accounts, revoked, clock } = await withCode({
      protocol: { askForGrant: () => asking.promise },
    });
    await clock.advance(5_000);
    await signIn.cancel({ attemptId });
    asking.resolve(grant);
    await clock.advance(0);
    expect(revoked).toEqual([[binding, tokens]]);
    expect(accounts.unsettled()).toEqual([]);
  });
});
