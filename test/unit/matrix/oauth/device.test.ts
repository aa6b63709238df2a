// Signing in by a code on another device: what is asked for, what may be shown, and what each answer
// to "was it entered?" means.
import { describe, expect, it } from 'vitest';
import { askForGrant, beginDeviceCode } from '../../../../electron/matrix/oauth/device.ts';
import { html, json, nodeError, type Scripted } from '../fake-ports.ts';
import { AUTH, authorizationServer, BASE, granted, OURS, SCOPE, server } from './oauth-world.ts';

const begun = {
  device_code: 'device-secret',
  user_code: 'WDJB-MJHT',
  verification_uri: `${AUTH}/link`,
  verification_uri_complete: `${AUTH}/link?code=WDJB-MJHT`,
  expires_in: 900,
  interval: 5,
};

async function begin(part: object = {}, token?: () => Scripted) {
  const fake = authorizationServer({
    device: () => json(200, { ...begun, ...part }),
    ...(token ? { token } : {}),
  });
  const asked = { baseUrl: BASE, deviceId: OURS };
  return { fake, code: await beginDeviceCode(fake.ports, server, asked) };
}

describe('a code for another device', () => {
  it('is asked for by an app that is registered for nothing else', async () => {
    const { fake, code } = await begin();
    const device = 'urn:ietf:params:oauth:grant-type:device_code';
    expect(fake.sentTo('register')).toMatchObject([
      { response_types: [], grant_types: [device, 'refresh_token'] },
    ]);
    // Some servers demand what the specification asks of nobody here.
    expect(fake.sentTo('register')[0]).toMatchObject({ redirect_uris: ['http://127.0.0.1/'] });
    expect(fake.sentTo('device')).toEqual([{ client_id: 'client-1', scope: SCOPE }]);
    expect(code).toMatchObject({
      value: {
        userCode: 'WDJB-MJHT',
        page: `${AUTH}/link`,
        pageWithCode: `${AUTH}/link?code=WDJB-MJHT`,
        lifeMs: 900_000,
        intervalMs: 5_000,
      },
    });
  });

  it.each([
    [{ interval: undefined }, { intervalMs: 5_000 }],
    [{ interval: 0.001 }, { intervalMs: 1_000 }],
    [{ interval: 0 }, { intervalMs: 1_000 }],
    [{ interval: null }, { intervalMs: 5_000 }],
    [{ interval: '7' }, { intervalMs: 7_000 }],
    [{ interval: 'often' }, { intervalMs: 5_000 }],
    [{ interval: -3 }, { intervalMs: 5_000 }],
    [{ interval: [] }, { intervalMs: 5_000 }],
    [{ verification_uri_complete: null }, { pageWithCode: null }],
    [{ verification_uri_complete: 7 }, { pageWithCode: null }],
    [{ interval: 1e9 }, { intervalMs: 60_000 }],
    [{ expires_in: 1e12 }, { lifeMs: 1_800_000 }],
    [{ verification_uri_complete: 'javascript:alert(1)' }, { pageWithCode: null }],
    [{ verification_uri_complete: undefined }, { pageWithCode: null }],
  ])('is bounded: %o', async (part, value) => {
    expect((await begin(part)).code).toMatchObject({ ok: true, value });
  });

  it.each([
    { verification_uri: 'http://auth.example.org/link' },
    { verification_uri: 'file:///etc/passwd' },
    { user_code: '' },
    { user_code: 'x'.repeat(65) },
    { user_code: 'AB\u202eCD' },
    { user_code: ' AB' },
    { device_code: 7 },
    { expires_in: 'soon' },
  ])('is none where it can not be shown or used: %o', async (part) => {
    expect((await begin(part)).code).toMatchObject({ ok: false, error: { code: 'bad-answer' } });
  });
});

describe('asking whether it was entered', () => {
  const refused = (error: string) => () => json(400, { error, error_description: 'Why' });

  it.each<readonly [string, () => Scripted, object]>([
    ['pending', refused('authorization_pending'), { kind: 'pending', slower: false }],
    ['too often', refused('slow_down'), { kind: 'pending', slower: true }],
    ['denied', refused('access_denied'), { kind: 'failed', error: { reason: 'denied' } }],
    ['too late', refused('expired_token'), { kind: 'failed', error: { reason: 'expired' } }],
    ['refused', refused('invalid_grant'), { kind: 'failed', error: { reason: 'refused' } }],
    ['a broken server', () => json(502, {}), { kind: 'unknown' }],
    ['a proxy', () => html(403), { kind: 'unknown' }],
    ['no connection', () => nodeError('ECONNRESET'), { kind: 'unknown' }],
    ['a pause', () => json(429, {}), { kind: 'unknown', error: { code: 'rate-limited' } }],
    ['granted', () => json(200, granted), { kind: 'granted', asAsked: true }],
    [
      'granted to another session',
      () => json(200, { ...granted, scope: SCOPE.replace(OURS, 'ANOTHERSESSION') }),
      { kind: 'granted', asAsked: false },
    ],
  ])('%s', async (_, token, answer) => {
    const { fake, code } = await begin({}, token);
    if (!code.ok) throw new Error('no code');
    expect(await askForGrant(fake.ports, code.value)).toMatchObject(answer);
    expect(fake.sentTo('token')).toEqual([
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: 'device-secret',
        client_id: 'client-1',
      },
    ]);
  });
});
