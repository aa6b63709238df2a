// Confirming a sign-out by other means than the password, and the way over an OAuth server's account
// page. The user's browser is a Chromium of its own; what Muster would open there is caught at the door.
import type { Browser, Page } from '@playwright/test';
import { expect, test as base, type LaunchedApp } from '../fixtures/app.ts';
import { startChromium } from '../fixtures/chromium.ts';
import { signInByOAuth } from '../fixtures/oauth-sign-in.ts';
import { signIn } from '../fixtures/sign-in.ts';
import { watchDoor, type Door } from '../fixtures/system-browser.ts';
import type { Homeserver, HomeserverOptions } from '../homeserver/server.ts';
import { MusterWindow } from '../pages/muster.ts';

const test = base.extend<object, { chromium: Browser }>({
  chromium: [
    async ({}, use) => {
      const browser = await startChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});

const ada = { localpart: 'ada', password: 'correct horse', sessions: 4 };
const eve = { localpart: 'eve', password: 'somebody else entirely', sessions: 1 };
const deletion = '/_matrix/client/v3/delete_devices';
const adaId = '@ada:demo.muster.test';
/** Main asks every three seconds; timers of another process may differ a little. */
const LEAST_GAP = 2_900;

type User = NonNullable<HomeserverOptions['users']>[number];

async function openAsAda(
  { app, page }: LaunchedApp,
  { baseUrl }: Homeserver,
): Promise<{ muster: MusterWindow; door: Door }> {
  await signIn(page, { baseUrl, user: 'ada', password: ada.password });
  const muster = new MusterWindow(page);
  await muster.accounts.getByRole('button', { name: adaId }).click();
  await expect(muster.row(/Muster on /)).toBeVisible();
  return { muster, door: await watchDoor(app) };
}

/** Ada is signed in, all other sessions are confirmed for signing out. */
async function confirmAll(
  launched: LaunchedApp,
  server: Homeserver,
): Promise<{ muster: MusterWindow; door: Door }> {
  const { muster, door } = await openAsAda(launched, server);
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  return { muster, door };
}

function users(changes: Partial<User>): HomeserverOptions {
  return { users: [{ ...ada, ...changes }, eve] };
}

async function visit(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

async function clickOn(browser: Browser, address: string, button: string): Promise<void> {
  const page = await visit(browser, address);
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('heading', { name: /Confirmed|Signed out/ }).waitFor();
  await page.context().close();
}

test('a registration token is asked for, refused with a reason, and taken', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(
    users({ flows: [['m.login.registration_token']], registrationToken: 'let-me-go' }),
  );
  const { muster } = await confirmAll(await launch(), server);
  const field = muster.dialog.getByLabel('Registration token');
  await field.fill('not-the-right-token');
  await field.press('Enter');
  await expect(muster.dialog.getByRole('alert')).toContainText('Invalid registration token');
  await expect(field).toHaveValue('');
  await field.fill('let-me-go');
  await field.press('Enter');
  await expect(muster.dialog).toContainText('4 sessions signed out');
  expect(server.devicesOf(adaId)).toHaveLength(1);
});

test('a password and then terms, which can be read first', async ({ launch, homeserver }) => {
  const server = await homeserver(users({ flows: [['m.login.password', 'm.login.terms']] }));
  const { muster, door } = await confirmAll(await launch(), server);
  await muster.answerPassword(ada.password);
  await expect(muster.dialog.getByText('Privacy policy')).toBeVisible();
  await muster.dialog.getByRole('button', { name: 'Read Privacy policy' }).click();
  expect(await door.next(0)).toBe(`${server.baseUrl}/_matrix/consent`);
  expect(server.devicesOf(adaId)).toHaveLength(5);
  await muster.dialog.getByRole('button', { name: 'Accept and sign out 4 sessions' }).click();
  await expect(muster.dialog).toContainText('4 sessions signed out');
  const sent = server.requestsTo('POST', deletion).map(({ body }) => body as { devices: unknown });
  expect(new Set(sent.map(({ devices }) => JSON.stringify(devices))).size).toBe(1);
});

test('an account without a password confirms in the browser, and is looked for gently', async ({
  launch,
  homeserver,
  chromium,
}) => {
  const server = await homeserver(users({ flows: [['m.login.sso']] }));
  const { muster, door } = await confirmAll(await launch(), server);
  await expect(muster.dialog).toContainText('sign in once more');
  expect(await door.opened()).toEqual([]);
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  const address = await door.next(0);
  expect(address).toMatch(
    new RegExp(`^${server.baseUrl}/_matrix/client/v3/auth/m\\.login\\.sso/fallback/web\\?session=`),
  );
  // Slower than the pause between two looks: they must not overlap.
  const restore = server.fault({
    match: (method, path) => method === 'POST' && path === deletion,
    action: { kind: 'delay', ms: 4_000 },
  });
  await expect
    .poll(() => server.requestsTo('POST', deletion).length, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(3);
  const arrivals = server.requestsTo('POST', deletion).map(({ at }) => at);
  for (const [index, at] of arrivals.slice(2).entries())
    expect(at - arrivals[index + 1]!).toBeGreaterThanOrEqual(4_000 + LEAST_GAP);
  restore();
  await clickOn(chromium, address, `Continue as ${adaId}`);
  await expect(muster.dialog).toContainText('4 sessions signed out', { timeout: 20_000 });
  const looks = server.requestsTo('POST', deletion).slice(1);
  expect(new Set(looks.map(({ text }) => text)).size).toBe(1);
  expect(Object.keys((looks[0]!.body as { auth: object }).auth)).toEqual(['session']);
});

test('a stage that Muster can not do is done on the page of the server, said before it opens', async ({
  launch,
  homeserver,
  chromium,
}) => {
  const stage = 'm.login.email.identity';
  const server = await homeserver(users({ flows: [['m.login.password'], [stage]] }));
  const { muster, door } = await confirmAll(await launch(), server);
  await muster.dialog.getByRole('button', { name: 'On a web page instead: confirm by' }).click();
  await expect(muster.dialog).toContainText('there you confirm by e-mail.');
  expect(await door.opened()).toEqual([]);
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  const address = new URL(await door.next(0));
  expect(address.origin).toBe(server.baseUrl);
  expect(address.pathname).toBe(`/_matrix/client/v3/auth/${stage}/fallback/web`);
  await clickOn(chromium, address.href, 'Continue');
  await expect(muster.dialog).toContainText('4 sessions signed out', { timeout: 20_000 });
  // The session alone confirms it. No mail and no text message was asked for by Muster itself.
  const [first, ...looks] = server.requestsTo('POST', deletion);
  expect(first!.body).not.toHaveProperty('auth');
  expect(new Set(looks.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  const session = address.searchParams.get('session');
  expect(looks[0]!.body).toHaveProperty('auth', { session });
  expect(server.requests.filter(({ path }) => path.includes('requestToken'))).toEqual([]);
});

test('a stage that asks nothing is sent silently, and nobody claims that it was asked', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(users({ flows: [['m.login.dummy']] }));
  const { muster } = await confirmAll(await launch(), server);
  await expect(muster.dialog).toContainText('4 sessions signed out');
  await expect(muster.dialog).toContainText("didn't ask you to confirm it");
  const sent = server.requestsTo('POST', deletion).map(({ body }) => body);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toMatchObject({ auth: { type: 'm.login.dummy' } });
});

test('a server that offers no way at all is told as such, and is asked once', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(users({ flows: [] }));
  const { muster } = await confirmAll(await launch(), server);
  await expect(muster.dialog).toContainText("This server's confirmation can't be done here.");
  await expect(muster.dialog.getByLabel('Password')).toHaveCount(0);
  expect(server.requestsTo('POST', deletion)).toHaveLength(1);
  expect(server.devicesOf(adaId)).toHaveLength(5);
});

test('"I have finished" asks at once, and says when the server does not know of it', async ({
  launch,
  homeserver,
  chromium,
}) => {
  const server = await homeserver(users({ flows: [['com.example.stage']] }));
  const { muster, door } = await confirmAll(await launch(), server);
  await expect(muster.dialog).toContainText('“com.example.stage”');
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  const address = await door.next(0);
  await muster.dialog.getByRole('button', { name: 'I have finished' }).click();
  await expect(muster.dialog.getByRole('alert')).toContainText("doesn't know of it yet");
  await clickOn(chromium, address, 'Continue');
  await muster.dialog.getByRole('button', { name: 'I have finished' }).click();
  await expect(muster.dialog).toContainText('4 sessions signed out');
});

test('somebody else in the browser is told as such, and it can be tried again', async ({
  launch,
  homeserver,
  chromium,
}) => {
  const server = await homeserver(users({ flows: [['m.login.sso']] }));
  const { muster, door } = await confirmAll(await launch(), server);
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  await clickOn(chromium, await door.next(0), 'Continue as @eve:demo.muster.test');
  await expect(muster.dialog.getByRole('alert')).toContainText('That was another account');
  expect(server.devicesOf(adaId)).toHaveLength(5);
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  await clickOn(chromium, await door.next(1), `Continue as ${adaId}`);
  await expect(muster.dialog).toContainText('4 sessions signed out');
});

test('a server that can not complete elsewhere is not asked again; the password is one click away', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({
    ...users({ flows: [['m.login.sso'], ['m.login.password']] }),
    personality: 'dendrite',
  });
  const { muster, door } = await confirmAll(await launch(), server);
  // The password comes first, being the easier way.
  await expect(muster.dialog.getByLabel('Password')).toBeVisible();
  await muster.dialog.getByRole('button', { name: /On a web page instead/ }).click();
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  await door.next(0);
  await expect(muster.dialog.getByRole('alert')).toContainText("doesn't tell whether");
  const asked = server.requestsTo('POST', deletion).length;
  // Asked by hand it is, once, and says the same.
  await muster.dialog.getByRole('button', { name: 'I have finished' }).click();
  await expect.poll(() => server.requestsTo('POST', deletion).length).toBe(asked + 1);
  await expect(muster.dialog.getByRole('alert')).toContainText("doesn't tell whether");
  await muster.dialog.getByRole('button', { name: 'Use the password instead' }).click();
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText('4 sessions signed out');
});

test('on an OAuth server 4 of 8 sessions go on its page, with a crash in the middle', async ({
  launch,
  homeserver,
  chromium,
}) => {
  const server = await homeserver({ users: [{ ...ada, sessions: 8 }], personality: 'mas' });
  const first = await launch();
  const before = new MusterWindow(first.page);
  const firstDoor = await watchDoor(first.app);
  const link = 'Continue as ada';
  await signInByOAuth(before, firstDoor, { baseUrl: server.baseUrl, link });
  await expect(before.row(/this session/)).toBeVisible();
  await before.grid.getByRole('row').nth(3).click();
  await first.page.keyboard.press('Escape');
  await first.page.keyboard.press('Space');
  for (let more = 0; more < 3; more += 1) await first.page.keyboard.press('Shift+ArrowDown');
  await before.selection.getByRole('button', { name: 'Sign out 4 sessions…' }).click();
  await expect(before.dialog).toContainText('on its own page only');
  await before.dialog.getByRole('button', { name: 'Go through 4 sessions' }).click();
  await expect(before.dialog).toContainText('0 of 4 signed out');
  // The page to sign in is all that was opened so far.
  expect(await firstDoor.opened()).toHaveLength(1);

  const all = server.devicesOf(adaId);
  const signedOut: string[] = [];
  const signOutThere = async (address: string): Promise<void> => {
    const url = new URL(address);
    expect([url.protocol, url.searchParams.get('lang')]).toEqual(['https:', 'en']);
    expect(url.searchParams.get('action')).toBe('org.matrix.device_delete');
    signedOut.push(url.searchParams.get('device_id') ?? '');
    await clickOn(chromium, address, 'Remove device');
  };
  await before.dialog.getByRole('button', { name: 'Open the page' }).click();
  for (let done = 0; done < 2; done += 1) await signOutThere(await firstDoor.next(1 + done));
  await expect(before.dialog).toContainText('2 of 4 signed out', { timeout: 20_000 });
  const open = await firstDoor.next(3);
  const gone = new Promise((resolve) => first.app.process().once('exit', resolve));
  first.app.process().kill('SIGKILL');
  await gone;
  // The page is still there.
  await signOutThere(open);

  const { userDataDir, keyring } = first;
  const second = await launch({ userDataDir, keyring });
  const after = new MusterWindow(second.page);
  const door = await watchDoor(second.app);
  await expect(second.page.getByText("A sign-out isn't finished.")).toBeVisible();
  expect(await door.opened()).toEqual([]);
  await after.button('Go on').click();
  await after.dialog.getByRole('button', { name: 'Open the page' }).click();
  await signOutThere(await door.next(0));
  await expect(after.dialog).toContainText('4 sessions signed out', { timeout: 20_000 });
  expect(new Set(signedOut).size).toBe(4);
  expect(server.devicesOf(adaId)).toEqual(all.filter((id) => !signedOut.includes(id)));

  const deletions = server.requests.filter(
    ({ method, path }) => method === 'DELETE' || path.includes('delete_devices'),
  );
  expect(deletions).toEqual([]);

  await after.dialog.getByRole('button', { name: 'Done' }).click();
  await second.page.getByRole('button', { name: 'History' }).click();
  // One act, with a restart in the middle of it.
  await second.page.getByRole('button', { name: '4 sessions signed out by Muster' }).click();
  await expect(second.page.getByText('Signed out by Muster', { exact: true })).toHaveCount(4);
  await expect(second.page.getByText('No longer in the list')).toHaveCount(0);
});
