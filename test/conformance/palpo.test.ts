// The embedded homeserver in palpo's likeness, trait by trait, against what a real one answered.
import { describe, expect, test } from 'vitest';
import { ada, bob, done, passwordAuth, recorded, someText, startLikeness } from './likeness.ts';
import { loginBody, text, wireTo } from './subject.ts';

const it = startLikeness('palpo');
const socket = expect.stringMatching(/^socket:\/\/127\.0\.0\.1:\d+$/) as string;
const aTime = expect.any(Number) as number;

describe('the list', () => {
  test('what is unknown is absent, and rows name no user', async () => {
    const [, nameless] = (recorded('palpo/devices').body as { devices: readonly object[] }).devices;
    expect(await it().row('A')).toEqual({ ...nameless, device_id: 'A' });
  });

  test('a session is seen at its login, with the port of the connection', async () => {
    expect(await it().row('ME')).toEqual({
      device_id: 'ME',
      display_name: 'Me',
      last_seen_ip: socket,
      last_seen_ts: aTime,
    });
  });

  test('a rename counts as use, by whoever renames', async () => {
    const before = Date.now();
    expect(await it().call('PUT', '/devices/B', { display_name: 'Renamed' })).toEqual(done);
    const row = await it().row('B');
    expect(row).toMatchObject({ display_name: 'Renamed', last_seen_ip: socket });
    expect(row?.['last_seen_ts']).toBeGreaterThanOrEqual(before);
    const own = await it().row('ME');
    await it().call('GET', '/sync');
    expect(await it().row('ME')).toEqual(own);
  });
});

describe('renaming', () => {
  test('names have no limit, an empty one is kept, and null clears it', async () => {
    for (const name of ['x'.repeat(10_000), '']) {
      expect(await it().call('PUT', '/devices/B', { display_name: name })).toEqual(done);
      expect(await it().row('B')).toMatchObject({ display_name: name });
    }
    expect(await it().call('PUT', '/devices/B', { display_name: null })).toEqual(done);
    expect(await it().row('B')).not.toHaveProperty('display_name');
  });

  test('an unknown id', async () => {
    const answer = await it().call('PUT', '/devices/UNKNOWN', { display_name: 'x' });
    expect(answer).toEqual(recorded('palpo/rename-unknown'));
  });
});

describe('signing in', () => {
  const logIn = (body: object) => it().open('POST', '/login', body);

  test('with a password, and as a bridge', async () => {
    expect(await it().open('GET', '/login')).toEqual(recorded('palpo/login-flows'));
  });

  test('refusals, each in its words', async () => {
    const identifier = { type: 'm.id.thirdparty', medium: 'email', address: 'ada@example.org' };
    expect(await logIn({ ...loginBody('ada', 'pw'), identifier })).toEqual(
      recorded('palpo/login-other-identifier'),
    );
    expect(await logIn(loginBody('@ada:elsewhere.test', 'pw'))).toEqual(
      recorded('palpo/login-foreign-id'),
    );
  });

  test('gives a refresh token without a time, which needs a bearer', async () => {
    const { body } = await logIn({ ...loginBody('ada', 'pw'), refresh_token: true });
    expect(body).toEqual({
      ...(recorded('palpo/login').body as object),
      user_id: ada,
      device_id: someText,
      access_token: someText,
      refresh_token: someText,
    });
    const renew = { refresh_token: text(body, 'refresh_token') };
    expect(await it().open('POST', '/refresh', renew)).toEqual(
      recorded('palpo/refresh-without-bearer'),
    );
    const wire = wireTo(it().homeserver.baseUrl);
    const old = text(body, 'access_token');
    const renewed = await wire.call('POST', '/refresh', renew, old);
    expect(renewed).toMatchObject({ status: 200, body: { access_token: someText } });
    expect(await wire.call('GET', '/devices', undefined, old)).toMatchObject({ status: 401 });
  });

  test('with a known id keeps its row and ends the older token', async () => {
    const token = await it().signIn('AGAIN', { initial_device_display_name: 'Before' });
    await it().signIn('AGAIN', { initial_device_display_name: 'After' });
    expect(await it().row('AGAIN')).toMatchObject({ display_name: 'Before' });
    const old = await wireTo(it().homeserver.baseUrl).call('GET', '/devices', undefined, token);
    expect(old).toMatchObject({ status: 401, body: { errcode: 'M_UNKNOWN_TOKEN' } });
  });
});

test('a dehydrated device has keys and is not in the list', async () => {
  const path = '/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device';
  const keys = { user_id: ada, device_id: 'OFFLINE', dehydrated: true };
  const body = { device_id: 'OFFLINE', device_data: {}, device_keys: keys };
  expect(await it().call('PUT', path, body)).toMatchObject({ status: 200 });
  expect(await it().row('OFFLINE')).toBeUndefined();
  expect(await it().call('GET', path)).toMatchObject({ body: { device_id: 'OFFLINE' } });
  const known = await it().call('POST', '/keys/query', { device_keys: { [ada]: [] } });
  expect(known.body).toMatchObject({ device_keys: { [ada]: { OFFLINE: { dehydrated: true } } } });
});

test('there is no page for any stage', async () => {
  const answer = await it().call('GET', '/auth/m.login.recaptcha/fallback/web?session=x');
  expect(answer).toMatchObject({ status: 404, body: { errcode: 'M_UNRECOGNIZED' } });
});

test('a deactivated account is told as one', async () => {
  const userId = it().homeserver.addUser({ localpart: 'gone', password: 'pw' });
  it().homeserver.deactivateUser(userId);
  const answer = await it().open('POST', '/login', loginBody('gone', 'pw'));
  expect(answer).toMatchObject({ status: 403, body: { errcode: 'M_USER_DEACTIVATED' } });
});

test('an upload of signatures says nothing of those that were refused', async () => {
  const signatures = { [ada]: { UNKNOWN: { signatures: {} } } };
  expect(await it().call('POST', '/keys/signatures/upload', signatures)).toEqual(done);
});

test('a 429 names no time', async () => {
  const end = it().homeserver.limitRate({ match: (_method, path) => path.endsWith('/login') }, 500);
  const response = await fetch(`${it().homeserver.baseUrl}/_matrix/client/v3/login`);
  end();
  const { status, body } = recorded('palpo/rate-limited');
  expect([response.status, await response.json()]).toEqual([status, body]);
  expect(response.headers.has('retry-after')).toBe(false);
});

describe('signing one session out', () => {
  const deleteOne = (deviceId: string, auth?: unknown) =>
    it().call('DELETE', `/devices/${deviceId}`, auth === undefined ? {} : { auth });

  test('each wrong password brings another UIA session, in which the right one works', async () => {
    await it().signIn('ONE');
    const first = await deleteOne('ONE');
    expect(first).toEqual(recorded('palpo/challenge', { session: someText }));
    const sessions = [text(first.body, 'session')];
    for (const password of ['wrong', 'wrong again']) {
      const session = sessions.at(-1);
      const answer = await deleteOne('ONE', passwordAuth(password, { session }));
      expect(answer).toEqual(recorded('palpo/refused', { session: someText }));
      sessions.push(text(answer.body, 'session'));
    }
    expect(new Set(sessions).size).toBe(3);
    expect(await deleteOne('ONE', passwordAuth('pw', { session: sessions.at(-1) }))).toEqual(done);
    expect(it().homeserver.devicesOf(ada)).not.toContain('ONE');
  });

  test('an unknown UIA session is a new question', async () => {
    const answer = await deleteOne('A', passwordAuth('pw', { session: 'unknown' }));
    expect(answer).toEqual(recorded('palpo/refused', { session: someText }));
    expect(it().homeserver.devicesOf(ada)).toContain('A');
  });

  test('one that is gone', async () => {
    expect(await deleteOne('GONE', passwordAuth('pw'))).toEqual(recorded('palpo/gone'));
  });

  test('400 for what is no JSON', async () => {
    expect(await it().callRaw('DELETE', '/devices/A', '')).toMatchObject({ status: 400 });
  });
});

describe('signing several sessions out', () => {
  const deleteSeveral = (devices: unknown, auth?: unknown) =>
    it().call('POST', '/delete_devices', { devices, auth });
  const begin = async () => {
    const asked = await deleteSeveral(['A']);
    expect(asked).toEqual(recorded('palpo/question', { session: someText }));
    return text(asked.body, 'session');
  };

  test('a wrong password is refused without a question; the right one works afterwards', async () => {
    const session = await begin();
    await it().signIn('SEVERAL');
    expect(await deleteSeveral(['SEVERAL'], passwordAuth('wrong', { session }))).toEqual(
      recorded('palpo/wrong-password-several'),
    );
    expect(await deleteSeveral(['SEVERAL'], passwordAuth('pw', { session }))).toEqual(done);
    expect(it().homeserver.devicesOf(ada)).not.toContain('SEVERAL');
  });

  test('a UIA session that is over or unknown breaks it', async () => {
    const session = await begin();
    expect(await deleteSeveral([], passwordAuth('pw', { session }))).toEqual(done);
    for (const other of [session, 'unknown'])
      expect(await deleteSeveral(['A'], passwordAuth('pw', { session: other }))).toEqual(
        recorded('palpo/session-unknown'),
      );
  });

  test("403 for another user's password", async () => {
    expect(await deleteSeveral(['A'], passwordAuth('bobs', {}, bob))).toEqual(
      recorded('palpo/other-account'),
    );
  });

  test('one that is gone ends it there: the rest stays', async () => {
    for (const id of ['FIRST', 'LAST']) await it().signIn(id);
    const answer = await deleteSeveral(['FIRST', 'GONE', 'LAST'], passwordAuth('pw'));
    expect(answer).toEqual(recorded('palpo/gone'));
    expect(it().homeserver.devicesOf(ada)).not.toContain('FIRST');
    expect(it().homeserver.devicesOf(ada)).toContain('LAST');
  });

  test('none is none, and no word of which is a mistake', async () => {
    const before = it().homeserver.devicesOf(ada);
    expect(await deleteSeveral([], passwordAuth('pw'))).toEqual(done);
    expect(await deleteSeveral(undefined)).toMatchObject({ status: 400 });
    expect(it().homeserver.devicesOf(ada)).toEqual(before);
  });
});
