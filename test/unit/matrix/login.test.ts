import { describe, expect, it } from 'vitest';
import { loginMethods, loginWithPassword } from '../../../electron/matrix/login.ts';
import type { LoginRequest } from '../../../electron/matrix/types.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import { fakeServer, html, json, nodeError, NOW, type Scripted } from './fake-ports.ts';

const base = 'https://example.org';
const request: LoginRequest = {
  user: '@alice:example.org',
  password: 'hunter2',
  deviceId: null,
  deviceName: 'Muster on desk',
};

function loggedIn(answer: Scripted, asked: Partial<LoginRequest> = {}) {
  const server = fakeServer(() => answer);
  return { server, outcome: loginWithPassword(server.ports, base, { ...request, ...asked }) };
}

describe('GET /login', () => {
  it('says what is offered', async () => {
    const server = fakeServer(() =>
      json(200, { flows: [{ type: 'm.login.password' }, { type: 'm.login.sso' }] }),
    );
    expect(await loginMethods(server.ports, base)).toEqual({
      ok: true,
      value: { password: true, others: ['m.login.sso'] },
    });
    expect(server.requests[0]!.url).toBe('https://example.org/_matrix/client/v3/login');
  });

  it.each([
    [
      json(404, { errcode: 'M_UNRECOGNIZED' }),
      { code: 'not-a-homeserver', host: 'example.org', reason: 'no-login' },
    ],
    [html(404), { code: 'bad-answer', host: 'example.org', reason: 'empty-404' }],
    [json(200, {}), { code: 'bad-answer', host: 'example.org', reason: 'shape' }],
  ])('error %#', async (answer, error) => {
    const server = fakeServer(() => answer);
    expect(await loginMethods(server.ports, base)).toEqual({ ok: false, error });
  });
});

describe('POST /login', () => {
  it('names the user, Muster, and its own device when it signs in again', async () => {
    const answer = json(200, {
      user_id: '@alice:example.org',
      access_token: 'tok',
      device_id: 'DEV',
    });
    const { server, outcome } = loggedIn(answer, { deviceId: 'DEV' as DeviceId });
    expect(await outcome).toEqual({
      ok: true,
      value: { userId: '@alice:example.org', accessToken: 'tok', deviceId: 'DEV' },
    });
    expect(server.requests[0]!.body).toEqual({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: '@alice:example.org' },
      password: 'hunter2',
      initial_device_display_name: 'Muster on desk',
      device_id: 'DEV',
    });
  });

  it.each([
    [
      json(403, { errcode: 'M_FORBIDDEN', error: 'Invalid username or password' }),
      { code: 'wrong-password' },
    ],
    [json(403, { errcode: 'M_FORBIDDEN' }), { code: 'wrong-password' }],
    [
      json(403, { errcode: 'M_FORBIDDEN', error: 'You have reached your hard device limit.' }),
      { code: 'forbidden', serverText: 'You have reached your hard device limit.' },
    ],
    [html(403), { code: 'bad-answer', host: 'example.org', reason: 'html' }],
    [json(403, { errcode: 'M_USER_DEACTIVATED' }), { code: 'account-deactivated' }],
    [json(401, { errcode: 'M_USER_LOCKED' }), { code: 'account-locked' }],
    [
      json(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 2_000 }),
      { code: 'rate-limited', retryAt: NOW + 2_000 },
    ],
    [
      json(404, { errcode: 'M_UNRECOGNIZED' }),
      { code: 'not-a-homeserver', host: 'example.org', reason: 'no-login' },
    ],
    [
      json(200, { user_id: 'alice', access_token: 'tok' }),
      { code: 'bad-answer', host: 'example.org', reason: 'shape' },
    ],
  ])('error %#', async (answer, error) => {
    expect(await loggedIn(answer).outcome).toEqual({ ok: false, error });
  });

  it.each([html(502), nodeError('ECONNRESET')])(
    'sends the password once, whatever happens',
    async (answer) => {
      const { server, outcome } = loggedIn(answer);
      expect(await outcome).toMatchObject({ ok: false });
      expect(server.requests).toHaveLength(1);
    },
  );
});
