// Accounts on an OAuth server from their beginning to their end: that what Muster calls ended has
// ended, and that nothing is called ended which hasn't.
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHomeserver, type HomeserverOptions } from '../homeserver/server.ts';
import { valueOf } from './client-of.ts';
import { startMuster } from './muster-in-process.ts';

const ada = '@ada:demo.muster.test';
const as = 'Continue as ada';
const TOKEN = '/oauth2/token';

async function signedIn(options: HomeserverOptions = {}) {
  const users = [{ localpart: 'ada', password: 'a password that nobody needs' }];
  const server = await startHomeserver({ personality: 'mas', users, ...options });
  onTestFinished(() => server.close());
  const muster = startMuster();
  const accountId = await muster.signInOnPage(server.baseUrl, as);
  await muster.refresh(accountId);
  const remove = async (insist = false) =>
    valueOf(await muster.handlers['accounts.remove']({ accountId, insist }));
  const status = async () => (await muster.accounts())[0]?.status;
  return { server, muster, accountId, remove, status };
}

it('is called after the word of this computer by the server', async () => {
  const { server, muster, accountId } = await signedIn();
  const list = valueOf(await muster.handlers['sessions.open']({ accountId }));
  expect(server.devicesOf(ada)).toEqual([list.sessions[0]?.deviceId]);
  expect(list.sessions.map(({ displayName }) => displayName)).toEqual(['Muster on a test']);
});

const ended = { kind: 'removed', sessionEnded: true };

describe('removing an account', () => {
  it('ends its session', async () => {
    const { server, remove } = await signedIn();
    expect(server.devicesOf(ada)).toHaveLength(1);
    expect(await remove()).toEqual(ended);
    expect(server.devicesOf(ada)).toEqual([]);
  });

  it('ends its session after the answer of a renewal was lost', async () => {
    const { server, muster, accountId, remove } = await signedIn();
    server.expireTokens(ada);
    const heal = server.fault({
      match: (_method, path) => path === TOKEN,
      carryOut: true,
      action: { kind: 'reset' },
    });
    await muster.refresh(accountId);
    heal();
    expect(await remove()).toEqual(ended);
    expect(server.devicesOf(ada)).toEqual([]);
  });

  it('ends its session while its tokens are renewed', async () => {
    const { server, muster, accountId, remove } = await signedIn();
    server.expireTokens(ada);
    server.fault({
      match: (_method, path) => path === TOKEN,
      times: 1,
      carryOut: true,
      action: { kind: 'delay', ms: 300 },
    });
    const before = server.requestsTo('POST', TOKEN).length;
    await muster.handlers['sessions.refresh']({ accountId });
    await expect.poll(() => server.requestsTo('POST', TOKEN).length).toBe(before + 1);
    expect(await remove()).toEqual(ended);
    expect(server.devicesOf(ada)).toEqual([]);
  });

  it('says that the session lives where the server says done and ends nothing', async () => {
    const { server, muster, remove } = await signedIn();
    server.fault({
      match: (_method, path) => path === '/oauth2/revoke',
      action: { kind: 'answer', status: 200, body: '' },
    });
    expect(await remove()).toEqual({ kind: 'still-signed-in', error: { code: 'session-lives' } });
    expect(await muster.accounts()).toHaveLength(1);
    expect(await remove(true)).toEqual({ kind: 'removed', sessionEnded: false });
  });

  it('tries to end its session, too, where the sign-in counts as ended', async () => {
    const { server, muster, accountId, remove, status } = await signedIn();
    server.expireTokens(ada);
    const refusal = JSON.stringify({ error: 'invalid_grant' });
    const heal = server.fault({
      match: (_method, path) => path === TOKEN,
      action: { kind: 'answer', status: 400, body: refusal },
    });
    await muster.refresh(accountId);
    expect(await status()).toMatchObject({ kind: 'ended' });
    heal();
    expect(await remove()).toEqual(ended);
    expect(server.devicesOf(ada)).toEqual([]);
  });
});

describe('a locked account', () => {
  it('is not called signed out, and works on when it is unlocked', async () => {
    const { server, muster, accountId, status } = await signedIn();
    server.lockUser(ada);
    expect(await muster.refresh(accountId)).toMatchObject({ error: { code: 'not-let-in' } });
    expect(await status()).toEqual({ kind: 'signed-in' });
    server.unlockUser(ada);
    expect(await muster.refresh(accountId)).toEqual({ kind: 'idle' });
  });

  it('is removed with its session', async () => {
    const { server, muster, accountId, remove } = await signedIn();
    server.lockUser(ada);
    await muster.refresh(accountId);
    expect(await remove()).toEqual(ended);
    expect(server.devicesOf(ada)).toEqual([]);
  });
});

it('signing in again ends the grant that it replaces', async () => {
  const { server, muster, accountId, remove } = await signedIn();
  const [own] = server.devicesOf(ada);
  expect(await muster.signInOnPage(server.baseUrl, as, accountId)).toBe(accountId);
  expect(server.devicesOf(ada)).toEqual([own]);
  await expect.poll(() => server.requestsTo('POST', '/oauth2/revoke')).toHaveLength(1);
  expect(await remove()).toEqual(ended);
  // With the older grant alive, the session would stay.
  expect(server.devicesOf(ada)).toEqual([]);
});
