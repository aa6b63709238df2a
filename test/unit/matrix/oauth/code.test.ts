// Signing in on the server's page: what is registered, what is opened, what counts as the answer, and
// what the code is exchanged for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exchangeCode,
  prepareAuthorization,
  readAuthorization,
  type Authorization,
} from '../../../../electron/matrix/oauth/code.ts';
import { html, json, nodeError, type Scripted } from '../fake-ports.ts';
import { AUTH, authorizationServer, binding, granted, OURS, SCOPE, server } from './oauth-world.ts';

const redirectUrl = 'http://127.0.0.1:4711/secret';

async function prepared(fake = authorizationServer({}), at = server): Promise<Authorization> {
  const result = await prepareAuthorization(fake.ports, at, { redirectUrl, deviceId: OURS });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function answerOf({ state }: Authorization, part: Record<string, string> = {}): string {
  const query = new URLSearchParams({ code: 'code-1', state, iss: `${AUTH}/`, ...part });
  return `${redirectUrl}?${query.toString()}`;
}

describe('the page of an authorization server', () => {
  it('is opened by a native app without a secret, registered at that moment, with no port', async () => {
    const fake = authorizationServer({});
    await prepared(fake);
    const [registration, ...more] = fake.sentTo('register');
    expect(more).toEqual([]);
    expect(registration).toMatchObject({
      client_name: 'Muster',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['http://127.0.0.1/secret'],
    });
    const uris = Object.entries(registration ?? {}).filter(([name]) => name.endsWith('_uri'));
    expect(uris.map(([, uri]) => new URL(uri as string).protocol)).toEqual(
      uris.map(() => 'https:'),
    );
    expect(new Set(uris.map(([, uri]) => new URL(uri as string).host)).size).toBe(1);
  });

  it('is asked for our session, with PKCE, a state, and the port', async () => {
    const authorization = await prepared();
    const { origin, pathname, searchParams } = new URL(authorization.url);
    expect(origin + pathname).toBe(`${AUTH}/authorize`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      client_id: 'client-1',
      redirect_uri: redirectUrl,
      scope: SCOPE,
      code_challenge_method: 'S256',
      state: authorization.state,
    });
    const digest = await crypto.subtle.digest(
      'SHA-256',
      new TextEncoder().encode(authorization.verifier),
    );
    expect(searchParams.get('code_challenge')).toBe(Buffer.from(digest).toString('base64url'));
    expect(authorization.url).not.toContain(authorization.verifier);
    const another = await prepared();
    expect(another.state).not.toBe(authorization.state);
    expect(another.verifier).not.toBe(authorization.verifier);
  });

  it('is asked for scopes by their earlier names where the server is from before spec v1.15', async () => {
    const { url } = await prepared(authorizationServer({}), { ...server, stableScopes: false });
    expect(new URL(url).searchParams.get('scope')).toBe(
      `urn:matrix:org.matrix.msc2967.client:api:* urn:matrix:org.matrix.msc2967.client:device:${OURS}`,
    );
  });

  it('keeps the parameters that its address has already', async () => {
    const at = { ...server, authorizationEndpoint: `${AUTH}/authorize?tenant=a%20b` };
    expect(new URL((await prepared(undefined, at)).url).searchParams.get('tenant')).toBe('a b');
  });

  it.each([
    ['200 in place of 201', () => json(200, { client_id: 'client-1' })],
    ['a secret without an end', () => json(201, { client_id: 'client-1', client_secret: 's' })],
    [
      'nulls and members that nobody knows',
      () => json(201, { client_id: 'client-1', client_secret: null, logo_uri: null, x: [] }),
    ],
  ])('is opened after a registration with %s', async (_, register) => {
    expect((await prepared(authorizationServer({ register }))).clientId).toBe('client-1');
  });

  it.each<readonly [string, () => Scripted, object]>([
    [
      'refused',
      () => json(400, { error: 'invalid_client_metadata', error_description: 'No tos_uri' }),
      { code: 'oauth', reason: 'client-refused', serverText: 'No tos_uri' },
    ],
    ['down', () => json(503, {}), { code: 'server-failed' }],
    ['a web page', () => html(404), { code: 'bad-answer', reason: 'empty-404' }],
    ['a redirect', () => json(307, {}), { code: 'redirected' }],
    ['not there', () => nodeError('ECONNREFUSED'), { code: 'unreachable' }],
    ['nonsense', () => json(201, { client_id: 7 }), { code: 'bad-answer', reason: 'shape' }],
    ['not to be sent', () => json(201, { client_id: 'a b\n' }), { code: 'bad-answer' }],
    ['without an error', () => json(400, { message: 'no' }), { code: 'bad-answer' }],
  ])('is not opened where the registration is %s', async (_, register, error) => {
    const fake = authorizationServer({ register });
    const asked = { redirectUrl, deviceId: OURS };
    const result = await fake.clock.until(prepareAuthorization(fake.ports, server, asked));
    expect(result).toMatchObject({ ok: false, error });
  });
});

describe('what the browser comes back with', () => {
  it('is a code, from this server, for this attempt', async () => {
    const authorization = await prepared();
    expect(readAuthorization(answerOf(authorization), authorization)).toMatchObject({
      kind: 'code',
    });
  });

  it.each<readonly [string, (authorization: Authorization) => string]>([
    ['another state', (it) => answerOf(it, { state: 'guessed' })],
    ['no state', (it) => answerOf(it).replace(/&state=[^&]*/, '')],
    ['another issuer', (it) => answerOf(it, { iss: 'https://evil.example/' })],
    ['no issuer where the server names itself', (it) => answerOf(it).replace(/&iss=[^&]*/, '')],
    ['another path', (it) => answerOf(it).replace('/secret', '/guess')],
    ['another port', (it) => answerOf(it).replace(':4711', ':4712')],
    ['no code', (it) => answerOf(it).replace('code=code-1&', '')],
    ['two codes', (it) => `${answerOf(it)}&code=code-2`],
    ['two states', (it) => `${answerOf(it)}&state=x`],
    ['an error of another attempt', (it) => answerOf(it, { error: 'access_denied', state: 'x' })],
    ['too long', (it) => answerOf(it, { x: 'x'.repeat(5_000) })],
    ['no address', () => 'code-1'],
  ])('is not the answer with %s', async (_, address) => {
    const authorization = await prepared();
    expect(readAuthorization(address(authorization), authorization)).toBeNull();
  });

  it('may be a refusal, and says whose', async () => {
    const authorization = await prepared();
    const said = (error: string) =>
      readAuthorization(
        answerOf(authorization, { error, error_description: 'Why' }),
        authorization,
      );
    expect(said('access_denied')).toEqual({
      kind: 'refused',
      error: { code: 'oauth', reason: 'denied', serverText: 'Why' },
    });
    expect(said('server_error')).toEqual({
      kind: 'refused',
      error: { code: 'oauth', reason: 'refused', serverText: 'Why' },
    });
  });
});

describe('the exchange of a code', () => {
  async function exchanged(token: () => Scripted) {
    const fake = authorizationServer({ token });
    const authorization = await prepared(fake);
    const answer = readAuthorization(answerOf(authorization), authorization);
    if (answer?.kind !== 'code') throw new Error('no code');
    const granting = exchangeCode(fake.ports, authorization, answer.parameters);
    return { fake, authorization, grant: await fake.clock.until(granting) };
  }

  it('is made once, with the verifier and without any other proof', async () => {
    const { fake, authorization, grant } = await exchanged(() => json(200, granted));
    expect(fake.sentTo('token')).toEqual([
      {
        grant_type: 'authorization_code',
        code: 'code-1',
        redirect_uri: redirectUrl,
        code_verifier: authorization.verifier,
        client_id: 'client-1',
      },
    ]);
    const request = fake.requests.at(-1);
    expect(request?.init).toMatchObject({ redirect: 'error', credentials: 'omit' });
    expect(request?.headers.has('authorization')).toBe(false);
    expect(grant).toEqual({
      kind: 'granted',
      asAsked: true,
      grant: {
        binding,
        tokens: { access: 'access-1', refresh: 'refresh-1', expiresInMs: 300_000 },
      },
    });
  });

  it('is not repeated, whatever happens', async () => {
    for (const token of [() => json(503, {}), () => nodeError('ECONNRESET')]) {
      const { fake, grant } = await exchanged(token);
      expect(fake.sentTo('token')).toHaveLength(1);
      expect(grant.kind).toBe('failed');
    }
  });

  it.each([
    ['another session', SCOPE.replace(OURS, 'SOMEBODYELSES')],
    ['a second session', `${SCOPE} urn:matrix:client:device:SOMEBODYELSES`],
    ['no session', 'urn:matrix:client:api:*'],
    ['no rights', `urn:matrix:client:device:${OURS}`],
    ['nothing', ''],
  ])('tells when it grants %s', async (_, scope) => {
    const { grant } = await exchanged(() => json(200, { ...granted, scope }));
    expect(grant).toMatchObject({ kind: 'granted', asAsked: false });
  });

  it('takes no word of scopes for what was asked', async () => {
    const { grant } = await exchanged(() => json(200, { ...granted, scope: undefined }));
    expect(grant).toMatchObject({ kind: 'granted', asAsked: true });
  });

  it.each([
    ['nulls', { refresh_token: null, expires_in: null, scope: null, id_token: null }],
    ['members that nobody knows', { example_parameter: { a: [1] } }],
    ['an identity that nobody asked for', { id_token: 'no.j.wt' }],
    ['an identity of no type', { id_token: 7 }],
  ])('does not mind %s (RFC 6749 5.1)', async (_, part) => {
    const { fake, grant } = await exchanged(() => json(200, { ...granted, ...part }));
    expect(grant).toMatchObject({
      kind: 'granted',
      asAsked: true,
      grant: { tokens: { access: 'access-1' } },
    });
    expect(fake.sentTo('revoke')).toEqual([]);
  });

  it('takes any success for one', async () => {
    expect((await exchanged(() => json(201, granted))).grant.kind).toBe('granted');
  });

  it.each<readonly [string, unknown, readonly string[]]>([
    ['no token', { ...granted, access_token: undefined }, ['refresh-1']],
    [
      'a token that breaks a header',
      { ...granted, access_token: 'a\r\nX: y' },
      ['refresh-1', 'a\r\nX: y'],
    ],
    [
      'a token that needs more than a bearer',
      { ...granted, token_type: 'DPoP' },
      ['refresh-1', 'access-1'],
    ],
    ['no type', { ...granted, token_type: undefined }, ['refresh-1', 'access-1']],
    ['a life that is none', { ...granted, expires_in: 'soon' }, ['refresh-1', 'access-1']],
    ['a refresh token of another type', { ...granted, refresh_token: 7 }, ['access-1']],
    ['an empty token', { ...granted, access_token: '' }, ['refresh-1']],
    ['no object', [granted], []],
  ])('takes %s for no answer, and leaves no session behind', async (_, body, revoked) => {
    const { fake, grant } = await exchanged(() => json(200, body));
    expect(grant).toMatchObject({ kind: 'failed', error: { code: 'bad-answer' } });
    expect(fake.sentTo('revoke')).toEqual(
      revoked.map((token) => ({ token, client_id: 'client-1' })),
    );
  });

  it('is not shaken by an answer of any shape, and takes no tokens that a header can not hold', async () => {
    const members = fc.constantFrom(
      'access_token',
      'refresh_token',
      'token_type',
      'expires_in',
      'scope',
    );
    const status = fc.constantFrom(200, 201, 302, 400, 401, 403, 429, 500);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(members, fc.jsonValue()), status, async (part, code) => {
        const { grant } = await exchanged(() => json(code, { ...granted, ...part }));
        const { access, refresh } =
          grant.kind === 'granted' ? grant.grant.tokens : { access: 'none', refresh: null };
        expect(`${access}${refresh ?? ''}`).toMatch(/^[\x21-\x7e]+$/);
        expect(grant.kind === 'failed' || code < 300).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('says what the server says', async () => {
    const { grant } = await exchanged(() =>
      json(400, { error: 'invalid_grant', error_description: 'Used' }),
    );
    expect(grant).toEqual({
      kind: 'failed',
      error: { code: 'oauth', reason: 'refused', serverText: 'Used' },
    });
  });
});
