// The embedded homeserver's OAuth 2.0 API (spec v1.18) as far as to the first tokens: metadata,
// registration, and the page. By a device code: oauth-device.test.ts; after it: oauth-tokens.test.ts.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type HomeserverOptions, startHomeserver } from '../homeserver/server.ts';
import { LinkBrowser } from '../fixtures/link-browser.ts';
import {
  BACK,
  DEVICE_GRANT,
  application,
  authorizationRequest,
  postForm,
  register,
  scopeFor,
  signIn,
  startOAuth,
} from './oauth-client.ts';
import { errorBody, text, wireTo } from './subject.ts';

const STABLE = '/_matrix/client/v1/auth_metadata';
const UNSTABLE = '/_matrix/client/unstable/org.matrix.msc2965/auth_metadata';
const MSC2967 = 'urn:matrix:org.matrix.msc2967.client';
const ada = '@ada:demo.muster.test';

const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')];
async function start(options: HomeserverOptions) {
  const server = await startHomeserver(options);
  onTestFinished(() => server.close());
  return { server, wire: wireTo(server.baseUrl) };
}

describe('metadata', () => {
  test('names what is there: the endpoints here, the issuer on the host of the account page', async () => {
    const { server, wire } = await startOAuth();
    const { body } = await wire.call('GET', STABLE);
    expect(text(body, 'token_endpoint')).toBe(`${server.baseUrl}/oauth2/token`);
    expect(text(body, 'account_management_uri').startsWith(text(body, 'issuer'))).toBe(true);
    expect(body).toMatchObject({
      response_modes_supported: ['query', 'fragment'],
      grant_types_supported: ['authorization_code', 'refresh_token', DEVICE_GRANT],
      code_challenge_methods_supported: ['S256'],
    });
    expect(await wire.call('GET', UNSTABLE)).toEqual({ status: 200, body });
  });

  test('is at the unstable path only, when asked for', async () => {
    const { wire } = await start({ personality: 'mas', oauth: { metadata: 'unstable' } });
    const unrecognized = { status: 404, body: errorBody('M_UNRECOGNIZED') };
    expect(await wire.call('GET', STABLE)).toEqual(unrecognized);
    expect(await wire.call('GET', UNSTABLE)).toMatchObject({ status: 200 });
  });

  test('and endpoints are not there without OAuth', async () => {
    const { server, wire } = await start({ personality: 'synapse' });
    expect(await wire.call('GET', UNSTABLE)).toMatchObject({ status: 404 });
    const answer = await postForm(`${server.baseUrl}/oauth2/token`, {
      grant_type: 'refresh_token',
    });
    expect(answer).toMatchObject({ status: 404, body: { errcode: 'M_UNRECOGNIZED' } });
  });
});

describe('registration', () => {
  const without = (name: keyof typeof application) => ({ ...application, [name]: undefined });

  test('is open to an application that says what it is', async () => {
    const { metadata } = await startOAuth();
    const reply = await register(metadata, application);
    expect(reply).toMatchObject({ status: 201, body: application });
    expect(reply.body).toHaveProperty('client_id');
    expect(reply.body).not.toHaveProperty('client_secret');
  });

  test.each<[string, object, string]>([
    ['no home page', without('client_uri'), 'metadata'],
    ['an http home page', { ...application, client_uri: 'http://app.example.org/' }, 'metadata'],
    ['a local home page', { ...application, client_uri: 'https://localhost/' }, 'metadata'],
    ['terms elsewhere', { ...application, tos_uri: 'https://example.org/terms' }, 'metadata'],
    ['an http logo', { ...application, logo_uri: 'http://app.example.org/l.png' }, 'metadata'],
    ['a secret', { ...application, token_endpoint_auth_method: 'client_secret_post' }, 'metadata'],
    ['no redirect', without('redirect_uris'), 'redirect'],
    ['a port', { ...application, redirect_uris: ['http://127.0.0.1:80/callback'] }, 'redirect'],
    [
      'an underscore',
      { ...application, redirect_uris: ['http://127.0.0.1/call_back'] },
      'redirect',
    ],
    ['http elsewhere', { ...application, redirect_uris: ['http://app.example.org/'] }, 'redirect'],
    ['a foreign scheme', { ...application, redirect_uris: ['com.example:/callback'] }, 'redirect'],
    ['loopback for the web', { ...application, application_type: 'web' }, 'redirect'],
  ])('is refused with %s', async (_what, client, kind) => {
    const { metadata } = await startOAuth();
    const error = kind === 'redirect' ? 'invalid_redirect_uri' : 'invalid_client_metadata';
    expect(await register(metadata, client)).toMatchObject({ status: 400, body: { error } });
  });

  test.each(['http://[::1]/a', 'http://localhost/', 'org.example.app:/callback'])(
    'takes %s to come back to',
    async (redirect) => {
      const { metadata } = await startOAuth();
      const reply = await register(metadata, { ...application, redirect_uris: [redirect] });
      expect(reply.status).toBe(201);
    },
  );
});

describe('signing in on the page', () => {
  test('comes back with the state, without naming itself, and makes a session', async () => {
    const { server, wire, metadata, client } = await startOAuth();
    const asked = { client_id: client, scope: scopeFor('ABCDEFGHIJ') };
    const { address, verifier } = authorizationRequest(metadata, asked);
    const back = await new LinkBrowser().click(address, 'Continue as ada');
    expect(back.href.startsWith(`${BACK}?`)).toBe(true);
    expect(back.searchParams.get('state')).toBe('a state');
    expect([...back.searchParams.keys()].sort()).toEqual(['code', 'state']);
    expect(server.devicesOf(ada)).toEqual([]);

    const { body } = await postForm(metadata.token_endpoint, {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: BACK,
      client_id: client,
      code_verifier: verifier,
    });
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: asked.scope });
    const token = text(body, 'access_token');
    expect(await wire.call('GET', '/account/whoami', undefined, token)).toMatchObject({
      body: { user_id: ada, device_id: 'ABCDEFGHIJ' },
    });
    expect(await wire.call('GET', '/devices/ABCDEFGHIJ', undefined, token)).toMatchObject({
      body: { display_name: 'Example on Unknown device' },
    });
  });

  test('names the session after the application and the word in its User-Agent', async () => {
    const { wire, metadata, client } = await startOAuth();
    const named = async (id: string, userAgent: string) => {
      const { reply } = await signIn(metadata, client, id, { userAgent });
      const token = text(reply.body, 'access_token');
      return (await wire.call('GET', `/devices/${id}`, undefined, token)).body;
    };
    expect(await named('ABCDEFGHIJ', 'Example/1.0 (study; Linux 6.1)')).toMatchObject({
      display_name: 'Example on study',
    });
    expect(await named('KLMNOPQRST', 'Example/1.0 (study)')).toMatchObject({
      display_name: 'Example on Unknown device',
    });
  });

  test('can be cancelled', async () => {
    const { metadata, client } = await startOAuth();
    const asked = { client_id: client, scope: scopeFor('ABCDEFGHIJ'), response_mode: 'fragment' };
    const back = await new LinkBrowser().click(
      authorizationRequest(metadata, asked).address,
      'Cancel',
    );
    const answer = new URLSearchParams(back.hash.slice(1));
    expect(answer.get('error')).toBe('access_denied');
    expect(answer.get('state')).toBe('a state');
    expect(answer.has('iss')).toBe(false);
  });

  test('asks again who it is in a browser that was here before', async () => {
    const { server, metadata, client } = await startOAuth();
    const browser = new LinkBrowser();
    await signIn(metadata, client, 'ABCDEFGHIJ', { browser });
    await signIn(metadata, client, 'KLMNOPQRST', { browser, as: 'bob' });
    expect(server.devicesOf('@bob:demo.muster.test')).toEqual(['KLMNOPQRST']);
  });

  test('takes the unstable scopes as well', async () => {
    const { metadata, client } = await startOAuth();
    const scope = scopeFor('ABCDEFGHIJ', MSC2967);
    const { address } = authorizationRequest(metadata, { client_id: client, scope });
    const back = await new LinkBrowser().click(address, 'Continue as ada');
    expect(back.searchParams.has('code')).toBe(true);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['no session', { scope: 'urn:matrix:client:api:*' }, 'invalid_scope'],
    [
      'two sessions',
      { scope: `${scopeFor('ABCDEFGHIJ')} ${scopeFor('BCDEFGHIJK')}` },
      'invalid_scope',
    ],
    ['a short id', { scope: scopeFor('ABCDEFGHI') }, 'invalid_scope'],
    ['letters that an address escapes', { scope: scopeFor('ABCDEFGH/J') }, 'invalid_scope'],
    [
      'forms mixed',
      { scope: `urn:matrix:client:api:* ${MSC2967}:device:ABCDEFGHIJ` },
      'invalid_scope',
    ],
    ['more than that', { scope: `openid ${scopeFor('ABCDEFGHIJ')}` }, 'invalid_scope'],
    ['a plain code challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no code challenge', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
  ])('is refused with %s, and the client is told', async (_what, more, error) => {
    const { metadata, client } = await startOAuth();
    const asked = { client_id: client, scope: scopeFor('ABCDEFGHIJ'), ...more };
    const { address } = await new LinkBrowser().visit(
      authorizationRequest(metadata, asked).address,
    );
    const back = new URL(address);
    expect(back.origin).toBe('http://127.0.0.1:5555');
    expect(back.searchParams.get('error')).toBe(error);
  });

  test('leads nowhere but to where the client registered', async () => {
    const { metadata, client } = await startOAuth();
    const asked = { client_id: client, scope: scopeFor('ABCDEFGHIJ') };
    const elsewhere = { ...asked, redirect_uri: 'http://127.0.0.1:5555/elsewhere' };
    const page = await new LinkBrowser().visit(authorizationRequest(metadata, elsewhere).address);
    expect(page.html).toContain('invalid_redirect_uri');
  });
});

test('in all this the library had nothing to warn of', () => {
  for (const spy of said) expect(spy).not.toHaveBeenCalled();
});
