// Where new tokens are asked for: at the homeserver, or at the OAuth server that the sign-in is bound to.
import { expect, it } from 'vitest';
import { renewTokens } from '../../../../electron/core/tokens/renew.ts';
import type { OAuthBinding } from '../../../../electron/shared/model.ts';
import { fakeServer, json } from '../../matrix/fake-ports.ts';

const baseUrl = 'https://example.org';

const binding: OAuthBinding = {
  issuer: 'https://auth.example.org/',
  clientId: 'muster',
  authorizationEndpoint: 'https://auth.example.org/authorize',
  tokenEndpoint: 'https://auth.example.org/token',
  revocationEndpoint: 'https://auth.example.org/revoke',
};

it.each([
  ['the homeserver', null, 'https://example.org/_matrix/client/v3/refresh'],
  ['the OAuth server', binding, 'https://auth.example.org/token'],
])('a sign-in by %s is renewed there', async (_, oauth, url) => {
  const tokens = { access_token: 'a2', refresh_token: 'r2', token_type: 'bearer' };
  const { ports, clock, requests } = fakeServer(() => json(200, tokens));
  const answer = await clock.until(renewTokens(ports, { baseUrl, oauth }, 'r1'));
  expect(answer).toMatchObject({ kind: 'renewed', tokens: { access: 'a2', refresh: 'r2' } });
  expect(requests.map((request) => request.url)).toEqual([url]);
});
