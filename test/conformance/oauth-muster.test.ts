// Muster's own OAuth code with a real authorization server: the code flow, the device grant, renewing
// and revoking. The browser is the test's.
import { expect, it, onTestFinished } from 'vitest';
import {
  exchangeCode,
  prepareAuthorization,
  readAuthorization,
} from '../../electron/matrix/oauth/code.ts';
import { askForCode } from '../../electron/core/sign-in/code.ts';
import {
  askForGrant,
  beginDeviceCode,
  type DeviceCode,
} from '../../electron/matrix/oauth/device.ts';
import { fetchAuthMetadata } from '../../electron/matrix/oauth/metadata.ts';
import { refreshOAuthTokens, revokeTokens } from '../../electron/matrix/oauth/tokens.ts';
import type { GrantAnswer, OAuthGrant } from '../../electron/matrix/types.ts';
import { ok } from '../../electron/shared/errors.ts';
import type { DeviceId } from '../../electron/shared/ids.ts';
import { startHomeserver, type HomeserverOptions } from '../homeserver/server.ts';
import { clientOf, ports } from './client-of.ts';
import { LinkBrowser } from '../fixtures/link-browser.ts';
import { postForm } from './oauth-client.ts';

const deviceId = 'MUSTERSESSION1' as DeviceId;
const redirectUrl = 'http://127.0.0.1:4711/secret';
const ada = '@ada:demo.muster.test';

async function start(options: HomeserverOptions = {}) {
  const users = [{ localpart: 'ada', password: 'a password that nobody needs' }];
  const server = await startHomeserver({ personality: 'mas', users, ...options });
  onTestFinished(() => server.close());
  const metadata = await fetchAuthMetadata(ports, server.baseUrl);
  const auth = metadata.ok ? metadata.value?.server : null;
  if (!auth) throw new Error('no authorization server');
  const client = ({ tokens }: OAuthGrant) => clientOf(server.baseUrl, tokens.access);
  return { server, auth, client };
}

type Started = Awaited<ReturnType<typeof start>>;

async function signIn({ auth }: Started, link = 'Continue as ada'): Promise<GrantAnswer> {
  const prepared = await prepareAuthorization(ports, auth, { redirectUrl, deviceId });
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  const back = await new LinkBrowser().click(prepared.value.url, link);
  const answer = readAuthorization(back.href, prepared.value);
  if (answer === null) throw new Error(`not an answer: ${back.href}`);
  return answer.kind === 'refused'
    ? { kind: 'failed', error: answer.error }
    : exchangeCode(ports, prepared.value, answer.parameters);
}

function grantOf(answer: GrantAnswer | null): OAuthGrant {
  if (answer?.kind !== 'granted') throw new Error(JSON.stringify(answer));
  expect(answer.asAsked).toBe(true);
  return answer.grant;
}

it.each(['stable', 'unstable'] as const)(
  'signs in on the page, as the session that was asked for (%s names)',
  async (metadata) => {
    const started = await start({ oauth: { metadata } });
    const grant = grantOf(await signIn(started));
    const client = started.client(grant);
    expect(await client.whoami()).toEqual(ok({ userId: ada, deviceId }));
    expect(started.server.devicesOf(ada)).toContain(deviceId);
    expect(grant.tokens.refresh).not.toBeNull();
    expect(grant.tokens.expiresInMs).toBeGreaterThan(0);
  },
);

it('hears a no', async () => {
  const answer = await signIn(await start(), 'Cancel');
  expect(answer).toMatchObject({ kind: 'failed', error: { code: 'oauth', reason: 'denied' } });
});

it('signs in by a code that somebody enters elsewhere', async () => {
  const started = await start({ oauth: { pollSeconds: 1 } });
  const { server, auth } = started;
  const begun = await beginDeviceCode(ports, auth, { baseUrl: server.baseUrl, deviceId });
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  const code = begun.value;
  expect(code.pageWithCode).toBeNull();
  const answers: string[] = [];
  const question = {
    intervalMs: code.intervalMs,
    until: Date.now() + code.lifeMs,
    async ask() {
      const answer = await askForGrant(ports, code);
      answers.push(answer.kind);
      if (answers.length === 1) await enter(code);
      return answer;
    },
  };
  const events = askForCode(ports.clock, question, new AbortController().signal);
  const { value: end, done } = await events.next();
  if (done === true || end.kind !== 'answer') throw new Error(JSON.stringify(end));
  const granted = grantOf(end.answer);
  // It was asked at the server's pace.
  expect(answers).toEqual(['pending', 'granted']);
  expect(await started.client(granted).whoami()).toEqual(ok({ userId: ada, deviceId }));
  expect(server.devicesOf(ada)).toContain(deviceId);
});

async function enter({ page, userCode }: DeviceCode): Promise<void> {
  const body = new URLSearchParams({ user_code: userCode, as: 'ada' });
  expect((await fetch(page, { method: 'POST', body })).status).toBe(200);
}

it('renews, and the old pair is worth nothing once the new one was used', async () => {
  const started = await start();
  const { server, client } = started;
  const grant = grantOf(await signIn(started));
  server.expireTokens(ada);
  expect(await client(grant).whoami()).toMatchObject({ ok: false });
  const refresh = grant.tokens.refresh ?? '';
  const renewed = await refreshOAuthTokens(ports, grant.binding, refresh);
  // The answer got lost: the same token again.
  const again = await refreshOAuthTokens(ports, grant.binding, refresh);
  if (renewed.kind !== 'renewed' || again.kind !== 'renewed') throw new Error('not renewed');
  expect(await client({ ...grant, tokens: again.tokens }).whoami()).toMatchObject({ ok: true });
  expect(await refreshOAuthTokens(ports, grant.binding, refresh)).toEqual({ kind: 'refused' });
});

it('revokes its session, and no logout is needed', async () => {
  const started = await start();
  const { server, client } = started;
  const grant = grantOf(await signIn(started));
  expect(await revokeTokens(ports, grant.binding, grant.tokens)).toEqual(ok(null));
  expect(server.devicesOf(ada)).not.toContain(deviceId);
  expect(await client(grant).whoami()).toMatchObject({ error: { code: 'session-ended' } });
  expect(await refreshOAuthTokens(ports, grant.binding, grant.tokens.refresh ?? '')).toEqual({
    kind: 'refused',
  });
  // A second time is no failure.
  expect(await revokeTokens(ports, grant.binding, grant.tokens)).toEqual(ok(null));
});

it('has no use for a code whose verifier it does not know', async () => {
  const { auth } = await start();
  const prepared = await prepareAuthorization(ports, auth, { redirectUrl, deviceId });
  if (!prepared.ok) throw new Error('not prepared');
  const back = await new LinkBrowser().click(prepared.value.url, 'Continue as ada');
  const stolen = await postForm(auth.tokenEndpoint, {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: redirectUrl,
    client_id: prepared.value.clientId,
    code_verifier: 'a'.repeat(43),
  });
  expect(stolen).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});
