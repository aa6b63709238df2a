// The ways in beside a user name and a password: the browser, a pasted token, other identifiers.
import { describe, expect, it } from 'vitest';
import { MemoryVault, refreshItem } from '../../../../electron/core/tokens/vault.ts';
import type { LoginAnswer } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import type { AttemptId, DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, client, CREDENTIAL, deferred, unreachable } from '../fake-core.ts';
import {
  BACK,
  beginAgain,
  locked,
  loginAnswer,
  newDeviceId,
  ready,
  SERVER,
  setUp,
  type WorldOptions,
} from './sign-in-world.ts';

const PAGE = `${SERVER}/_matrix/client/v3/login/sso/redirect`;
const MINUTE = 60_000;

function problem(reason: 'not-this-answer' | 'no-answer' | 'no-port'): AppError {
  return { code: 'browser-sign-in', reason };
}

async function inBrowser(options: WorldOptions & { readonly address?: string } = {}) {
  const world = setUp(options);
  const attemptId = await world.begin(options.address);
  const open = (providerId: string | null = null) =>
    world.signIn.browser({ attemptId, providerId, keptIn: 'keychain' });
  const snapshot = await open();
  const told = () => world.news.of('signIn.changed').map((event) => event.snapshot);
  const pasteBack = (text: string) => world.signIn.pasteBack({ attemptId, text });
  return { ...world, attemptId, open, snapshot, told, pasteBack };
}

function waiting(attemptId: AttemptId, part: object = {}) {
  return {
    kind: 'in-browser',
    attemptId,
    baseUrl: SERVER,
    url: `${PAGE}?redirectUrl=http%3A%2F%2F127.0.0.1%3A4711%2Fsecret`,
    until: NOW + 5 * MINUTE,
    returned: false,
    problem: null,
    ...part,
  };
}

describe('by the browser', () => {
  it('opens the page of the server, hands in what comes back, and says so', async () => {
    const world = await inBrowser();
    const { attemptId, browser, clock, accounts, keychain, logins, told } = world;
    expect(world.snapshot).toEqual(ok(waiting(attemptId)));
    expect(world.opened).toEqual([waiting(attemptId).url]);
    expect(told()).toEqual([]);

    expect(browser.comeBack(`${BACK}?loginToken=lt_1`)).toBe(true);
    await clock.advance(0);
    const [added] = accounts.list();
    expect(told()).toEqual([
      waiting(attemptId, { returned: true }),
      { kind: 'signed-in', accountId: added?.accountId },
    ]);
    expect(logins).toEqual([
      {
        proof: { kind: 'login-token', token: 'lt_1' },
        deviceId: newDeviceId,
        deviceName: 'Muster on kitchen',
      },
    ]);
    expect(await keychain.get(added?.credentialId ?? CREDENTIAL)).toEqual(ok('token-1'));
    expect(browser.listeners()).toBe(0);
  });

  it('opens the page of one identity provider', async () => {
    const { open, opened } = await inBrowser();
    await open('oidc-github');
    expect(opened[1]).toMatch(/\/sso\/redirect\/oidc-github\?redirectUrl=/);
    expect(await open('..')).toMatchObject({ value: { problem: { code: 'unsafe-id' } } });
  });

  it('passes over what is not the answer, and still waits', async () => {
    const { browser, clock, told } = await inBrowser();
    for (const wrong of [BACK, `${BACK}?loginToken=`, `${BACK}x?loginToken=evil`])
      expect(browser.comeBack(wrong)).toBe(false);
    await clock.advance(0);
    expect(told()).toEqual([]);
    expect(browser.comeBack(`${BACK}?loginToken=lt_1`)).toBe(true);
  });

  it('stops waiting after five minutes', async () => {
    const { attemptId, browser, clock, told, open } = await inBrowser();
    await clock.advance(5 * MINUTE - 1);
    expect(browser.listeners()).toBe(1);
    await clock.advance(1);
    expect(browser.listeners()).toBe(0);
    const over = ready(attemptId, problem('no-answer'));
    expect(told().map((snapshot) => ok(snapshot))).toEqual([over]);
    expect(await open()).toMatchObject({ value: { kind: 'in-browser' } });
  });

  it('takes the pasted address of the last page, and no other', async () => {
    const { attemptId, pasteBack, browser, accounts, told } = await inBrowser();
    const wrong = waiting(attemptId, { problem: problem('not-this-answer') });
    for (const text of ['', 'lt_1', 'http://127.0.0.1:4711/guess?loginToken=lt_1'])
      expect(await pasteBack(text)).toEqual(ok(wrong));
    expect(browser.listeners()).toBe(1);
    expect(await pasteBack(` ${BACK}?loginToken=lt_1\n`)).toMatchObject({
      value: { kind: 'signed-in' },
    });
    expect(accounts.list()).toHaveLength(1);
    expect(browser.listeners()).toBe(0);
    expect(told()).toEqual([]);
  });

  it('takes nothing that is pasted when it no longer waits', async () => {
    const { attemptId, pasteBack, signIn, logins } = await inBrowser();
    expect(await signIn.stopWaiting({ attemptId })).toEqual(ready(attemptId, null));
    expect(await pasteBack(`${BACK}?loginToken=lt_1`)).toEqual(
      ready(attemptId, problem('no-answer')),
    );
    expect(logins).toEqual([]);
  });

  it.each(['leave', 'cancel', 'password', 'close'] as const)(
    'listens no more after: %s',
    async (what) => {
      const { attemptId, signIn, password, browser } = await inBrowser();
      if (what === 'leave') await signIn.stopWaiting({ attemptId });
      if (what === 'cancel') await signIn.cancel({ attemptId });
      if (what === 'password') await password(attemptId);
      if (what === 'close') await signIn.close();
      expect(browser.listeners()).toBe(0);
    },
  );

  it('listens no more where it is left while the page is being opened', async () => {
    const opening = deferred<Result<null>>();
    const ports = { openExternal: () => opening.promise };
    const { signIn, begin, browser, clock } = setUp({ ports });
    const attemptId = await begin();
    const pending = signIn.browser({ attemptId, providerId: null, keptIn: 'keychain' });
    await clock.advance(0);
    expect(browser.listeners()).toBe(1);
    await signIn.cancel({ attemptId });
    opening.resolve(ok(null));
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
    expect(browser.listeners()).toBe(0);
  });

  it('listens once, however often the page is opened', async () => {
    const { open, browser } = await inBrowser();
    await open();
    await open();
    expect(browser.listeners()).toBe(1);
  });

  it('says that no browser was opened, and takes the answer all the same', async () => {
    const notOpened = { code: 'browser-not-opened', address: 'https://x.example/' } as const;
    const ports = { openExternal: () => Promise.resolve(fail(notOpened)) };
    const { attemptId, snapshot, pasteBack } = await inBrowser({ ports });
    expect(snapshot).toEqual(ok(waiting(attemptId, { problem: notOpened })));
    expect(await pasteBack(`${BACK}?loginToken=lt_1`)).toMatchObject({ ok: true });
  });

  it('waits no longer than a second for the system to say that it opens none', async () => {
    const ports = { openExternal: () => new Promise<never>(() => undefined) };
    const { signIn, begin, clock } = setUp({ ports });
    const attemptId = await begin();
    const opening = signIn.browser({ attemptId, providerId: null, keptIn: 'keychain' });
    expect(await clock.until(opening)).toMatchObject({ value: { problem: null } });
    expect(clock.now()).toBe(NOW + 1_000);
  });

  it('can not begin where there is no port to come back to', async () => {
    const ports = { listen: () => Promise.reject(new Error('EACCES')) };
    const { attemptId, snapshot, opened } = await inBrowser({ ports });
    expect(snapshot).toEqual(ready(attemptId, problem('no-port')));
    expect(opened).toEqual([]);
  });

  it('opens nothing where the account could not be kept', async () => {
    const keychain = { probe: () => Promise.resolve(fail(locked)) };
    const { attemptId, snapshot, opened } = await inBrowser({ keychain });
    expect(snapshot).toEqual(ready(attemptId, locked));
    expect(opened).toEqual([]);
  });

  it('tells why the server refused what the browser brought', async () => {
    const refused: AppError = { code: 'token-refused', token: 'login' };
    const { attemptId, browser, clock, told } = await inBrowser({
      protocol: { login: () => Promise.resolve(fail(refused)) },
    });
    browser.comeBack(`${BACK}?loginToken=lt_1`);
    await clock.advance(0);
    expect(ok(told().at(-1))).toEqual(ready(attemptId, refused));
  });

  it('ends the session of somebody else, and tells', async () => {
    const { browser, clock, told, loggedOut, accounts } = await inBrowser({
      address: '@bob:example.org',
    });
    browser.comeBack(`${BACK}?loginToken=lt_1`);
    await clock.advance(0);
    expect(told().at(-1)).toMatchObject({
      problem: {
        code: 'wrong-user',
        expected: '@bob:example.org',
        received: '@alice:example.org',
        pasted: false,
      },
    });
    expect(loggedOut).toEqual(['token-1']);
    expect(accounts.list()).toEqual([]);
  });

  it('signs an account in again with its own session', async () => {
    const { signIn, browser, clock, logins, accounts } = setUp({ accounts: [account()] });
    const attemptId = await beginAgain(signIn, { accountId: ALICE });
    await signIn.browser({ attemptId, providerId: null, keptIn: 'keychain' });
    browser.comeBack(`${BACK}?loginToken=lt_1`);
    await clock.advance(0);
    expect(logins).toMatchObject([{ deviceId: 'MUSTER' }]);
    expect(accounts.list()).toMatchObject([{ accountId: ALICE, deviceId: 'MUSTER' }]);
  });

  it('tells nobody of a sign-in that was cancelled, and logs its session out', async () => {
    const answer = deferred<Result<LoginAnswer>>();
    const { attemptId, browser, clock, told, signIn, loggedOut } = await inBrowser({
      protocol: { login: () => answer.promise },
    });
    browser.comeBack(`${BACK}?loginToken=lt_1`);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    answer.resolve(ok(loginAnswer('late token')));
    await clock.advance(0);
    expect(told()).toEqual([waiting(attemptId, { returned: true })]);
    expect(loggedOut).toEqual(['late token']);
  });
});

describe('with a pasted access token', () => {
  function pasting(options: WorldOptions = {}) {
    const world = setUp(options);
    return {
      ...world,
      paste: (attemptId: AttemptId, token = 'pasted') =>
        world.signIn.token({ attemptId, token, keptIn: 'keychain' }),
    };
  }

  it('uses the session that it belongs to', async () => {
    const { begin, paste, accounts, keychain, logins, signedIn } = pasting();
    expect(await paste(await begin(), ' pasted\n')).toMatchObject({ value: { kind: 'signed-in' } });
    const [added] = accounts.list();
    expect(added).toMatchObject({ userId: '@alice:example.org', deviceId: 'ELSEWHERE' });
    expect(await keychain.get(added?.credentialId ?? CREDENTIAL)).toEqual(ok('pasted'));
    expect(signedIn).toEqual([added?.accountId]);
    expect(logins).toEqual([]);
  });

  it('may belong to no session that the server names', async () => {
    const whoami = () => Promise.resolve(ok({ userId: '@alice:example.org', deviceId: null }));
    const { begin, paste, accounts } = pasting({
      protocol: { client: () => client({ whoami }) },
    });
    await paste(await begin());
    expect(accounts.list()).toMatchObject([{ deviceId: null }]);
  });

  it('says when the server does not know it', async () => {
    const { begin, paste } = pasting();
    const attemptId = await begin();
    expect(await paste(attemptId, 'nonsense')).toEqual(
      ready(attemptId, { code: 'token-refused', token: 'access' }),
    );
  });

  it('of somebody else is refused, and left alone', async () => {
    const { begin, paste, accounts, loggedOut } = pasting();
    expect(await paste(await begin('@bob:example.org'))).toMatchObject({
      value: { problem: { code: 'wrong-user', pasted: true } },
    });
    expect(accounts.list()).toEqual([]);
    expect(loggedOut).toEqual([]);
  });

  it('that can not be kept is given back, and left alone', async () => {
    const working = new MemoryVault();
    const { begin, paste, loggedOut } = pasting({
      vault: working,
      keychain: { set: () => Promise.resolve(fail(locked)) },
    });
    const attemptId = await begin();
    expect(await paste(attemptId)).toEqual(ready(attemptId, locked));
    expect(loggedOut).toEqual([]);
  });

  it('is left alone when the sign-in is cancelled', async () => {
    const who = deferred<Result<{ userId: string; deviceId: DeviceId | null }>>();
    const logout = () => expect.fail('logged out');
    const { begin, paste, signIn, clock, accounts } = pasting({
      protocol: { client: () => client({ whoami: () => who.promise, logout }) },
    });
    const attemptId = await begin();
    const pasted = paste(attemptId);
    await clock.advance(0);
    await signIn.cancel({ attemptId });
    who.resolve(ok({ userId: '@alice:example.org', deviceId: null }));
    expect(await pasted).toEqual(fail({ code: 'cancelled' }));
    expect(accounts.list()).toEqual([]);
  });
});

describe('by another name', () => {
  it.each([
    { kind: 'email', address: 'alice@example.org' },
    { kind: 'phone', country: 'DE', phone: '0160 123' },
  ] as const)('is sent as it was typed: $kind', async (identifier) => {
    const { begin, password, logins } = setUp();
    await password(await begin('example.org'), { identifier });
    expect(logins).toMatchObject([{ proof: { identifier } }]);
  });

  it('is compared with the Matrix ID that led to the server', async () => {
    const { begin, password, loggedOut } = setUp();
    const identifier = { kind: 'email', address: 'alice@example.org' } as const;
    const attemptId = await begin('@bob:example.org');
    expect(await password(attemptId, { identifier })).toMatchObject({
      value: { problem: { code: 'wrong-user', expected: '@bob:example.org' } },
    });
    expect(loggedOut).toEqual(['token-1']);
  });
});

describe('a session with a refresh token', () => {
  const tokens = { access: 'a1', refresh: 'r1', expiresInMs: MINUTE };
  const protocol = {
    login: () => Promise.resolve(ok({ ...loginAnswer('a1'), tokens })),
  };

  it('keeps both tokens, each in an item of its own', async () => {
    const { begin, password, accounts, keychain } = setUp({ protocol });
    await password(await begin());
    const item = accounts.list()[0]?.credentialId ?? CREDENTIAL;
    expect(await keychain.get(item)).toEqual(ok('a1'));
    expect(await keychain.get(refreshItem(item))).toEqual(ok('r1'));
  });

  it('waits with both for the word of the user where the keychain fails', async () => {
    const { signIn, begin, password, accounts, memory, loggedOut } = setUp({
      protocol,
      keychain: { set: () => Promise.resolve(fail(locked)) },
      logout: () => Promise.resolve(fail(unreachable)),
    });
    const attemptId = await begin();
    expect(await password(attemptId)).toMatchObject({ value: { kind: 'not-kept' } });
    await signIn.settle({ attemptId, choice: 'this-run' });
    const item = accounts.list()[0]?.credentialId ?? CREDENTIAL;
    expect(await memory.get(item)).toEqual(ok('a1'));
    expect(await memory.get(refreshItem(item))).toEqual(ok('r1'));
    expect(loggedOut).toEqual([]);
  });
});
