// Signing in by a code that a device shows, on the embedded homeserver (RFC 8628): the client waits
// while somebody confirms it in a browser elsewhere.
import { expect, test } from 'vitest';
import { type HomeserverOptions } from '../homeserver/server.ts';
import { DEVICE_GRANT, postForm, scopeFor, startOAuth } from './oauth-client.ts';
import { text } from './subject.ts';

const ada = '@ada:demo.muster.test';

async function withCode(options: HomeserverOptions = {}) {
  const parts = await startOAuth(options);
  const { metadata, client } = parts;
  const scope = scopeFor('ABCDEFGHIJ');
  const asked = { client_id: client, scope };
  const { body } = await postForm(metadata.device_authorization_endpoint, asked);
  const code = { grant_type: DEVICE_GRANT, device_code: text(body, 'device_code') };
  return {
    ...parts,
    body,
    poll: () => postForm(metadata.token_endpoint, { ...code, client_id: client }),
    /** Types the code on the page that a client shows the address of. */
    confirm: async (button: Readonly<Record<string, string>>) => {
      const typed = text(body, 'user_code').toLowerCase();
      const form = new URLSearchParams({ user_code: typed, ...button });
      return fetch(text(body, 'verification_uri'), { method: 'POST', body: form });
    },
  };
}

test('the client waits for somebody to confirm it', async () => {
  const { server, body, poll, confirm } = await withCode({ oauth: { pollSeconds: 0 } });
  expect(text(body, 'user_code')).toMatch(/^[A-Z]{6}$/);
  expect(body).not.toHaveProperty('verification_uri_complete');
  expect(await poll()).toMatchObject({ status: 403, body: { error: 'authorization_pending' } });
  expect((await confirm({ as: 'ada' })).status).toBe(200);
  expect(await poll()).toMatchObject({ status: 200, body: { scope: scopeFor('ABCDEFGHIJ') } });
  expect(server.devicesOf(ada)).toEqual(['ABCDEFGHIJ']);
  expect((await confirm({ as: 'bob' })).status).toBe(404);
});

test('somebody can say no', async () => {
  const { poll, confirm } = await withCode();
  await confirm({ cancel: 'yes' });
  expect(await poll()).toMatchObject({ status: 400, body: { error: 'access_denied' } });
});

test('a client that is in a hurry is told to slow down', async () => {
  const { body, poll } = await withCode();
  expect(body).toMatchObject({ interval: 5 });
  await poll();
  expect(await poll()).toMatchObject({ status: 400, body: { error: 'slow_down' } });
});

test('the rules for scopes are the same', async () => {
  const { metadata, client } = await startOAuth();
  const asked = { client_id: client, scope: 'urn:matrix:client:api:*' };
  expect(await postForm(metadata.device_authorization_endpoint, asked)).toMatchObject({
    status: 400,
    body: { error: 'invalid_scope' },
  });
});
