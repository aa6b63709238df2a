// Single sign-on on a real Synapse, through a real OpenID provider: signing in, and confirming a
// sign-out. The person at the browser is played in a Chromium of its own; what Muster would open
// there is caught at the door.
import type { Browser, Page } from '@playwright/test';
import { expect, type LaunchedApp } from '../fixtures/app.ts';
import { startChromium } from '../fixtures/chromium.ts';
import { test as base } from '../fixtures/synapse.ts';
import { watchDoor, type Door } from '../fixtures/system-browser.ts';
import { startOpenIdProvider, type OpenIdProvider } from '../openid/openid-provider.ts';
import { MusterWindow } from '../pages/muster.ts';
import { OIDC_CALLBACK_PATH, type IdentityProvider } from '../synapse/synapse-config.ts';
import { startSynapse, type Synapse } from '../synapse/synapse-server.ts';

const password = 'a long enough password';
const names = ['University', 'Choir'];
const people = ['ada', 'eve', 'grace', 'joan', 'katherine', 'linda', 'mary', 'rosa'];

interface World {
  readonly chromium: Browser;
  readonly providers: readonly IdentityProvider[];
  /** One Synapse for the tests of a worker; each has people of its own. */
  readonly server: Synapse;
}

const test = base.extend<object, World>({
  chromium: [
    async ({}, use) => {
      const browser = await startChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  providers: [
    async ({}, use) => {
      const started = await Promise.all(names.map(startProvider));
      await use(started.map(({ entry }) => entry));
      for (const { provider } of started) await provider.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ providers }, use) => {
      const server = await startSynapse({ identityProviders: providers });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
});

/** The provider, and what Synapse has to know of it. */
async function startProvider(
  name: string,
): Promise<{ readonly provider: OpenIdProvider; readonly entry: IdentityProvider }> {
  const id = name.toLowerCase();
  const clientId = `synapse-${id}`;
  const callbackPath = OIDC_CALLBACK_PATH;
  const provider = await startOpenIdProvider({ name, people, clientId, callbackPath });
  return { provider, entry: { id, name, issuer: provider.issuer, clientId } };
}

test('signs a new person in where an identity provider is the only way', async ({
  launch,
  evidence,
  synapse,
  chromium,
  providers,
}) => {
  const server = await synapse({ identityProviders: providers, passwords: false });
  const { app, page } = await launch();
  const door = await watchDoor(app);
  const muster = new MusterWindow(page);
  await muster.findServer(server.baseUrl);
  await expect(muster.button('Continue with Choir')).toBeVisible();
  await expect(muster.password).toBeHidden();
  await muster.button('Continue with University').click();

  const address = new URL(await door.next(0));
  expect(address.pathname).toBe('/_matrix/client/v3/login/sso/redirect/oidc-university');
  const tab = await open(chromium, address.href);
  await beAtProvider(tab, 'University', 'ada');
  await createAccount(tab);
  evidence.note('issued', [await comeBack(tab)]);

  await expect(muster.row(/Muster on /)).toContainText('this session');
  expect(await muster.rowCount()).toBe(1);
  expect(await server.devicesOf(`@ada:${server.serverName}`)).toHaveLength(1);
});

test('an account without a password confirms in the browser what is signed out', async ({
  launch,
  chromium,
  server,
}) => {
  const graceId = await server.addUser('grace', { identities: { 'oidc-choir': 'grace' } });
  await server.addDevices(graceId, ['A', 'B', 'C', 'D']);
  const { muster, door } = await signInAtProvider(await launch(), { chromium, server }, 'grace');
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await expect(muster.dialog).toContainText('sign in once more');
  expect(await door.opened()).toHaveLength(1);
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();

  await confirm(chromium, await door.next(1), 'grace');
  await expect(muster.dialog).toContainText('4 sessions signed out', { timeout: 20_000 });
  const [own, ...others] = await server.devicesOf(graceId);
  expect(others).toEqual([]);
  await muster.dialog.getByRole('button', { name: 'Done' }).click();
  await expect(muster.grid.locator('[data-row] code')).toHaveText([own ?? '']);
});

test('"I have finished" asks at once, for one session too', async ({
  launch,
  chromium,
  server,
}) => {
  const maryId = await server.addUser('mary', { identities: { 'oidc-choir': 'mary' } });
  await server.addDevices(maryId, ['OLD', 'KEPT']);
  const { muster, door } = await signInAtProvider(await launch(), { chromium, server }, 'mary');
  await muster.row(/OLD/).click();
  await muster.details.getByRole('button', { name: 'Sign out…' }).click();
  await muster.confirmSignOut();
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  const address = await door.next(1);
  await muster.dialog.getByRole('button', { name: 'I have finished' }).click();
  await expect(muster.dialog.getByRole('alert')).toContainText("doesn't know of it yet");
  await confirm(chromium, address, 'mary');
  await muster.dialog.getByRole('button', { name: 'I have finished' }).click();
  await expect(muster.dialog).toContainText('1 session signed out');
  const left = await server.devicesOf(maryId);
  expect(left).toContain('KEPT');
  expect(left).not.toContain('OLD');
});

test('somebody else at the identity provider is told as such, and it can be tried again', async ({
  launch,
  chromium,
  server,
}) => {
  const joanId = await server.addUser('joan', { identities: { 'oidc-choir': 'joan' } });
  await server.addUser('eve', { identities: { 'oidc-choir': 'eve' } });
  await server.addDevices(joanId, ['A', 'B', 'C']);
  const { muster, door } = await signInAtProvider(await launch(), { chromium, server }, 'joan');
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  const wrong = await atConfirmation(chromium, await door.next(1));
  await beAtProvider(wrong, 'Choir', 'eve');
  await expect(wrong.getByRole('heading', { name: "That doesn't look right" })).toBeVisible();
  await wrong.context().close();
  await expect(muster.dialog.getByRole('alert')).toContainText('That was another account');
  expect(await server.devicesOf(joanId)).toHaveLength(4);

  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  await confirm(chromium, await door.next(2), 'joan');
  await expect(muster.dialog).toContainText('3 sessions signed out', { timeout: 20_000 });
  expect(await server.devicesOf(joanId)).toHaveLength(1);
});

test('takes an account up again as the same session, and lets nobody else take it up', async ({
  launch,
  chromium,
  server,
}) => {
  const lindaId = await server.addUser('linda', { identities: { 'oidc-choir': 'linda' } });
  const rosaId = await server.addUser('rosa', { identities: { 'oidc-choir': 'rosa' } });
  const { muster, door } = await signInAtProvider(await launch(), { chromium, server }, 'linda');
  const sessions = await server.devicesOf(lindaId);
  await server.removeDevice(lindaId, sessions[0] ?? '');
  await muster.button('Refresh').click();
  await expect(muster.page.getByText('This sign-in has ended.').first()).toBeVisible();
  await muster.button('Sign in again').last().click();
  await muster.button('Use the browser').click();

  await muster.button('Continue with Choir').click();
  await signInOnPage(chromium, await door.next(1), 'rosa');
  const alert = muster.page.getByRole('alert');
  await expect(alert).toContainText('The server signed in somebody else.');
  await expect(alert).toContainText(rosaId);
  expect(await server.devicesOf(rosaId)).toEqual([]);

  await muster.button('Continue with Choir').click();
  await signInOnPage(chromium, await door.next(2), 'linda');
  await expect(muster.row(/this session/)).toBeVisible();
  expect(await server.devicesOf(lindaId)).toEqual(sessions);
});

test('an account with both is asked for the password; the browser is one click away', async ({
  launch,
  chromium,
  server,
}) => {
  const identities = { 'oidc-choir': 'katherine' };
  const katherineId = await server.addUser('katherine', { password, identities });
  await server.addDevices(katherineId, ['A', 'B']);
  const { app, page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'katherine', password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  const door = await watchDoor(app);
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await expect(muster.dialog.getByLabel('Password')).toBeVisible();
  await muster.dialog.getByRole('button', { name: 'On a web page instead: sign in' }).click();
  await muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  await expect(muster.dialog.getByRole('button', { name: 'Use the password' })).toBeVisible();
  await confirm(chromium, await door.next(0), 'katherine');
  await expect(muster.dialog).toContainText('2 sessions signed out', { timeout: 20_000 });
  expect(await server.devicesOf(katherineId)).toHaveLength(1);
});

/** Signs in with the Choir's button; the person has an account. */
async function signInAtProvider(
  { app, page }: LaunchedApp,
  { chromium, server }: Pick<World, 'chromium' | 'server'>,
  person: string,
): Promise<{ readonly muster: MusterWindow; readonly door: Door }> {
  const door = await watchDoor(app);
  const muster = new MusterWindow(page);
  await muster.findServer(server.baseUrl);
  await muster.button('Use the browser').click();
  await muster.button('Continue with Choir').click();
  await signInOnPage(chromium, await door.next(0), person);
  await expect(muster.row(/Muster on /)).toBeVisible();
  return { muster, door };
}

async function signInOnPage(chromium: Browser, address: string, person: string): Promise<void> {
  const tab = await open(chromium, address);
  await beAtProvider(tab, 'Choir', person);
  await comeBack(tab);
}

/** In a window that remembers nobody. Synapse's pages have a picture from elsewhere: it isn't fetched. */
async function open(chromium: Browser, address: string): Promise<Page> {
  const context = await chromium.newContext();
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  const tab = await context.newPage();
  await tab.goto(address);
  return tab;
}

async function beAtProvider(tab: Page, name: string, person: string): Promise<void> {
  await expect(tab.getByRole('heading', { name: `Sign in with ${name}` })).toBeVisible();
  await tab.getByRole('button', { name: `Continue as ${person}` }).click();
}

/** Synapse's page submits only after it has found that the name is free; its first click may do that. */
async function createAccount(tab: Page): Promise<void> {
  const heading = tab.getByRole('heading', { name: 'Create your account' });
  await expect(heading).toBeVisible();
  await expect(async () => {
    if (await heading.isVisible()) await tab.getByRole('button', { name: 'Continue' }).click();
    await expect(heading).toBeHidden({ timeout: 1_000 });
  }).toPass();
}

/** Synapse asks whether Muster's listener is where to go. Returns the token that it brought there. */
async function comeBack(tab: Page): Promise<string> {
  await expect(tab.getByRole('heading', { name: 'Continue to your account' })).toBeVisible();
  await tab.getByRole('link', { name: 'Continue' }).click();
  await expect(tab.getByRole('heading', { name: 'You can go back to Muster' })).toBeVisible();
  const loginToken = new URL(tab.url()).searchParams.get('loginToken') ?? '';
  await tab.context().close();
  return loginToken;
}

/** Synapse says what is about to happen, and leads to the provider. */
async function atConfirmation(chromium: Browser, address: string): Promise<Page> {
  const tab = await open(chromium, address);
  await expect(tab.getByText(/remove (a device|device\(s\)) from your account/)).toBeVisible();
  await tab.getByRole('link', { name: 'Continue with Choir' }).click();
  return tab;
}

async function confirm(chromium: Browser, address: string, person: string): Promise<void> {
  const tab = await atConfirmation(chromium, address);
  await beAtProvider(tab, 'Choir', person);
  await expect(tab.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  await tab.context().close();
}
