// The embedded homeserver in the likeness of Synapse behind an authentication service: each row of the
// table in homeserver/personality.ts that differs from Synapse.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Homeserver } from '../homeserver/homeserver.ts';
import { type Personality } from '../homeserver/personality.ts';
import { startHomeserver } from '../homeserver/server.ts';
import { type Wire, errorBody, loginBody, text, wireTo } from './subject.ts';

const ada = '@ada:demo.muster.test';
const done = { status: 200, body: {} };

interface SignedIn {
  readonly homeserver: Homeserver;
  readonly wire: Wire;
  readonly token: string;
}

/** Ada with sessions A (unused and unnamed) and B, and the one that signs in as ME. */
function signedIn(personality: Personality): () => SignedIn {
  let state: SignedIn | null = null;
  beforeAll(async () => {
    const sessions = [{ deviceId: 'A' }, { deviceId: 'B', displayName: 'B' }];
    const homeserver = await startHomeserver({
      personality,
      users: [
        { localpart: 'ada', password: 'pw', sessions },
        { localpart: 'bob', password: 'bobs', sessions: [] },
      ],
    });
    const wire = wireTo(homeserver.baseUrl);
    const { body } = await wire.call('POST', '/login', {
      ...loginBody('ada', 'pw'),
      device_id: 'ME',
    });
    state = { homeserver, wire, token: text(body, 'access_token') };
  });
  afterAll(() => state?.homeserver.close());
  return () => {
    if (!state) throw new Error('not started');
    return state;
  };
}

describe('mas', () => {
  const it = signedIn('mas');
  const call = (method: string, path: string, body?: unknown) =>
    it().wire.call(method, path, body, it().token);
  const unrecognized = { status: 404, body: errorBody('M_UNRECOGNIZED') };

  test('lists and renames like Synapse', async () => {
    const row = { user_id: ada, display_name: null, last_seen_ts: null };
    expect(await call('GET', '/devices/A')).toMatchObject({ status: 200, body: row });
    expect(await call('PUT', '/devices/A', { display_name: 'x' })).toEqual(done);
    const tooLong = await call('PUT', '/devices/A', { display_name: 'x'.repeat(101) });
    expect(tooLong).toEqual({ status: 400, body: errorBody('M_TOO_LARGE') });
  });

  test('signs nothing out: both calls are unknown, and one of them asks for a token first', async () => {
    expect(await call('DELETE', '/devices/A', {})).toEqual(unrecognized);
    expect(await call('POST', '/delete_devices', { devices: ['A'] })).toEqual(unrecognized);
    expect(await call('GET', '/delete_devices')).toEqual(unrecognized);
    const noToken = await it().wire.call('DELETE', '/devices/A', {});
    expect(noToken).toEqual({ status: 401, body: errorBody('M_MISSING_TOKEN') });
    expect(it().homeserver.devicesOf(ada)).toEqual(['A', 'B', 'ME']);
  });

  test('one session signs itself out; all at once is unknown', async () => {
    expect(await call('POST', '/logout/all', {})).toEqual(unrecognized);
    const { body } = await it().wire.call('POST', '/login', loginBody('ada', 'pw'));
    const out = await it().wire.call('POST', '/logout', {}, text(body, 'access_token'));
    expect(out).toEqual(done);
  });

  test('names its account page and offers more than the password', async () => {
    const metadata = await call('GET', '/_matrix/client/v1/auth_metadata');
    expect(metadata).toMatchObject({
      status: 200,
      body: {
        issuer: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/$/) as unknown,
        account_management_uri: expect.stringMatching(/^https:.*\/account\/\?lang=en$/) as unknown,
        account_management_actions_supported: expect.arrayContaining([
          'org.matrix.devices_list',
        ]) as unknown,
      },
    });
    const { body } = await call('GET', '/login');
    expect(body).toMatchObject({
      flows: [
        { type: 'm.login.password' },
        {
          type: 'm.login.sso',
          oauth_aware_preferred: true,
          'org.matrix.msc3824.delegated_oidc_compatibility': true,
        },
        { type: 'm.login.token' },
      ],
    });
  });

  test('a login with a known id makes the session anew', async () => {
    const again = async (name: string) => {
      const asked = { device_id: 'AGAIN', initial_device_display_name: name };
      const login = { ...loginBody('ada', 'pw'), ...asked };
      return text((await it().wire.call('POST', '/login', login)).body, 'access_token');
    };
    const [before, after] = [await again('Before'), await again('After')];
    const path = '/devices/AGAIN';
    expect(await it().wire.call('GET', path, undefined, before)).toMatchObject({ status: 401 });
    expect(await it().wire.call('GET', path, undefined, after)).toMatchObject({
      body: { display_name: 'After' },
    });
  });

  test('knows people by their user name alone', async () => {
    const identifier = { type: 'm.id.thirdparty', medium: 'email', address: 'ada@example.org' };
    const asked = { type: 'm.login.password', identifier, password: 'pw' };
    const answer = await it().wire.call('POST', '/login', asked);
    expect(answer).toEqual({ status: 400, body: errorBody('M_UNKNOWN') });
  });

  test('says when an account is deactivated', async () => {
    it().homeserver.deactivateUser('@bob:demo.muster.test');
    const answer = await it().wire.call('POST', '/login', loginBody('bob', 'bobs'));
    expect(answer).toEqual({ status: 403, body: errorBody('M_USER_DEACTIVATED') });
  });
});
