// Signing in by OAuth 2.0 in a real Electron: on the server's page and by a code, renewing, signing in
// again, and removal. The authorization server is a real one (oidc-provider).
import { expect, test, type LaunchedApp } from '../fixtures/app.ts';
import { startChromium } from '../fixtures/chromium.ts';
import { goThroughBrowser, goThroughPage, signInByOAuth } from '../fixtures/oauth-sign-in.ts';
import { watchDoor } from '../fixtures/system-browser.ts';
import { startTrap } from '../fixtures/trap.ts';
import type { Homeserver, HomeserverOptions } from '../homeserver/server.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'nobody ever types this password', sessions: 4 };
const adaId = '@ada:demo.muster.test';
const as = 'Continue as ada';
const TOKEN = '/oauth2/token';
const METADATA = '/_matrix/client/v1/auth_metadata';
const oauthServer = (options: HomeserverOptions = {}): HomeserverOptions => ({
  personality: 'mas',
  users: [ada],
  ...options,
});

async function open(launched: LaunchedApp) {
  return { muster: new MusterWindow(launched.page), door: await watchDoor(launched.app) };
}

/** Muster's own session: the server names it after the app. */
const own = (muster: MusterWindow) => muster.grid.getByRole('row', { name: /this session/ });

test('on the page in a browser; the account is asked for as one session, and removal revokes it', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(oauthServer());
  const launched = await launch();
  const { muster, door } = await open(launched);
  await muster.findServer(server.baseUrl);
  // The server wants no password in an app that knows its page.
  await expect(muster.button('Open the browser')).toBeVisible();
  await expect(muster.button('Use a password (older way)')).toBeVisible();
  await muster.button('Open the browser').click();
  const asked = new URL(await door.next(0)).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  const deviceId = /^urn:matrix:client:api:\* urn:matrix:client:device:([A-Z0-9]{10,})$/.exec(
    asked.get('scope') ?? '',
  )?.[1];
  const chromium = await startChromium();
  try {
    const tab = await chromium.newPage();
    await tab.goto(await door.next(0));
    await tab.getByRole('link', { name: as }).click();
    await expect(tab.getByRole('heading', { name: 'You can go back to Muster' })).toBeVisible();
  } finally {
    await chromium.close();
  }
  await expect(own(muster)).toContainText(/Muster on Linux (?:desktop|laptop)/);
  expect(await muster.rowCount()).toBe(5);
  expect(server.devicesOf(adaId)).toContain(deviceId);

  await muster.chooseInAccountMenu('Remove account…');
  await muster.dialog.getByRole('button', { name: 'Remove account' }).click();
  await expect(muster.address).toBeVisible();
  expect(server.devicesOf(adaId)).not.toContain(deviceId);
  expect(server.requestsTo('POST', '/_matrix/client/v3/logout')).toEqual([]);
});

test('says that it was declined, that somebody else came back, and that Muster is not let in', async ({
  launch,
  homeserver,
}) => {
  const eve = { localpart: 'eve', password: 'nor does anybody type this' };
  const server = await homeserver(oauthServer({ users: [ada, eve] }));
  const { muster, door } = await open(await launch());
  const alert = muster.page.getByRole('alert');
  // The server name of the Matrix ID is an address of this computer: its user is another one.
  await muster.findServer(server.baseUrl);
  await goThroughBrowser(muster, door, { link: 'Cancel' });
  await expect(alert).toContainText('declined');

  await muster.button('Back').click();
  await muster.findServer(`@ada:${new URL(server.baseUrl).host}`);
  await goThroughBrowser(muster, door, { link: 'Continue as eve', opened: 1 });
  await expect(alert).toContainText('The server signed in somebody else.');
  await expect.poll(() => server.devicesOf('@eve:demo.muster.test')).toEqual([]);

  const heal = server.fault({
    match: (_method, path) => path === '/oauth2/registration',
    action: {
      kind: 'answer',
      status: 400,
      body: JSON.stringify({ error: 'invalid_client_metadata', error_description: 'Not you' }),
    },
  });
  await muster.button('Open the browser').click();
  await expect(alert).toContainText("doesn't let Muster sign people in");
  await expect(alert).toContainText('Not you');
  heal();
  // Another way is there all the same.
  await muster.button('Back').click();
  await muster.findServer(server.baseUrl);
  await muster.button('Use the older sign-in page').click();
  await muster.button('Open the browser').click();
  await goThroughPage(await door.next(2), as);
  await expect(alert).toHaveCount(0);
  await expect(own(muster)).toContainText('Muster on ');
});

test('by a code that is entered elsewhere, shown as text and as a picture', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(oauthServer({ oauth: { pollSeconds: 1 } }));
  const { muster, door } = await open(await launch());
  await muster.findServer(server.baseUrl);
  await muster.button('Use a code instead').click();
  await muster.button('Show a code').click();
  const code = await muster.page.getByText(/^[A-Z]{6}$/).textContent();
  await expect(muster.page.getByRole('img', { name: /QR code/ })).toBeVisible();
  await muster.button('Open the page on this computer').click();
  const page = await door.next(0);
  const chromium = await startChromium();
  try {
    const tab = await chromium.newPage();
    await tab.goto(page);
    await tab.getByLabel('Code').fill(code?.toLowerCase() ?? '?');
    await tab.getByRole('button', { name: as }).click();
    await expect(tab.getByRole('heading', { name: 'Linked' })).toBeVisible();
  } finally {
    await chromium.close();
  }
  await expect(own(muster)).toBeVisible();
});

test('a code that is declined, and one that is left, sign nobody in', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(oauthServer({ oauth: { pollSeconds: 1 } }));
  const { muster, door } = await open(await launch());
  await muster.findServer(server.baseUrl);
  await muster.button('Use a code instead').click();
  const enter = async (opened: number, answer: Readonly<Record<string, string>>) => {
    await muster.button('Show a code').click();
    await muster.button('Open the page on this computer').click();
    const page = new URL(await door.next(opened));
    const code = (await muster.page.getByText(/^[A-Z]{6}$/).textContent()) ?? '?';
    return async () => {
      const body = new URLSearchParams({ user_code: code, ...answer });
      await fetch(page, { method: 'POST', body });
    };
  };
  await (
    await enter(0, { cancel: 'yes' })
  )();
  await expect(muster.page.getByRole('alert')).toContainText('declined');

  const late = await enter(1, { as: 'ada' });
  await muster.button('Back').click();
  await expect(muster.button('Show a code')).toBeVisible();
  const polls = server.requestsTo('POST', TOKEN).length;
  await late();
  await muster.page.waitForTimeout(2_500);
  expect(server.requestsTo('POST', TOKEN)).toHaveLength(polls);
  expect(server.devicesOf(adaId)).toHaveLength(ada.sessions);
});

test('renews at the server that it came from, once, whatever the homeserver names by then', async ({
  launch,
  homeserver,
}) => {
  const trap = await startTrap();
  const server = await homeserver(oauthServer());
  const { muster, door } = await open(await launch());
  await signInByOAuth(muster, door, { baseUrl: server.baseUrl, link: as });
  await expect(own(muster)).toBeVisible();
  const metadata = (await (await fetch(server.baseUrl + METADATA)).json()) as object;
  const elsewhere = `http://127.0.0.1:${trap.port}/oauth2`;
  server.fault({
    match: (_method, path) => path.endsWith('/auth_metadata'),
    action: {
      kind: 'answer',
      status: 200,
      body: JSON.stringify({
        ...metadata,
        issuer: `${elsewhere}/`,
        token_endpoint: `${elsewhere}/token`,
        revocation_endpoint: `${elsewhere}/revoke`,
      }),
    },
  });
  const before = server.requestsTo('POST', TOKEN).length;
  server.expireTokens(adaId);
  server.addSession(adaId, { displayName: 'Newcomer' });
  await muster.button('Refresh').click();
  await expect(muster.row(/Newcomer/)).toBeVisible();
  expect(server.requestsTo('POST', TOKEN)).toHaveLength(before + 1);
  await muster.chooseInAccountMenu('Remove account…');
  await muster.dialog.getByRole('button', { name: 'Remove account' }).click();
  await expect(muster.address).toBeVisible();
  expect(server.requestsTo('POST', '/oauth2/revoke')).toHaveLength(1);
  expect(trap.caught).toEqual([]);
  trap.close();
});

test.describe('a crash before Muster heard of its new tokens', () => {
  test('loses nothing on a server that follows the specification', async ({
    launch,
    homeserver,
  }) => {
    const server = await homeserver(oauthServer());
    const { page } = await launch(await crashWhileRenewing(await launch(), server));
    await expect(new MusterWindow(page).row(/Newcomer/)).toBeVisible();
    await expect(page.getByText('This sign-in has ended.')).toBeHidden();
  });

  test('ends the sign-in on a stricter one; the list stays, and it is taken up again', async ({
    launch,
    homeserver,
  }) => {
    const refresh = { lifetimeMs: 3_600_000, kind: 'strict' } as const;
    const server = await homeserver(oauthServer({ refresh }));
    const launched = await launch(await crashWhileRenewing(await launch(), server));
    const { muster, door } = await open(launched);
    await expect(muster.page.getByText('This sign-in has ended.').first()).toBeVisible();
    await expect(own(muster)).toBeVisible();
    await muster.button('Sign in again').last().click();
    await goThroughBrowser(muster, door, { link: as });
    await expect(muster.row(/Newcomer/)).toBeVisible();
  });

  /** Killed when the server has issued new tokens and Muster has not got them. */
  async function crashWhileRenewing(launched: LaunchedApp, server: Homeserver) {
    const { muster, door } = await open(launched);
    await signInByOAuth(muster, door, { baseUrl: server.baseUrl, link: as });
    await expect(own(muster)).toBeVisible();
    server.addSession(adaId, { displayName: 'Newcomer' });
    server.expireTokens(adaId);
    const before = server.requestsTo('POST', TOKEN).length;
    const heal = server.fault({
      match: (method, path) => method === 'POST' && path === TOKEN,
      carryOut: true,
      action: { kind: 'hang' },
    });
    await muster.button('Refresh').click();
    await expect.poll(() => server.requestsTo('POST', TOKEN).length).toBe(before + 1);
    const gone = new Promise((resolve) => launched.app.process().once('exit', resolve));
    launched.app.process().kill('SIGKILL');
    await gone;
    heal();
    return { userDataDir: launched.userDataDir, keyring: launched.keyring };
  }
});

test('signs in again as the same session when its own was signed out on the account page', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(oauthServer({ oauth: { metadata: 'unstable' } }));
  const { muster, door } = await open(await launch());
  await muster.findServer(server.baseUrl);
  const page = await goThroughBrowser(muster, door, { link: as });
  const asked = page.searchParams.get('scope');
  // A server that has the earlier path only knows the earlier names.
  expect(asked).toContain('urn:matrix:org.matrix.msc2967.client:device:');
  await expect(own(muster)).toBeVisible();
  const sessions = server.devicesOf(adaId);
  const mine = sessions.at(-1) ?? '';
  server.revoke(adaId, mine);
  await muster.button('Refresh').click();
  await expect(muster.page.getByText('This sign-in has ended.').first()).toBeVisible();
  await muster.button('Sign in again').last().click();
  const again = await goThroughBrowser(muster, door, { link: as, opened: 1 });
  expect(again.searchParams.get('scope')).toBe(asked);
  await expect(muster.page.getByText('This sign-in has ended.')).toHaveCount(0);
  expect(server.devicesOf(adaId)).toEqual(sessions);
});

test('a pasted token of such a server works, and its session is not called ended when it is not', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(oauthServer());
  const { muster: other, door } = await open(await launch());
  await signInByOAuth(other, door, { baseUrl: server.baseUrl, link: as });
  await expect(own(other)).toBeVisible();
  const sessions = server.devicesOf(adaId);
  const whoAmI = server.requestsTo('GET', '/_matrix/client/v3/account/whoami').at(-1);
  const token = whoAmI?.headers.authorization?.replace('Bearer ', '') ?? '';

  const { muster } = await open(await launch());
  await muster.findServer(server.baseUrl);
  await muster.button('Use an access token').click();
  await muster.page.getByLabel('Access token').fill(token);
  await muster.button('Use this token').click();
  await expect(own(muster)).toBeVisible();
  await muster.chooseInAccountMenu('Remove account…');
  await expect(muster.dialog).toContainText('signed out, too');
  await muster.dialog.getByRole('button', { name: 'Remove account' }).click();
  await expect(muster.dialog.getByRole('alert')).toContainText('on its own page');
  expect(server.devicesOf(adaId)).toEqual(sessions);
  await muster.dialog.getByRole('button', { name: 'Remove from this computer anyway' }).click();
  await expect(muster.address).toBeVisible();
  expect(server.devicesOf(adaId)).toEqual(sessions);
});
