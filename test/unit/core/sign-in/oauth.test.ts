// Signing in by OAuth 2.0, on a page and by a code: what becomes of a grant, and that none is left
// behind.
import { describe, expect, it } from 'vitest';
import { refreshItem } from '../../../../electron/core/tokens/vault.ts';
import type { DeviceAnswer } from '../../../../electron/matrix/oauth/device.ts';
import type { GrantAnswer } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { AUTH, binding, server } from '../../matrix/oauth/oauth-world.ts';
import { account, ALICE, CREDENTIAL, deferred, unreachable } from '../fake-core.ts';
import {
  alice,
  comeBackWith,
  grant,
  metadata,
  onPage,
  tokens,
  withCode,
  world,
  type Script,
} from './oauth-sign-in-world.ts';
import { BACK, locked, methods, SERVER } from './sign-in-world.ts';

describe('the ways in', () => {
  it('have OAuth and its codes beside what the login API says', async () => {
    const { signIn } = world();
    expect(await signIn.begin({ address: alice })).toMatchObject({
      value: { methods: { ...methods, oauth: { deviceCode: true } } },
    });
  });

  it('may be OAuth alone, where there is no login API', async () => {
    const noLogin = fail({ code: 'not-a-homeserver', host: 'x', reason: 'no-login' });
    const loginMethods = () => Promise.resolve(noLogin);
    const alone = world({ protocol: { loginMethods } });
    expect(await alone.signIn.begin({ address: alice })).toMatchObject({
      value: { methods: { oauth: {}, password: false, sso: null } },
    });
    const unsafe = { ...metadata, server: null };
    const authMetadata = () => Promise.resolve(ok(unsafe));
    const none = world({ protocol: { loginMethods, authMetadata } });
    expect(await none.signIn.begin({ address: alice })).toMatchObject({
      error: { code: 'oauth', reason: 'unusable-server' },
    });
    const neither = world({
      protocol: { loginMethods, authMetadata: () => Promise.resolve(ok(null)) },
    });
    expect(await neither.signIn.begin({ address: alice })).toEqual(noLogin);
  });

  it('are those of the login API where nothing is known of OAuth', async () => {
    const authMetadata = () => Promise.resolve(fail(unreachable));
    const { signIn } = world({ protocol: { authMetadata } });
    expect(await signIn.begin({ address: alice })).toMatchObject({ value: { methods } });
  });
});

describe('on the page', () => {
  it('signs in as the session that it asked for, bound to the server that gave it', async () => {
    const { attemptId, snapshot, opened, comeBack, accounts, keychain, asked, told, revoked } =
      await onPage();
    const url = `${AUTH}/authorize?state=state-1`;
    expect(snapshot).toMatchObject({ value: { kind: 'in-browser', attemptId, url } });
    expect(opened).toEqual([url]);
    expect(await comeBack()).toBe(true);
    const [added] = accounts.list();
    expect(asked[0]).toMatch(/^[A-Z0-9]{16}$/);
    expect(added).toMatchObject({
      userId: alice,
      deviceId: asked[0],
      oauth: binding,
      borrowed: false,
    });
    expect(await keychain.get(added?.credentialId ?? CREDENTIAL)).toEqual(ok('access-1'));
    expect(await keychain.get(refreshItem(added?.credentialId ?? CREDENTIAL))).toEqual(
      ok('refresh-1'),
    );
    expect(told().at(-1)).toEqual({ kind: 'signed-in', accountId: added?.accountId });
    expect(JSON.stringify([snapshot, told(), accounts.list()])).not.toMatch(
      /access-1|refresh-1|code-1|verifier-1/,
    );
    expect(revoked).toEqual([]);
  });

  it('takes no answer of somebody else', async () => {
    const { comeBack, browser, told } = await onPage();
    expect(browser.comeBack(`${BACK}?code=code-1&state=other&iss=${AUTH}/`)).toBe(false);
    expect(browser.comeBack(`${BACK}?code=code-1&state=state-1&iss=https://evil.example/`)).toBe(
      false,
    );
    expect(browser.comeBack(`${BACK}?loginToken=lt_1`)).toBe(false);
    expect(told()).toEqual([]);
    expect(await comeBack()).toBe(true);
  });

  it('takes a pasted address, too', async () => {
    const { attemptId, signIn, accounts } = await onPage();
    const text = comeBackWith('code=code-1');
    expect(await signIn.pasteBack({ attemptId, text })).toMatchObject({
      value: { kind: 'signed-in' },
    });
    expect(accounts.list()).toHaveLength(1);
  });

  it('says that somebody said no', async () => {
    const { comeBack, told, accounts } = await onPage();
    expect(await comeBack('error=access_denied')).toBe(true);
    expect(told().at(-1)).toMatchObject({
      kind: 'ready',
      problem: { code: 'oauth', reason: 'denied' },
    });
    expect(accounts.list()).toEqual([]);
  });

  it.each<readonly [string, Script, Partial<AppError>]>([
    [
      'is for another session',
      { granted: { ...grant, asAsked: false } },
      { code: 'oauth', reason: 'other-grant' },
    ],
    [
      'turns out to be another session',
      { who: { userId: alice, deviceId: 'OTHER' as DeviceId } },
      { code: 'oauth', reason: 'other-grant' },
    ],
    [
      'is for somebody else',
      { who: { userId: '@mallory:example.org', deviceId: null } },
      { code: 'wrong-user', expected: alice, received: '@mallory:example.org', pasted: false },
    ],
    ['nobody knows', { who: 'nobody' }, { code: 'session-ended' }],
  ])('revokes a grant that %s', async (_, script, problem) => {
    const { comeBack, told, accounts, revoked, loggedOut } = await onPage(script);
    await comeBack();
    expect(told().at(-1)).toMatchObject({ kind: 'ready', problem });
    expect(revoked).toEqual([[binding, tokens]]);
    expect(loggedOut).toEqual([]);
    expect(accounts.list()).toEqual([]);
  });

  it('revokes a grant that comes in when the attempt is over', async () => {
    const granting = deferred<GrantAnswer>();
    const { attemptId, signIn, comeBack, clock, revoked, accounts } = await onPage({
      protocol: { exchangeCode: () => granting.promise },
    });
    await comeBack();
    await signIn.cancel({ attemptId });
    granting.resolve(grant);
    await clock.advance(0);
    expect(revoked).toEqual([[binding, tokens]]);
    expect(accounts.list()).toEqual([]);
  });

  it.each([
    ['answered in time', 1_000, true],
    ['answered too late', 3_000, false],
  ])(
    'is revoked when Muster quits in the middle and the exchange is %s',
    async (_, after, ended) => {
      const granting = deferred<GrantAnswer>();
      const { signIn, comeBack, clock, revoked } = await onPage({
        protocol: { exchangeCode: () => granting.promise },
      });
      await comeBack();
      let closed = false;
      void signIn.close().then(() => (closed = true));
      void clock.sleep(after).then(() => granting.resolve(grant));
      await clock.advance(1_000);
      expect([closed, revoked.length]).toEqual([ended, ended ? 1 : 0]);
      await clock.advance(1_000);
      expect(closed).toBe(true);
    },
  );

  it('is kept for the user’s word where the keychain refuses, and revoked on theirs', async () => {
    const { attemptId, signIn, comeBack, told, revoked } = await onPage({
      keychain: { set: () => Promise.resolve(fail(locked)) },
    });
    await comeBack();
    expect(told().at(-1)).toMatchObject({ kind: 'not-kept', problem: locked });
    expect(await signIn.settle({ attemptId, choice: 'sign-out' })).toMatchObject({
      value: { kind: 'ready' },
    });
    expect(revoked).toMatchObject([[binding, { access: 'access-1', refresh: 'refresh-1' }]]);
  });

  it('signs an account in again as the session that it was', async () => {
    const own = account({ deviceId: 'MUSTERSESSION1' as DeviceId, oauth: binding });
    const { comeBack, asked, accounts, log } = await onPage({ again: own });
    await comeBack();
    const logged = { again: true, 'kept-in': 'keychain', oauth: true };
    expect(log.records).toContainEqual(['info', 'signed-in', logged]);
    expect(asked).toEqual(['MUSTERSESSION1']);
    expect(accounts.list()).toMatchObject([{ accountId: ALICE, deviceId: 'MUSTERSESSION1' }]);
  });

  it('takes the session that it asked for, where the server names it', async () => {
    const own = account({ deviceId: 'MUSTERSESSION1' as DeviceId, oauth: binding });
    const who = { userId: alice, deviceId: own.deviceId };
    const { comeBack, accounts, revoked } = await onPage({ again: own, who });
    await comeBack();
    expect(accounts.list()).toMatchObject([{ accountId: ALICE, status: { kind: 'signed-in' } }]);
    expect(revoked).toEqual([]);
  });

  it.each([
    [
      'another app’s',
      account({ deviceId: 'ELSEWHERE99' as DeviceId, oauth: binding, borrowed: true }),
    ],
    ['one that can not be asked for', account({ deviceId: 'SHORT' as DeviceId, oauth: binding })],
    ['none', account({ deviceId: null, oauth: binding })],
  ])('asks for a new session where the account has %s', async (_, again) => {
    const { asked } = await onPage({ again });
    expect(asked[0]).toMatch(/^[A-Z0-9]{16}$/);
  });
});

describe('by a code', () => {
  it('shows it, asks at the server’s pace, and signs in when it was entered', async () => {
    const pending = { kind: 'pending', slower: false } as const;
    const { attemptId, snapshot, clock, told, accounts } = await withCode({
      codeAnswers: [pending, { kind: 'pending', slower: true }, grant],
    });
    expect(snapshot).toEqual(
      ok({
        kind: 'device-code',
        attemptId,
        baseUrl: SERVER,
        userCode: 'WDJB-MJHT',
        page: `${AUTH}/link`,
        pageWithCode: `${AUTH}/link?c=1`,
        until: NOW + 60_000,
        problem: null,
      }),
    );
    await clock.advance(5_000);
    await clock.advance(5_000);
    await clock.advance(9_999);
    expect(told()).toEqual([]);
    await clock.advance(1);
    const [added] = accounts.list();
    expect(told()).toEqual([{ kind: 'signed-in', accountId: added?.accountId }]);
    expect(added).toMatchObject({ oauth: binding });
    expect(JSON.stringify([snapshot, told()])).not.toContain('device-secret');
  });

  it('goes on asking while the server can not be reached, less often, and says so', async () => {
    const { clock, told } = await withCode({
      codeAnswers: [
        { kind: 'unknown', error: unreachable },
        { kind: 'pending', slower: false },
      ],
    });
    await clock.advance(5_000);
    expect(told()).toMatchObject([{ kind: 'device-code', problem: unreachable }]);
    await clock.advance(9_999);
    expect(told()).toHaveLength(1);
    await clock.advance(1);
    expect(told()).toMatchObject([{ problem: unreachable }, { problem: null }]);
  });

  it('does not ask before the time that the server named, and less often where it named none', async () => {
    const until = NOW + 25_000;
    const { clock, told } = await withCode({
      codeAnswers: [
        { kind: 'unknown', error: { code: 'rate-limited', retryAt: until } },
        { kind: 'unknown', error: { code: 'rate-limited', retryAt: null } },
        { kind: 'pending', slower: false },
      ],
    });
    await clock.advance(5_000);
    await clock.advance(until - NOW - 5_001);
    expect(told()).toHaveLength(1);
    await clock.advance(1);
    expect(told()).toMatchObject([{}, { problem: { code: 'rate-limited', retryAt: null } }]);
    await clock.advance(19_999);
    expect(told()).toHaveLength(2);
    await clock.advance(1);
    expect(told()).toMatchObject([{}, {}, { problem: null }]);
  });

  it('ends with the code', async () => {
    const { clock, told } = await withCode();
    for (let asked = 0; asked < 12; asked += 1) await clock.advance(5_000);
    expect(told()).toMatchObject([
      { kind: 'ready', problem: { code: 'oauth', reason: 'expired' } },
    ]);
  });

  it('says that somebody said no', async () => {
    const error: AppError = { code: 'oauth', reason: 'denied', serverText: null };
    const { clock, told } = await withCode({ codeAnswers: [{ kind: 'failed', error }] });
    await clock.advance(5_000);
    expect(told()).toMatchObject([{ kind: 'ready', problem: error }]);
  });

  it.each(['stopWaiting', 'cancel'] as const)(
    'asks no more after %s, and revokes what was granted meanwhile',
    async (end) => {
      const asking = deferred<DeviceAnswer>();
      let asked = 0;
      const { attemptId, signIn, clock, told, revoked, accounts } = await withCode({
        protocol: {
          askForGrant() {
            asked += 1;
            return asking.promise;
          },
        },
      });
      await clock.advance(5_000);
      await signIn[end]({ attemptId });
      asking.resolve(grant);
      await clock.advance(60_000);
      expect(asked).toBe(1);
      expect(told()).toEqual([]);
      expect(revoked).toEqual([[binding, tokens]]);
      expect(accounts.list()).toEqual([]);
    },
  );

  it('gives way to another way in', async () => {
    const { attemptId, password, clock, told, accounts } = await withCode();
    await password(attemptId);
    await clock.advance(60_000);
    expect(told()).toEqual([]);
    expect(accounts.list()).toMatchObject([{ oauth: null, borrowed: false }]);
  });

  it('opens its page in the browser of this computer on request, with the code in it', async () => {
    const { attemptId, signIn, opened, snapshot } = await withCode();
    expect(opened).toEqual([]);
    expect(await signIn.openPage({ attemptId })).toEqual(snapshot);
    expect(opened).toEqual([`${AUTH}/link?c=1`]);
  });

  it('says where the page could not be opened, and waits on', async () => {
    const notOpened = { code: 'browser-not-opened', address: 'https://x.example/' } as const;
    const ports = { openExternal: () => Promise.resolve(fail(notOpened)) };
    const { attemptId, signIn } = await withCode({ ports });
    expect(await signIn.openPage({ attemptId })).toMatchObject({
      value: { kind: 'device-code', problem: notOpened },
    });
  });

  it('can not begin where the server gives none', async () => {
    const protocol = { beginDeviceCode: () => Promise.resolve(fail(unreachable)) };
    const { snapshot, accounts } = await withCode({ protocol });
    expect(snapshot).toMatchObject({ value: { kind: 'ready', problem: unreachable } });
    expect(accounts.unsettled()).toEqual([]);
  });

  it('has no address to be pasted', async () => {
    const { attemptId, signIn } = await withCode();
    const text = comeBackWith('code=code-1');
    expect(await signIn.pasteBack({ attemptId, text })).toMatchObject({
      value: { kind: 'device-code', problem: { reason: 'not-this-answer' } },
    });
  });

  it('is not to be had where the server has none', async () => {
    const noCodes = { ...metadata, server: { ...server, deviceEndpoint: null } };
    const { signIn, begin } = world({
      protocol: { authMetadata: () => Promise.resolve(ok(noCodes)) },
    });
    const attemptId = await begin();
    expect(await signIn.deviceCode({ attemptId, keptIn: 'keychain' })).toEqual(
      fail({ code: 'bad-request' }),
    );
  });
});
