import { describe, expect, it } from 'vitest';
import { readLoginToken, ssoPageUrl } from '../../../../electron/matrix/login/sso.ts';
import { logIn, loginMethods } from '../../../../electron/matrix/login/login.ts';
import type { LoginProof, LoginRequest } from '../../../../electron/matrix/types.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { SignInIdentifier } from '../../../../electron/shared/sign-in.ts';
import { fakeServer, html, json, nodeError, NOW, type Scripted } from '../fake-ports.ts';

const base = 'https://example.org';

function password(identifier: SignInIdentifier): LoginProof {
  return { kind: 'password', identifier, password: 'hunter2' };
}

const request: LoginRequest = {
  proof: password({ kind: 'user', user: '@alice:example.org' }),
  deviceId: 'DEV' as DeviceId,
  deviceName: 'Muster on desk',
};

const browserRequest: Partial<LoginRequest> = { proof: { kind: 'login-token', token: 'lt_1' } };

function loggedIn(answer: Scripted, asked: Partial<LoginRequest> = {}) {
  const server = fakeServer(() => answer);
  return { server, outcome: logIn(server.ports, base, { ...request, ...asked }) };
}

const success = () => json(200, { user_id: '@alice:example.org', access_token: 'tok' });

describe('GET /login', () => {
  it('says what is offered', async () => {
    const server = fakeServer(() =>
      json(200, { flows: [{ type: 'm.login.password' }, { type: 'm.login.sso' }] }),
    );
    expect(await loginMethods(server.ports, base)).toEqual({
      ok: true,
      value: { oauth: null, password: true, sso: { providers: [], preferred: false }, others: [] },
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
  it('names the user, Muster, and the device that it asks for', async () => {
    const answer = json(200, {
      user_id: '@alice:example.org',
      access_token: 'tok',
      device_id: 'DEV',
      refresh_token: 'ref',
      expires_in_ms: 60_000,
    });
    const { server, outcome } = loggedIn(answer);
    expect(await outcome).toEqual({
      ok: true,
      value: {
        userId: '@alice:example.org',
        deviceId: 'DEV',
        tokens: { access: 'tok', refresh: 'ref', expiresInMs: 60_000 },
      },
    });
    expect(server.requests[0]!.body).toEqual({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: '@alice:example.org' },
      password: 'hunter2',
      initial_device_display_name: 'Muster on desk',
      refresh_token: true,
      device_id: 'DEV',
    });
  });

  it.each([
    [
      { kind: 'email', address: 'alice@example.org' },
      { type: 'm.id.thirdparty', medium: 'email', address: 'alice@example.org' },
    ],
    [
      { kind: 'phone', country: 'DE', phone: '0160 123' },
      { type: 'm.id.phone', country: 'DE', phone: '0160 123', number: '0160 123' },
    ],
  ] as const)('names people by %j', async (identifier, wire) => {
    const { server, outcome } = loggedIn(success(), { proof: password(identifier) });
    await outcome;
    expect(server.requests[0]!.body).toMatchObject({ type: 'm.login.password', identifier: wire });
  });

  it('hands in what the browser brought back', async () => {
    const { server, outcome } = loggedIn(success(), browserRequest);
    expect(await outcome).toMatchObject({ ok: true });
    expect(server.requests[0]!.body).toEqual({
      type: 'm.login.token',
      token: 'lt_1',
      device_id: 'DEV',
      initial_device_display_name: 'Muster on desk',
      refresh_token: true,
    });
  });

  it('does not blame the password where the browser was asked', async () => {
    const { outcome } = loggedIn(json(403, { errcode: 'M_FORBIDDEN' }), browserRequest);
    expect(await outcome).toEqual({ ok: false, error: { code: 'token-refused', token: 'login' } });
  });

  it.each([
    [
      json(403, { errcode: 'M_FORBIDDEN', error: 'Invalid username or password' }),
      { code: 'wrong-password' },
    ],
    [json(403, { errcode: 'M_FORBIDDEN' }), { code: 'wrong-password' }],
    [
      json(403, { errcode: 'M_FORBIDDEN', error: 'You have reached your hard device limit.' }),
      {
        code: 'device-limit',
        infoUri: null,
        serverText: 'You have reached your hard device limit.',
      },
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
  ])('error %#', async (answer, error) => {
    expect(await loggedIn(answer).outcome).toEqual({ ok: false, error });
  });

  it.each([
    [json(200, { user_id: 'alice', access_token: 'tok' }), 'bad-answer'],
    [html(200), 'bad-answer'],
    [html(502), 'server-failed'],
    [nodeError('ECONNRESET'), 'unreachable'],
  ])('may have made a session that nothing is known of: %#', async (answer, code) => {
    const { outcome } = loggedIn(answer);
    expect(await outcome).toMatchObject({ ok: false, error: { code }, maybeMade: true });
  });

  it('has made none where no connection came to be', async () => {
    const { outcome } = loggedIn(nodeError('ECONNREFUSED'));
    expect(await outcome).toEqual({
      ok: false,
      error: { code: 'unreachable', host: 'example.org' },
    });
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

describe('the sign-in page', () => {
  const back = 'http://127.0.0.1:4711/AbC-_9';
  const redirectUrl = 'redirectUrl=http%3A%2F%2F127.0.0.1%3A4711%2FAbC-_9';

  it.each([
    [null, `https://example.org/m/_matrix/client/v3/login/sso/redirect?${redirectUrl}`],
    [
      'git hub',
      `https://example.org/m/_matrix/client/v3/login/sso/redirect/git%20hub?${redirectUrl}`,
    ],
    ['..', null],
  ])('of provider %j', (provider, url) => {
    expect(ssoPageUrl('https://example.org/m', provider, back)).toBe(url);
  });

  it('leads back with a token', () => {
    expect(readLoginToken(`${back}?loginToken=lt_1`, back)).toBe('lt_1');
    expect(readLoginToken(`${back}?x=1&loginToken=a%2Bb#top`, back)).toBe('a+b');
    const longest = 'x'.repeat(4_096);
    expect(readLoginToken(`${back}?loginToken=${longest}`, back)).toBe(longest);
  });

  it.each([
    back,
    `${back}?loginToken=`,
    `${back}?loginToken=a&loginToken=b`,
    `${back}?loginToken=a%20b`,
    `${back}?loginToken=${'x'.repeat(4_097)}`,
    `${back}/?loginToken=a`,
    `${back}x?loginToken=a`,
    'http://127.0.0.1:4711/?loginToken=a',
    'http://127.0.0.1:4712/AbC-_9?loginToken=a',
    'http://localhost:4711/AbC-_9?loginToken=a',
    'https://127.0.0.1:4711/AbC-_9?loginToken=a',
    'loginToken=a',
    '',
  ])('%j is not the way back', (address) => {
    expect(readLoginToken(address, back)).toBeNull();
  });
});
