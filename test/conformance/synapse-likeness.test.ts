// What the embedded Synapse does that the suite doesn't ask of a real one, because that would take
// a restart, another database or an option.
import { expect, test } from 'vitest';
import { done, passwordAuth, recorded, startLikeness } from './likeness.ts';
import { text } from './subject.ts';

const it = startLikeness('synapse');

test('offers passwords and a way in for bridges', async () => {
  expect(await it().open('GET', '/login')).toEqual(recorded('synapse/login-flows'));
});

test('finds the user of an e-mail address', async () => {
  const identifier = { type: 'm.id.thirdparty', medium: 'email', address: 'ada@example.org' };
  const body = { type: 'm.login.password', identifier, password: 'pw', device_id: 'BY-MAIL' };
  expect(await it().open('POST', '/login', body)).toMatchObject({ status: 200 });
});

test('claims the specification up to v1.15', async () => {
  const { body } = await it().call('GET', '/_matrix/client/versions');
  const { versions } = body as { versions: readonly string[] };
  expect(versions.filter((version) => version.startsWith('v1.')).at(-1)).toBe('v1.15');
});

test('keeps a NUL in the name of a session', async () => {
  expect(await it().call('PUT', '/devices/B', { display_name: 'a\0b' })).toEqual(done);
  expect(await it().row('B')).toMatchObject({ display_name: 'a\0b' });
});

test('a 429 names its time in header and body', async () => {
  const end = it().homeserver.limitRate(
    { match: (_method, path) => path.endsWith('/login') },
    5_865,
  );
  const response = await fetch(`${it().homeserver.baseUrl}/_matrix/client/v3/login`);
  end();
  const { status, body } = recorded('synapse/login-rate-limited');
  expect([response.status, await response.json()]).toEqual([status, body]);
  expect(response.headers.get('retry-after')).toBe('6');
});

test('a restart keeps UIA sessions', async () => {
  const asked = { devices: ['A'] };
  const { body } = await it().call('POST', '/delete_devices', asked);
  const session = text(body, 'session');
  await it().homeserver.restart(async () => {
    await expect(it().call('GET', '/devices')).rejects.toThrow('fetch failed');
  });
  const auth = passwordAuth('pw', { session });
  expect(await it().call('POST', '/delete_devices', { ...asked, auth })).toEqual(done);
  expect(await it().row('A')).toBeUndefined();
});

test('has a page for every stage', async () => {
  const { body } = await it().call('POST', '/delete_devices', { devices: ['B'] });
  const page = `auth/m.login.password/fallback/web?session=${text(body, 'session')}`;
  const response = await fetch(`${it().homeserver.baseUrl}/_matrix/client/v3/${page}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/html'),
  ]);
});
