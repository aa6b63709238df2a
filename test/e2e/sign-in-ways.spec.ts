// The ways in beside a user name and a password, and sign-ins that renew themselves, in a real
// Electron with a real browser.
import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { expect, test, type LaunchedApp } from '../fixtures/app.ts';
import { startChromium } from '../fixtures/chromium.ts';
import { filesWith } from '../fixtures/files.ts';
import { watchDoor } from '../fixtures/system-browser.ts';
import type { Homeserver } from '../homeserver/server.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = {
  localpart: 'ada',
  password: 'correct horse',
  sessions: 4,
  emails: ['ada@example.org'],
  phones: ['DE 0160123'],
};
const adaId = '@ada:demo.muster.test';
const providers = [
  { id: 'oidc-github', name: 'GitHub', brand: 'github', picture: onePixel() },
  { id: 'uni', name: 'University' },
];
const LOGIN = '/_matrix/client/v3/login';
const REFRESH = '/_matrix/client/v3/refresh';

function onePixel(): Uint8Array {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  return Buffer.from(png, 'base64');
}

interface LoginBody {
  readonly type: string;
  readonly token?: string;
  readonly identifier?: unknown;
}

const logins = (server: Homeserver) =>
  server.requestsTo('POST', LOGIN).map(({ body }) => body as LoginBody);

test.describe('by the browser', () => {
  test('signs in with one of the identity providers, whatever else comes to the listener', async ({
    launch,
    homeserver,
  }) => {
    const server = await homeserver({ users: [ada], sso: { providers } });
    const launched = await launch();
    const { app, page } = launched;
    const door = await watchDoor(app);
    const muster = new MusterWindow(page);
    await recordEvents(page);
    await muster.findServer(server.baseUrl);
    await muster.button('Use the browser').click();
    await expect(muster.button('Continue with University')).toBeVisible();
    // Its picture, where the other has a letter.
    await expect(muster.button('Continue with GitHub').locator('canvas')).toBeVisible();
    await expect(muster.button('Continue with University').locator('canvas')).toHaveCount(0);
    await muster.button('Continue with GitHub').click();
    await expect(page.getByRole('heading', { name: 'Go on in your browser' })).toBeVisible();

    const address = new URL(await door.next(0));
    expect(address.origin).toBe(server.baseUrl);
    expect(address.pathname).toBe(`${LOGIN}/sso/redirect/oidc-github`);
    const back = new URL(address.searchParams.get('redirectUrl') ?? '');
    expect(back.hostname).toBe('127.0.0.1');
    await attack(back);
    expect(logins(server)).toEqual([]);

    const chromium = await startChromium();
    try {
      const tab = await chromium.newPage();
      await tab.goto(address.href);
      await tab.getByRole('link', { name: 'Continue as ada' }).click();
      await expect(tab.getByRole('heading', { name: 'You can go back to Muster' })).toBeVisible();
    } finally {
      await chromium.close();
    }
    await expect(muster.row(/Muster on /)).toContainText('this session');
    expect(await muster.rowCount()).toBe(5);
    const [login, ...more] = logins(server);
    expect(more).toEqual([]);
    expect(login).toMatchObject({ type: 'm.login.token', refresh_token: true });
    await expect(send(back.href)).rejects.toThrow(/ECONNREFUSED/);
    await expectNoTrace(launched, [login?.token ?? '', ...keychainItems(launched)]);
  });

  test('comes first where the server asks for it, and a password is the older way', async ({
    launch,
    homeserver,
  }) => {
    const sso = { providers: [], preferred: true };
    const server = await homeserver({ users: [ada], sso });
    const { app, page } = await launch();
    const door = await watchDoor(app);
    const muster = new MusterWindow(page);
    await muster.findServer(server.baseUrl);
    await muster.button('Open the browser').click();
    const address = await door.next(0);
    expect(new URL(address).pathname).toBe(`${LOGIN}/sso/redirect`);
    await muster.button('Back').click();
    await expect(muster.button('Open the browser')).toBeVisible();
    await expect(muster.button('Use a password (older way)')).toBeVisible();
    await expect(muster.button('Use an access token')).toBeVisible();
    // Nobody listens any more.
    await expect(send(await comeBack(address, 'ada'))).rejects.toThrow(/ECONNREFUSED/);
  });

  test('takes the address of a last page that could not be opened', async ({
    launch,
    homeserver,
  }) => {
    const server = await homeserver({ users: [ada], sso: { providers, password: false } });
    const { app, page } = await launch();
    const door = await watchDoor(app);
    const muster = new MusterWindow(page);
    await muster.findServer(server.baseUrl);
    await muster.button('Continue with University').click();
    const last = await comeBack(await door.next(0), 'ada');
    const field = page.getByLabel('Address of the last page');
    await field.fill(last.replace('127.0.0.1', 'localhost'));
    await field.press('Enter');
    await expect(page.getByRole('alert')).toContainText("That isn't the address");
    await field.fill(last);
    await field.press('Enter');
    await expect(muster.row(/Muster on /)).toBeVisible();
    expect(logins(server)).toHaveLength(1);
  });

  test('lets nobody else in than the one who was asked for', async ({ launch, homeserver }) => {
    const server = await homeserver({ users: [ada], sso: { providers } });
    const { app, page } = await launch();
    const door = await watchDoor(app);
    const muster = new MusterWindow(page);
    const wanted = `@grace:${new URL(server.baseUrl).host}`;
    await muster.findServer(wanted);
    await muster.button('Use the browser').click();
    await muster.button('Continue with GitHub').click();
    expect(await send(await comeBack(await door.next(0), 'ada'))).toBe(200);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The server signed in somebody else.');
    await expect(alert).toContainText(adaId);
    await expect(alert).toContainText(wanted);
    expect(server.devicesOf(adaId)).toHaveLength(ada.sessions);
    await expect(muster.grid).toBeHidden();
  });
});

test('signs in with an e-mail address, and with a phone number', async ({ launch, homeserver }) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.findServer(server.baseUrl);
  await muster.button('Use e-mail').click();
  await page.getByLabel('E-mail address').fill(ada.emails[0] ?? '');
  await muster.password.fill('wrong');
  await muster.button('Sign in').click();
  await expect(page.getByRole('alert')).toContainText(/isn't right/);
  await muster.button('Use a phone number').click();
  await page.getByLabel('Country').selectOption('Germany');
  await page.getByLabel('Phone number').fill('0160 123');
  await muster.password.fill(ada.password);
  await muster.button('Sign in').click();
  await expect(muster.row(/Muster on /)).toBeVisible();
  expect(logins(server).map(({ identifier }) => identifier)).toEqual([
    { type: 'm.id.thirdparty', medium: 'email', address: 'ada@example.org' },
    { type: 'm.id.phone', country: 'DE', phone: '0160 123', number: '0160 123' },
  ]);
});

test('uses a pasted access token, and says when the server does not know it', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const elsewhere = await logInElsewhere(server);
  const launched = await launch();
  const { page } = launched;
  const muster = new MusterWindow(page);
  await recordEvents(page);
  await muster.findServer(server.baseUrl);
  await muster.button('Use an access token').click();
  const field = page.getByLabel('Access token');
  await field.fill('hs_nonsense');
  await muster.button('Use this token').click();
  await expect(page.getByRole('alert')).toContainText("The server doesn't know this access token.");
  await expect(field).toHaveValue('');
  await field.fill(elsewhere.token);
  await field.press('Enter');
  await expect(muster.row(/Another client/)).toContainText('this session');
  expect(logins(server)).toHaveLength(1);
  await expectNoTrace(launched, [elsewhere.token]);
});

test('says that the account has no room for another session, in words', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  server.fault({
    match: (method, path) => method === 'POST' && path === LOGIN,
    action: {
      kind: 'answer',
      status: 403,
      body: JSON.stringify({
        errcode: 'M_USER_LIMIT_EXCEEDED',
        error: 'Too many',
        info_uri: 'https://example.org/limits',
      }),
    },
  });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('as many sessions as the server allows');
  await expect(alert).toContainText('https://example.org/limits');
});

test.describe('a sign-in that renews itself', () => {
  const hour = 3_600_000;

  test('asks for new tokens once, however many requests wait, and leaves none on disk', async ({
    launch,
    homeserver,
  }) => {
    const refresh = { lifetimeMs: hour, kind: 'spec' } as const;
    const server = await homeserver({ users: [ada], refresh });
    const launched = await launch();
    const { page } = launched;
    const muster = new MusterWindow(page);
    await recordEvents(page);
    await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
    await expect(muster.row(/Muster on /)).toBeVisible();
    const before = keychainItems(launched);
    expect(before).toHaveLength(2);

    server.expireTokens(adaId);
    const answers = await page.evaluate(async () => {
      const snapshot = await window.muster!.app.snapshot(null);
      const accountId = snapshot.ok ? snapshot.value.accounts[0]!.accountId : ('' as never);
      const list = await window.muster!.sessions.open({ accountId });
      const ids = list.ok ? list.value.sessions.map(({ deviceId }) => deviceId) : [];
      const details = ids.map((deviceId) =>
        window.muster!.sessions.detail({ accountId, deviceId }),
      );
      return (await Promise.all(details)).map((detail) => detail.ok && detail.value.kind);
    });
    expect(answers).toEqual(Array.from({ length: 5 }, () => 'found'));
    expect(server.requestsTo('POST', REFRESH)).toHaveLength(1);
    const after = keychainItems(launched);
    expect(after).toHaveLength(2);
    expect(after.filter((secret) => before.includes(secret))).toEqual([]);
    await expectNoTrace(launched, [...before, ...after, ada.password]);
  });

  test('survives a crash before it heard of its new tokens', async ({ launch, homeserver }) => {
    const server = await homeserver({ users: [ada], refresh: { lifetimeMs: hour, kind: 'spec' } });
    const crashed = await crashWhileRenewing(await launch(), server);
    const { page } = await launch(crashed);
    const muster = new MusterWindow(page);
    await expect(muster.row(/Newcomer/)).toBeVisible();
    await expect(page.getByText('This sign-in has ended.')).toBeHidden();
    expect(server.requestsTo('POST', REFRESH)).toHaveLength(2);
  });

  test('ends where a strict server forgot the old tokens, and is taken up again by the same session', async ({
    launch,
    homeserver,
  }) => {
    const refresh = { lifetimeMs: hour, kind: 'strict' } as const;
    const server = await homeserver({ users: [ada], refresh });
    const crashed = await crashWhileRenewing(await launch(), server);
    const sessions = server.devicesOf(adaId);
    const { page } = await launch(crashed);
    const muster = new MusterWindow(page);
    // The last list is still there.
    await expect(muster.row(/Muster on /)).toBeVisible();
    await muster.button('Sign in again').last().click();
    await muster.password.fill(ada.password);
    await muster.button('Sign in').click();
    await expect(muster.row(/Newcomer/)).toBeVisible();
    expect(server.devicesOf(adaId)).toEqual(sessions);
    expect(server.requestsTo('POST', REFRESH)).toHaveLength(2);
  });

  /** Killed when the server has issued new tokens and Muster has not got them. */
  async function crashWhileRenewing(first: LaunchedApp, server: Homeserver) {
    const muster = new MusterWindow(first.page);
    await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
    await expect(muster.row(/Muster on /)).toBeVisible();
    server.addSession(adaId, { displayName: 'Newcomer' });
    server.expireTokens(adaId);
    const mend = server.fault({
      match: (method, path) => method === 'POST' && path === REFRESH,
      carryOut: true,
      action: { kind: 'hang' },
    });
    await muster.button('Refresh').click();
    await expect.poll(() => server.requestsTo('POST', REFRESH).length).toBe(1);
    const child = first.app.process();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    mend();
    return { userDataDir: first.userDataDir, keyring: first.keyring };
  }
});

/** What anybody on this computer may send who does not know the whole address. */
async function attack(back: URL): Promise<void> {
  const token = '?loginToken=lt_of_somebody_else';
  for (const path of ['/', '/guess', `${back.pathname}x`, `/${'x'.repeat(10_000)}`])
    expect(await send(back.origin + path + token)).toBe(404);
  expect(await send(back.href + token, { headers: { host: 'evil.example' } })).toBe(404);
  expect(await send(back.href + token, { headers: { 'sec-fetch-mode': 'no-cors' } })).toBe(404);
  expect(await send(back.href + token, { method: 'POST' })).toBe(404);
  expect(await send(back.href)).toBe(404);
}

/** The status of the answer. */
function send(
  address: string,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(address, { agent: false, ...options }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

/** Signs in on the page; the address that the browser is sent to then. */
async function comeBack(address: string, localpart: string): Promise<string> {
  const page = await locationOf(address);
  const { origin, pathname, search } = new URL(page);
  return locationOf(`${origin}${pathname}/as/${localpart}${search}`);
}

async function locationOf(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

async function logInElsewhere({ baseUrl }: Homeserver): Promise<{ readonly token: string }> {
  const answer = await fetch(baseUrl + LOGIN, {
    method: 'POST',
    body: JSON.stringify({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: ada.localpart },
      password: ada.password,
      initial_device_display_name: 'Another client',
    }),
  });
  return { token: ((await answer.json()) as { access_token: string }).access_token };
}

/** The secrets of Muster in the test's own keyring. */
function keychainItems({ keyring }: LaunchedApp): readonly string[] {
  const args = ['search', '--all', '--unlock', 'service', 'chat.muster.desktop'];
  const env = { ...process.env, ...keyring.env };
  const found = spawnSync('secret-tool', args, { env, encoding: 'utf8' });
  return [...found.stdout.matchAll(/^secret = (.+)$/gm)].map((match) => match[1] ?? '');
}

/** Keeps what main tells the window, to be searched by `expectNoTrace`. */
async function recordEvents(page: LaunchedApp['page']): Promise<void> {
  await page.evaluate(() => {
    const recorded: string[] = [];
    Object.assign(globalThis, { recorded });
    const keep = (payload: unknown) => void recorded.push(JSON.stringify(payload));
    window.muster!.signIn.changed(keep);
    window.muster!.accounts.changed(keep);
    window.muster!.sessions.changed(keep);
  });
}

/** Quits, and looks for secrets in files, output, console, events and the page. */
async function expectNoTrace(launched: LaunchedApp, secrets: readonly string[]): Promise<void> {
  const { page, userDataDir, keyring } = launched;
  const seen = await page.evaluate(
    () =>
      (globalThis as unknown as { recorded: string[] }).recorded.join() + document.body.innerHTML,
  );
  await launched.quit();
  const heard = [seen, launched.output(), ...launched.console()].join('\n');
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    expect(heard).not.toContain(secret);
    for (const folder of [userDataDir, keyring.home])
      expect(await filesWith(folder, secret)).toEqual([]);
  }
}
