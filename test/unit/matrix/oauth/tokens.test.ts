// Renewing and revoking, at the endpoints that a sign-in is bound to.
import { describe, expect, it } from 'vitest';
import { refreshOAuthTokens, revokeTokens } from '../../../../electron/matrix/oauth/tokens.ts';
import { html, json, nodeError, type Scripted } from '../fake-ports.ts';
import { authorizationServer, binding, granted } from './oauth-world.ts';

async function refreshed(token: (index: number) => Scripted) {
  const fake = authorizationServer({ token: (_, index) => token(index) });
  const answer = await fake.clock.until(refreshOAuthTokens(fake.ports, binding, 'refresh-0'));
  return { fake, answer };
}

describe('renewing', () => {
  it('exchanges the refresh token, and nothing else proves who asks', async () => {
    const { fake, answer } = await refreshed(() => json(200, granted));
    expect(fake.sentTo('token')).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-0', client_id: 'client-1' },
    ]);
    expect(answer).toEqual({
      kind: 'renewed',
      tokens: { access: 'access-1', refresh: 'refresh-1', expiresInMs: 300_000 },
    });
  });

  it('keeps the refresh token where the server gives no other one', async () => {
    const { answer } = await refreshed(() => json(200, { ...granted, refresh_token: undefined }));
    expect(answer).toMatchObject({ kind: 'renewed', tokens: { refresh: null } });
  });

  it('sends the same token again after a lost connection and a 5xx', async () => {
    const { fake, answer } = await refreshed(
      (index) => [nodeError('ECONNRESET'), json(502, {}), json(200, granted)][index] ?? 'hang',
    );
    expect(fake.sentTo('token').map((body) => body['refresh_token'])).toEqual(
      Array.from({ length: 3 }, () => 'refresh-0'),
    );
    expect(answer.kind).toBe('renewed');
  });

  it.each(['invalid_grant', 'invalid_client', 'unauthorized_client'])(
    'is over where the server says %s',
    async (error) => {
      const { fake, answer } = await refreshed(() => json(400, { error }));
      expect(answer).toEqual({ kind: 'refused' });
      expect(fake.sentTo('token')).toHaveLength(1);
    },
  );

  it.each<readonly [string, () => Scripted]>([
    ['a proxy’s 403', () => html(403)],
    ['a 404 in JSON', () => json(404, { errcode: 'M_UNRECOGNIZED' })],
    ['429', () => json(429, { error: 'invalid_grant' })],
    ['408', () => json(408, {})],
    ['another refusal', () => json(400, { error: 'invalid_request' })],
    ['tokens that are none', () => json(200, { ...granted, access_token: '' })],
    ['a redirect', () => json(307, { error: 'invalid_grant' })],
    ['a 5xx that says invalid_grant', () => json(500, { error: 'invalid_grant' })],
  ])('is not over for %s', async (_, token) => {
    expect((await refreshed(token)).answer.kind).toBe('failed');
  });
});

describe('revoking', () => {
  const tokens = { access: 'access-0', refresh: 'refresh-0', expiresInMs: null };

  it.each([
    [tokens, { token: 'refresh-0', token_type_hint: 'refresh_token' }],
    [
      { ...tokens, refresh: null },
      { token: 'access-0', token_type_hint: 'access_token' },
    ],
  ])('ends the session by the token that stands for it', async (given, sent) => {
    const fake = authorizationServer({ revoke: () => new Response(null, { status: 200 }) });
    expect(await revokeTokens(fake.ports, binding, given)).toEqual({ ok: true, value: null });
    expect(fake.sentTo('revoke')).toEqual([{ ...sent, client_id: 'client-1' }]);
  });

  it.each<readonly [string, () => Scripted]>([
    ['204', () => new Response(null, { status: 204 })],
    ['202 and JSON', () => json(202, { error: 'invalid_token' })],
    ['no JSON', () => new Response('OK')],
    ['a web page', () => html(200)],
    ['more than is read', () => new Response('x'.repeat(2_000_000))],
  ])('is done after %s: the body means nothing (RFC 7009 2.2)', async (_, revoke) => {
    const fake = authorizationServer({ revoke });
    expect(await revokeTokens(fake.ports, binding, tokens)).toEqual({ ok: true, value: null });
  });

  it.each<readonly [string, () => Scripted]>([
    ['a 503', () => json(503, {})],
    ['a refusal', () => json(400, { error: 'unsupported_token_type' })],
    ['a lost connection', () => nodeError('ECONNRESET')],
  ])('is not called done after %s', async (_, revoke) => {
    const fake = authorizationServer({ revoke });
    expect(await revokeTokens(fake.ports, binding, tokens)).toMatchObject({ ok: false });
    expect(fake.sentTo('revoke')).toHaveLength(1);
  });
});
