// The tokens of the embedded homeserver's OAuth 2.0 API: how they renew, how they and their session
// end, and what tests can see of them and do to them.
import { describe, expect, test } from 'vitest';
import { type HomeserverOptions } from '../homeserver/server.ts';
import { type Reply, clientId, postForm, register, signIn, startOAuth } from './oauth-client.ts';
import { errorBody, loginBody, text } from './subject.ts';

const ada = '@ada:demo.muster.test';
const ID = 'ABCDEFGHIJ';
const invalidGrant = { status: 400, body: { error: 'invalid_grant' } };
const notActive = {
  status: 401,
  body: { errcode: 'M_UNKNOWN_TOKEN', error: 'Token is not active', soft_logout: false },
};
const unknownToken = { status: 401, body: errorBody('M_UNKNOWN_TOKEN') };

/** Ada, signed in by a client with the session ABCDEFGHIJ. */
async function signedIn(options: HomeserverOptions = {}) {
  const users = [{ localpart: 'ada', password: 'pw', sessions: [{ deviceId: 'OTHER' }] }];
  const started = await startOAuth({ users, ...options });
  const { metadata, client, wire } = started;
  const { reply, form } = await signIn(metadata, client, ID);
  const refresh = (token: string) =>
    postForm(metadata.token_endpoint, {
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: client,
    });
  return {
    ...started,
    form,
    first: tokensOf(reply),
    refresh,
    whoAmI: (token: string) => wire.call('GET', '/account/whoami', undefined, token),
    revoke: (token: string) => postForm(metadata.revocation_endpoint, { token, client_id: client }),
  };
}

function tokensOf({ body }: Reply) {
  return { access: text(body, 'access_token'), refresh: text(body, 'refresh_token') };
}

describe('renewing', () => {
  test('gives a new pair for the same session', async () => {
    const { server, first, refresh, whoAmI } = await signedIn();
    const reply = await refresh(first.refresh);
    const next = tokensOf(reply);
    expect(next.access).not.toBe(first.access);
    expect(next.refresh).not.toBe(first.refresh);
    expect(reply.body).toMatchObject({ expires_in: 300, token_type: 'Bearer' });
    expect(await whoAmI(next.access)).toMatchObject({ body: { user_id: ada, device_id: ID } });
    expect(server.devicesOf(ada)).toEqual(['OTHER', ID]);
  });

  test('can be repeated until the new access token is used', async () => {
    const { first, refresh, whoAmI } = await signedIn();
    const lost = tokensOf(await refresh(first.refresh));
    const next = tokensOf(await refresh(first.refresh));
    expect(next.access).not.toBe(lost.access);
    await whoAmI(next.access);
    expect(await refresh(first.refresh)).toMatchObject(invalidGrant);
    expect(await whoAmI(next.access)).toMatchObject({ status: 200 });
    expect(await refresh(next.refresh)).toMatchObject({ status: 200 });
  });

  test('or until the new refresh token is', async () => {
    const { first, refresh } = await signedIn();
    const next = tokensOf(await refresh(first.refresh));
    await refresh(next.refresh);
    expect(await refresh(first.refresh)).toMatchObject(invalidGrant);
  });

  test('with a used token ends the whole session on a strict server', async () => {
    const strict = { refresh: { lifetimeMs: 60_000, kind: 'strict' } } as const;
    const { server, first, refresh, whoAmI } = await signedIn(strict);
    const reply = await refresh(first.refresh);
    expect(reply.body).toMatchObject({ expires_in: 60 });
    const next = tokensOf(reply);
    expect(await whoAmI(first.access)).toEqual(unknownToken);
    expect(await whoAmI(next.access)).toMatchObject({ status: 200 });
    expect(await refresh(first.refresh)).toMatchObject(invalidGrant);
    expect(await whoAmI(next.access)).toEqual(unknownToken);
    expect(await refresh(next.refresh)).toMatchObject(invalidGrant);
    expect(server.devicesOf(ada)).toEqual(['OTHER']);
  });

  test('goes on after a token has expired', async () => {
    const { server, first, refresh, whoAmI } = await signedIn();
    server.expireTokens(ada);
    expect(await whoAmI(first.access)).toMatchObject(notActive);
    const next = tokensOf(await refresh(first.refresh));
    expect(await whoAmI(next.access)).toMatchObject({ status: 200 });
  });

  test('goes on while the account is locked, and what it gives is not let in', async () => {
    const { server, first, refresh, whoAmI } = await signedIn();
    server.lockUser(ada);
    const next = tokensOf(await refresh(first.refresh));
    expect(await whoAmI(next.access)).toMatchObject(notActive);
    server.unlockUser(ada);
    expect(await whoAmI(next.access)).toMatchObject({ status: 200 });
  });

  test('is for the client that signed in, and no other', async () => {
    const { metadata, first } = await signedIn();
    const form = {
      grant_type: 'refresh_token',
      refresh_token: first.refresh,
      client_id: await clientId(metadata),
    };
    expect(await postForm(metadata.token_endpoint, form)).toMatchObject(invalidGrant);
  });
});

describe('ending', () => {
  test.each(['access', 'refresh'] as const)(
    'revoking the %s token ends the session',
    async (kind) => {
      const { server, first, revoke, refresh, whoAmI } = await signedIn();
      expect((await revoke(first[kind])).status).toBe(200);
      expect(await whoAmI(first.access)).toEqual(unknownToken);
      expect(await refresh(first.refresh)).toMatchObject(invalidGrant);
      expect(server.devicesOf(ada)).toEqual(['OTHER']);
      expect((await revoke(first[kind])).status).toBe(200);
    },
  );

  test('a click on the account page ends the tokens too, for good', async () => {
    const { server, metadata, client, first, refresh, whoAmI } = await signedIn();
    server.revoke(ada, ID);
    await signIn(metadata, client, ID);
    expect(await whoAmI(first.access)).toEqual(unknownToken);
    expect(await refresh(first.refresh)).toMatchObject(invalidGrant);
  });

  test('revoking a refresh token that was exchanged says done, and ends nothing', async () => {
    const { server, first, revoke, refresh, whoAmI } = await signedIn();
    const lost = tokensOf(await refresh(first.refresh));
    expect(await revoke(first.refresh)).toEqual({ status: 200, body: {} });
    expect(server.devicesOf(ada)).toEqual(['OTHER', ID]);
    expect(await whoAmI(lost.access)).toMatchObject({ status: 200 });
  });

  test('signing in again keeps the session, and revoking the older tokens leaves it', async () => {
    const { server, metadata, client, first, revoke, whoAmI } = await signedIn();
    const again = tokensOf((await signIn(metadata, client, ID)).reply);
    await revoke(first.refresh);
    expect(await whoAmI(first.access)).toEqual(unknownToken);
    expect(await whoAmI(again.access)).toMatchObject({ status: 200 });
    await revoke(again.access);
    expect(server.devicesOf(ada)).toEqual(['OTHER']);
  });

  test('a code that comes twice ends what the first time gave', async () => {
    const { metadata, form, first, whoAmI } = await signedIn();
    expect(await postForm(metadata.token_endpoint, form)).toMatchObject(invalidGrant);
    expect(await whoAmI(first.access)).toEqual(unknownToken);
  });

  test('/logout knows only sessions of /login, and nothing ends all at once', async () => {
    const { wire, first, whoAmI } = await signedIn();
    const out = await wire.call('POST', '/logout', {}, first.access);
    expect(out).toEqual({ status: 401, body: errorBody('M_UNKNOWN_TOKEN') });
    expect(await wire.call('POST', '/logout/all', {}, first.access)).toMatchObject({ status: 404 });
    expect(await wire.call('DELETE', '/devices/OTHER', {}, first.access)).toMatchObject({
      status: 404,
      body: { errcode: 'M_UNRECOGNIZED' },
    });
    expect(await whoAmI(first.access)).toMatchObject({ status: 200 });
  });
});

describe('for tests', () => {
  test('every secret is known, and what was sent to the endpoints', async () => {
    const { server, wire, form, first, refresh } = await signedIn();
    const next = tokensOf(await refresh(first.refresh));
    const { body } = await wire.call('POST', '/login', loginBody('ada', 'pw'));
    const legacy = text(body, 'access_token');
    const secrets = [form['code'], ...Object.values(first), ...Object.values(next), legacy];
    expect(server.secretsIssued()).toEqual(expect.arrayContaining(secrets));
    const [exchange] = server.requestsTo('POST', '/oauth2/token');
    expect(exchange?.text).toBe(new URLSearchParams(form).toString());
  });

  test('faults hit the endpoints, and can lose an answer after it was carried out', async () => {
    const { server, metadata, first, refresh } = await signedIn();
    const match = (_method: string, path: string) => path === '/oauth2/token';
    server.fault({ match, times: 1, carryOut: true, action: { kind: 'reset' } });
    await expect(refresh(first.refresh)).rejects.toThrow();
    expect(await refresh(first.refresh)).toMatchObject({ status: 200 });
    const answer = {
      kind: 'answer',
      status: 400,
      body: '{"error":"invalid_redirect_uri"}',
    } as const;
    server.fault({ match: (_method, path) => path === '/oauth2/registration', action: answer });
    expect(await register(metadata, {})).toMatchObject({ status: 400 });
  });
});
