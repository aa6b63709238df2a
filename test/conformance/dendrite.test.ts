// The embedded homeserver in Dendrite's likeness, trait by trait, against what a real one answered.
import { describe, expect, onTestFinished, test } from 'vitest';
import { startHomeserver } from '../homeserver/server.ts';
import { ada, bob, done, passwordAuth, recorded, someText, startLikeness } from './likeness.ts';
import { loginBody, text, wireTo } from './subject.ts';

const it = startLikeness('dendrite');
const challenge = (change: object = {}) =>
  recorded('dendrite/challenge', { session: someText, ...change });
const wrong = (change: object = {}) =>
  recorded('dendrite/wrong-password', { session: someText, ...change });

describe('the list', () => {
  test('what is unknown is empty or 0, and rows name no user', async () => {
    const row = { device_id: 'A', display_name: '', last_seen_ip: '', last_seen_ts: 0 };
    expect(await it().row('A')).toEqual(row);
    expect(await it().call('GET', '/devices/A')).toEqual({ status: 200, body: row });
  });

  test('a session without a name has the name of the row before it', async () => {
    await it().signIn('NAMED', { initial_device_display_name: 'Named' });
    await it().signIn('NAMELESS');
    const [, nameless] = (
      recorded('dendrite/devices-name-before').body as { devices: readonly object[] }
    ).devices;
    expect(await it().row('NAMELESS')).toEqual({
      ...nameless,
      display_name: 'Named',
      last_seen_ip: '127.0.0.1',
      last_seen_ts: expect.any(Number) as number,
    });
  });

  test('a session is seen at its login and when it syncs, and by nothing else', async () => {
    const before = Date.now();
    const token = await it().signIn('SYNCS');
    const row = await it().row('SYNCS');
    expect(row).toMatchObject({ last_seen_ip: '127.0.0.1' });
    expect(row?.['last_seen_ts']).toBeGreaterThanOrEqual(before);
    const wire = wireTo(it().homeserver.baseUrl);
    const later = new Date(Date.now() + 10);
    while (Date.now() < later.getTime()) await wire.call('GET', '/devices', undefined, token);
    await it().call('PUT', '/devices/SYNCS', { display_name: 'Syncs' });
    expect(await it().row('SYNCS')).toEqual({ ...row, display_name: 'Syncs' });
    await wire.call('GET', '/sync', undefined, token);
    expect((await it().row('SYNCS'))?.['last_seen_ts']).toBeGreaterThan(
      Number(row?.['last_seen_ts']),
    );
  });
});

describe('renaming', () => {
  test('names have no limit, empty ones are taken, and no name changes nothing', async () => {
    const name = 'x'.repeat(10_000);
    expect(await it().call('PUT', '/devices/B', { display_name: name })).toEqual(done);
    for (const body of [{}, { display_name: null }]) {
      expect(await it().call('PUT', '/devices/B', body)).toEqual(done);
      expect(await it().row('B')).toMatchObject({ display_name: name });
    }
    expect(await it().call('PUT', '/devices/B', { display_name: '' })).toEqual(done);
    expect(await it().row('B')).toMatchObject({ display_name: '' });
  });

  test.each([[{}], [{ display_name: 'x' }]])('an unknown id with %j', async (body) => {
    const answer = await it().call('PUT', '/devices/UNKNOWN', body);
    expect(answer).toEqual(recorded('dendrite/rename-unknown'));
  });

  test('a NUL is too much for it', async () => {
    const answer = await it().call('PUT', '/devices/B', { display_name: 'a\0b' });
    expect(answer).toEqual(recorded('dendrite/rename-nul'));
  });
});

describe('signing in', () => {
  const logIn = (body: object) => it().open('POST', '/login', body);

  test('with a password and in no other way', async () => {
    expect(await it().open('GET', '/login')).toEqual(recorded('dendrite/login-flows'));
  });

  test('refusals, each in its words', async () => {
    const email = { type: 'm.id.thirdparty', medium: 'email', address: 'ada@example.org' };
    const phone = { type: 'm.id.phone', country: 'DE', phone: '0160123' };
    expect(await logIn(loginBody('@ada:elsewhere.test', 'pw'))).toEqual(
      recorded('dendrite/login-foreign-id'),
    );
    for (const identifier of [email, phone])
      expect(await logIn({ ...loginBody('ada', 'pw'), identifier })).toEqual(
        recorded('dendrite/login-other-identifier'),
      );
    expect(await logIn(loginBody('ada', ''))).toEqual(recorded('dendrite/login-without-password'));
    expect(await logIn(loginBody('ada', 'wrong'))).toEqual(
      recorded('dendrite/login-wrong-password'),
    );
    expect(await logIn({ ...loginBody('ada', 'pw'), initial_device_display_name: 'a\0b' })).toEqual(
      recorded('dendrite/login-nul'),
    );
  });

  test('gives no refresh token and no address, whatever is asked for', async () => {
    const { status, body } = await logIn({ ...loginBody('ada', 'pw'), refresh_token: true });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    expect(body).not.toHaveProperty('well_known');
  });

  test('with a known id makes its row anew, ends the older token and leaves the keys', async () => {
    const token = await it().signIn('AGAIN', { initial_device_display_name: 'Before' });
    it().homeserver.setKeys(ada, {
      identity: 'ada',
      sessions: new Map([['AGAIN', 'verified']]),
    });
    await it().signIn('AGAIN', { initial_device_display_name: 'After' });
    expect(await it().row('AGAIN')).toMatchObject({ display_name: 'After' });
    const old = await wireTo(it().homeserver.baseUrl).call('GET', '/devices', undefined, token);
    expect(old).toEqual(recorded('dendrite/token-unknown'));
    const { body } = await it().call('POST', '/keys/query', { device_keys: { [ada]: [] } });
    expect(body).toMatchObject({ device_keys: { [ada]: { AGAIN: { device_id: 'AGAIN' } } } });
  });
});

describe('what it does not have', () => {
  test('tokens that renew themselves, even where they are turned on and asked for', async () => {
    const refresh = { lifetimeMs: 300_000, kind: 'spec' } as const;
    const users = [{ localpart: 'ada', password: 'pw', sessions: [] }];
    const renewing = await startHomeserver({ personality: 'dendrite', refresh, users });
    onTestFinished(() => renewing.close());
    const asked = { ...loginBody('ada', 'pw'), refresh_token: true };
    const answer = await wireTo(renewing.baseUrl).call('POST', '/login', asked);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).not.toHaveProperty('refresh_token');
  });

  test('a page for a stage, but for recaptcha', async () => {
    const page = (stage: string) => it().call('GET', `/auth/${stage}/fallback/web?session=x`);
    expect(await page('m.login.password')).toMatchObject({ status: 501 });
    expect(await page('m.login.recaptcha')).toMatchObject({ status: 400 });
  });

  test.each([
    ['/.well-known/matrix/client', 'dendrite/well-known-none'],
    [
      '/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device',
      'dendrite/dehydrated-none',
    ],
  ])('%s', async (path, name) => {
    expect(await it().call('GET', path)).toEqual(recorded(name));
  });

  test('versions after v1.2', async () => {
    const { body } = await it().call('GET', '/_matrix/client/versions');
    expect((body as { versions: readonly string[] }).versions.at(-1)).toBe('v1.2');
  });

  test('a word of which signatures were refused', async () => {
    const signatures = { [ada]: { UNKNOWN: { signatures: {} } } };
    expect(await it().call('POST', '/keys/signatures/upload', signatures)).toEqual(done);
  });

  test('patience with what is no JSON', async () => {
    for (const [method, path] of [
      ['POST', '/login'],
      ['PUT', '/devices/B'],
    ] as const)
      expect(await it().callRaw(method, path, '{')).toEqual(recorded('dendrite/not-json'));
  });

  test('a Retry-After where it is asked too often', async () => {
    const end = it().homeserver.limitRate(
      { match: (_method, path) => path.endsWith('/login') },
      500,
    );
    const response = await fetch(`${it().homeserver.baseUrl}/_matrix/client/v3/login`);
    end();
    const { status, body } = recorded('dendrite/rate-limited');
    expect([response.status, await response.json()]).toEqual([status, body]);
    expect(response.headers.has('retry-after')).toBe(false);
  });
});

describe('signing out', () => {
  const deleteA = (given?: unknown) =>
    it().call('POST', '/delete_devices', { devices: ['A'], auth: given });
  const deleteOne = (deviceId: string, given?: unknown) =>
    it().call('DELETE', `/devices/${deviceId}`, { auth: given });

  test('the question comes before a look at what was sent', async () => {
    expect(await deleteA()).toEqual(challenge());
    expect(await it().callRaw('DELETE', '/devices/A', '{')).toEqual(challenge());
    expect(await it().callRaw('POST', '/delete_devices', '')).toEqual(challenge());
    expect(await it().call('POST', '/delete_devices', {})).toEqual(challenge());
  });

  test('a type is needed', async () => {
    const { body } = await deleteA();
    const session = text(body, 'session');
    expect(await deleteA({ session })).toEqual(recorded('dendrite/session-only'));
    expect(await deleteA(null)).toEqual(recorded('dendrite/session-only'));
    expect(await deleteA({ type: 'm.login.sso', session })).toMatchObject({
      status: 400,
      body: { errcode: 'M_BAD_JSON' },
    });
  });

  test('a wrong password is asked again in the same session, and in one that it does not know', async () => {
    const { body } = await deleteA();
    const session = text(body, 'session');
    for (const password of ['wrong', 'wrong again'])
      expect(await deleteA(passwordAuth(password, { session }))).toEqual(wrong({ session }));
    expect(await deleteA(passwordAuth('wrong', { session: 'unknown' }))).toEqual(
      recorded('dendrite/wrong-password-after-restart', { session: 'unknown' }),
    );
    expect(await deleteA(passwordAuth(undefined, { session }))).toEqual(
      wrong({ session, errcode: 'M_BAD_JSON', error: 'A password must be supplied.' }),
    );
  });

  test("403 for another user's password", async () => {
    expect(await deleteA(passwordAuth('bobs', {}, bob))).toEqual(
      recorded('dendrite/other-account'),
    );
  });

  test('a UIA session of one is not for another one', async () => {
    await it().signIn('ONE');
    const { body } = await deleteOne('ONE');
    const session = text(body, 'session');
    expect(await deleteOne('B', passwordAuth('pw', { session }))).toEqual(
      recorded('dendrite/session-of-another-request'),
    );
    expect(await deleteOne('ONE', passwordAuth('pw', { session }))).toEqual(done);
    expect(it().homeserver.devicesOf(ada)).toContain('B');
    expect(it().homeserver.devicesOf(ada)).not.toContain('ONE');
  });

  test('a UIA session ends with its success; the password works without one', async () => {
    await it().signIn('GOES');
    const { body } = await deleteA();
    const auth = passwordAuth('pw', { session: text(body, 'session') });
    const devices = ['GOES', 'GONE BEFORE'];
    for (let time = 0; time < 2; time += 1)
      expect(await it().call('POST', '/delete_devices', { devices, auth })).toEqual(done);
    expect(await deleteA({ ...auth, password: 'wrong' })).toMatchObject({
      status: 401,
      body: { completed: null },
    });
    expect(it().homeserver.devicesOf(ada)).not.toContain('GOES');
  });

  test('a restart forgets UIA sessions', async () => {
    const { body } = await deleteA();
    const session = text(body, 'session');
    await it().homeserver.restart(async () => {
      await expect(it().call('GET', '/devices')).rejects.toThrow('fetch failed');
    });
    expect(await deleteA(passwordAuth('wrong', { session }))).toEqual(
      recorded('dendrite/wrong-password-after-restart', { session }),
    );
  });

  test.each([
    ['none', { devices: [] }],
    ['no word of which', {}],
  ])('%s is every session, the one that asks too', async (_what, body) => {
    const { homeserver } = it();
    const userId = homeserver.addUser({
      localpart: `eve-${_what.replaceAll(' ', '-')}`,
      password: 'pw',
    });
    homeserver.addSession(userId, { deviceId: 'KEPT' });
    const answer = await it().open('POST', '/login', loginBody(userId, 'pw'));
    const token = text(answer.body, 'access_token');
    const auth = passwordAuth('pw', {}, userId);
    const wire = wireTo(homeserver.baseUrl);
    expect(await wire.call('POST', '/delete_devices', { ...body, auth }, token)).toEqual(done);
    expect(homeserver.devicesOf(userId)).toEqual([]);
    expect(await wire.call('GET', '/devices', undefined, token)).toEqual(
      recorded('dendrite/token-unknown'),
    );
  });
});
