// The ways in that the embedded homeserver has beside a user name and a password, as the
// specification has them: other identifiers, the web page, tokens that expire.
import { afterEach, describe, expect, test } from 'vitest';
import { type Homeserver } from '../homeserver/homeserver.ts';
import { type HomeserverOptions, startHomeserver } from '../homeserver/server.ts';
import { PASSWORD, errorBody, loginBody, text, wireTo } from './subject.ts';

let running: Homeserver | null = null;

afterEach(async () => {
  await running?.close();
  running = null;
});

const alice = '@alice:demo.muster.test';

async function startWith(options: HomeserverOptions = {}) {
  const emails = ['alice@example.org'];
  const users = [{ localpart: 'alice', password: PASSWORD, emails, phones: ['DE 0160123'] }];
  running = await startHomeserver({ users, ...options });
  return { server: running, wire: wireTo(running.baseUrl) };
}

describe('identifiers', () => {
  test.each([
    { type: 'm.id.thirdparty', medium: 'email', address: 'Alice@Example.org' },
    { type: 'm.id.phone', country: 'DE', phone: '0160 123' },
  ])('$type', async (identifier) => {
    const { wire } = await startWith();
    const body = { type: 'm.login.password', identifier, password: PASSWORD };
    const answer = await wire.call('POST', '/login', body);
    expect(answer).toMatchObject({ status: 200, body: { user_id: alice } });
  });

  test.each([
    [{ type: 'm.id.thirdparty', medium: 'email', address: 'nobody@example.org' }, 403],
    [{ type: 'm.id.phone', phone: '0160 123' }, 400],
    [{ type: 'm.id.fax' }, 400],
  ])('%j is refused with %i', async (identifier, status) => {
    const { wire } = await startWith();
    const body = { type: 'm.login.password', identifier, password: PASSWORD };
    expect(await wire.call('POST', '/login', body)).toMatchObject({ status });
  });
});

describe('the web page', () => {
  const sso = {
    providers: [
      { id: 'github', name: 'GitHub', brand: 'github' },
      { id: 'uni', name: 'University' },
    ],
    preferred: true,
  };

  /** Follows one redirect as a browser does. */
  async function hop(address: string): Promise<string> {
    const response = await fetch(address, { redirect: 'manual' });
    expect(response.status).toBe(302);
    return response.headers.get('location') ?? '';
  }

  test('is offered, leads to the chosen provider, and back with a token that is good once', async () => {
    const { server, wire } = await startWith({ sso });
    expect(await wire.call('GET', '/login')).toMatchObject({
      body: {
        flows: expect.arrayContaining([
          {
            type: 'm.login.sso',
            identity_providers: sso.providers,
            oauth_aware_preferred: true,
          },
          { type: 'm.login.token' },
        ]) as unknown,
      },
    });
    const redirectUrl = 'http://127.0.0.1:1/back?kept=1';
    const query = new URLSearchParams({ redirectUrl }).toString();
    const page = await hop(`${server.baseUrl}/_matrix/client/v3/login/sso/redirect/uni?${query}`);
    expect(page).toContain('/idp/uni');
    const html = await (await fetch(page)).text();
    const link = /href="([^"]*\/as\/alice[^"]*)"/.exec(html)?.[1]?.replaceAll('&#38;', '&') ?? '';
    const back = new URL(await hop(new URL(link, server.baseUrl).href));
    expect(back.href).toMatch(/^http:\/\/127\.0\.0\.1:1\/back\?kept=1&loginToken=lt_/);

    const body = { type: 'm.login.token', token: back.searchParams.get('loginToken') };
    expect(await wire.call('POST', '/login', body)).toMatchObject({
      status: 200,
      body: { user_id: alice },
    });
    expect(await wire.call('POST', '/login', body)).toEqual({
      status: 403,
      body: errorBody('M_FORBIDDEN'),
    });
  });

  test('is not there where it is not offered', async () => {
    const { wire } = await startWith();
    expect(await wire.call('GET', '/login/sso/redirect?redirectUrl=http://x/')).toMatchObject({
      status: 404,
      body: { errcode: 'M_UNRECOGNIZED' },
    });
  });
});

describe('tokens that expire', () => {
  async function signedIn(kind: 'spec' | 'strict') {
    const started = await startWith({ refresh: { lifetimeMs: 3_600_000, kind } });
    const { server, wire } = started;
    const login = await wire.call('POST', '/login', { ...loginBody('alice'), refresh_token: true });
    const first = {
      access: text(login.body, 'access_token'),
      refresh: text(login.body, 'refresh_token'),
    };
    return {
      expire: () => server.expireTokens(alice),
      exchange: (token: string) => wire.call('POST', '/refresh', { refresh_token: token }),
      whoAmI: (token: string) => wire.call('GET', '/account/whoami', undefined, token),
      logOut: (token: string) => wire.call('POST', '/logout', {}, token),
      first,
      login,
    };
  }

  test('are issued only where they are asked for, and end softly', async () => {
    const { login, expire, whoAmI, first } = await signedIn('spec');
    expect(login.body).toMatchObject({ expires_in_ms: 3_600_000 });
    const plain = await wireTo(running?.baseUrl ?? '').call('POST', '/login', loginBody('alice'));
    expect(plain.body).not.toHaveProperty('refresh_token');
    expect(plain.body).not.toHaveProperty('expires_in_ms');
    expire();
    expect(await whoAmI(first.access)).toMatchObject({
      status: 401,
      body: { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true },
    });
  });

  test('can be exchanged again until the new ones are used', async () => {
    const { exchange, whoAmI, first } = await signedIn('spec');
    await exchange(first.refresh);
    const again = await exchange(first.refresh);
    expect(again.status).toBe(200);
    expect(await whoAmI(text(again.body, 'access_token'))).toMatchObject({ status: 200 });
    expect(await exchange(first.refresh)).toEqual({ status: 403, body: errorBody('M_FORBIDDEN') });
    expect(await exchange(text(again.body, 'refresh_token'))).toMatchObject({ status: 200 });
  });

  test('die by the exchange on a strict server', async () => {
    const { exchange, whoAmI, first } = await signedIn('strict');
    const next = await exchange(first.refresh);
    expect(await whoAmI(first.access)).toMatchObject({ status: 401 });
    expect(await exchange(first.refresh)).toMatchObject({ status: 403 });
    expect(await whoAmI(text(next.body, 'access_token'))).toMatchObject({ status: 200 });
  });

  test('can be logged out when they have expired, and take their refresh token along', async () => {
    const { expire, logOut, exchange, first } = await signedIn('spec');
    expire();
    expect(await logOut(first.access)).toMatchObject({ status: 200 });
    expect(await exchange(first.refresh)).toMatchObject({ status: 403 });
  });

  test('have no endpoint where they do not expire', async () => {
    const { wire } = await startWith();
    expect(await wire.call('POST', '/refresh', { refresh_token: 'x' })).toMatchObject({
      status: 404,
      body: { errcode: 'M_UNRECOGNIZED' },
    });
  });
});
