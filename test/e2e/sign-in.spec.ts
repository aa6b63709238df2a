// Signing in, coming back, several accounts, and what the keychain does meanwhile.
import { spawnSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 12 };
const grace = { localpart: 'grace', password: 'battery staple', sessions: 3 };

test('signs in, keeps the token in the keychain alone, and is still signed in when reopened', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const first = await launch();
  const muster = new MusterWindow(first.page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toContainText('this session');
  expect(await muster.rowCount()).toBe(13);

  const login = server.requestsTo('POST', '/_matrix/client/v3/login');
  expect(login).toHaveLength(1);
  expect(login[0]?.text).toMatch(/"initial_device_display_name":"Muster on [^"]/);
  const token = keychainItem(first.keyring.env);
  expect(token).not.toBe('');
  await first.quit();
  expect(await filesHolding(first.userDataDir, [token, ada.password])).toEqual([]);

  // The server is gone: the list of the last visit is there all the same.
  await server.close();
  const again = await launch({ userDataDir: first.userDataDir, keyring: first.keyring });
  const reopened = new MusterWindow(again.page);
  await expect(reopened.row(/Muster on /)).toBeVisible();
  expect(await reopened.rowCount()).toBe(13);
  await expect(again.page.getByText("can't be reached")).toBeVisible();
  await expect(again.page.getByText(/This list is from/)).toBeVisible();
});

test('keeps the list of the last visit on screen while the server is slow', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const first = await launch();
  const muster = new MusterWindow(first.page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  await first.quit();

  const id = server.users[0]?.userId ?? '';
  server.addSession(id, { displayName: 'Newcomer' });
  const free = server.fault({
    match: (method, path) => method === 'GET' && path.endsWith('/devices'),
    action: { kind: 'delay', ms: 2_000 },
  });
  const again = await launch({ userDataDir: first.userDataDir, keyring: first.keyring });
  const reopened = new MusterWindow(again.page);
  await expect(reopened.row(/Muster on /)).toBeVisible();
  await expect(again.page.getByText(/reading again/)).toBeVisible();
  await expect(reopened.row(/Newcomer/)).toBeHidden();
  await expect(reopened.row(/Newcomer/)).toBeVisible();
  free();
});

test('shows several accounts on several homeservers side by side', async ({
  launch,
  homeserver,
}) => {
  const one = await homeserver({ users: [ada] });
  const two = await homeserver({ users: [grace], personality: 'dendrite' });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: one.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  await muster.addAccount({ baseUrl: two.baseUrl, user: 'grace', password: grace.password });
  await expect(muster.accounts.getByRole('button', { name: /@grace.*, 4 sessions/ })).toBeVisible();
  expect(await muster.rowCount()).toBe(4);
  await muster.accounts.getByRole('button', { name: /@ada/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('@ada');
  expect(await muster.rowCount()).toBe(13);
});

test('asks again after a wrong password, with the reason', async ({ launch, homeserver }) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: 'wrong' });
  await expect(page.getByRole('alert')).toContainText(/password/i);
  await expect(muster.password).toHaveValue('');
  await expect(muster.password).toBeFocused();
  await muster.password.fill(ada.password);
  await muster.button('Sign in').click();
  await expect(muster.row(/Muster on /)).toBeVisible();
});

for (const state of ['no-bus', 'no-service', 'locked'] as const) {
  test(`with a keychain that is ${state}: says so before signing in, and offers this run only`, async ({
    launch,
    homeserver,
  }) => {
    const server = await homeserver({ users: [ada] });
    const first = await launch({ keyring: state });
    const muster = new MusterWindow(first.page);
    await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
    await expect(first.page.getByRole('alert')).toContainText(/keychain|keyring/i);
    expect(server.requestsTo('POST', '/_matrix/client/v3/login')).toHaveLength(0);

    await first.page.getByLabel(/for this run only/).check();
    await muster.password.fill(ada.password);
    await muster.button('Sign in').click();
    await expect(muster.row(/Muster on /)).toBeVisible();
    await first.quit();
    expect(await filesHolding(first.userDataDir, [ada.password])).toEqual([]);

    // The next run has no token, and says so; signing in again makes no further session.
    const sessions = server.devicesOf(server.users[0]?.userId ?? '').length;
    const again = await launch({ userDataDir: first.userDataDir, keyring: first.keyring });
    const reopened = new MusterWindow(again.page);
    await expect(again.page.getByText('This account was kept for one run only.')).toBeVisible();
    await reopened.button('Sign in again').last().click();
    await again.page.getByLabel(/for this run only/).check();
    await reopened.password.fill(ada.password);
    await reopened.button('Sign in').click();
    await expect(reopened.row(/Muster on /)).toBeVisible();
    expect(server.devicesOf(server.users[0]?.userId ?? '')).toHaveLength(sessions);
  });
}

/** The one item of Muster in the test's own keyring. */
function keychainItem(env: Readonly<Record<string, string>>): string {
  const found = spawnSync('secret-tool', ['search', '--unlock', 'service', 'chat.muster.desktop'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return /^secret = (.+)$/m.exec(found.stdout)?.[1] ?? '';
}

/** Files below a folder that contain one of the secrets. */
async function filesHolding(folder: string, secrets: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return files.filter((_, index) =>
    secrets.some((secret) => contents[index]?.includes(secret) === true),
  );
}
