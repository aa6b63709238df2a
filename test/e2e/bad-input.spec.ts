// What goes wrong in the world, and the sentence that a person gets for it.
import { openFirstUser } from '../fixtures/first-user.ts';
import { expect, test } from '../fixtures/app.ts';
import { stopWatching } from '../fixtures/watching.ts';
import { startTlsServer } from '../homeserver/server.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 3 };
const list = (method: string, path: string): boolean =>
  method === 'GET' && path.endsWith('/devices');

test('a server name that is no homeserver, and an address over plain http', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  server.fault({
    match: (_, path) => path.endsWith('/versions'),
    action: { kind: 'answer', status: 404, body: '<html>nothing here</html>' },
  });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.findServer(server.baseUrl);
  await expect(page.getByRole('alert')).toContainText('No Matrix server was found');
  await muster.findServer('http://example.org');
  await expect(page.getByRole('alert')).toContainText("doesn't sign in over plain http");
  await muster.findServer('not a server');
  await expect(page.getByRole('alert')).toContainText('neither a Matrix ID nor a server name');
  await muster.findServer('http://127.0.0.1:1');
  await expect(page.getByRole('alert')).toContainText("can't be reached");
});

test('a certificate that nobody vouches for', async ({ launch }) => {
  const tls = await startTlsServer();
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.findServer(tls.baseUrl);
  await expect(page.getByRole('alert')).toContainText('certificate');
  expect(tls.requests).toHaveLength(0);
  await tls.close();
});

test('an account that is locked, and one that is deactivated', async ({ launch, homeserver }) => {
  const server = await homeserver({ users: [ada] });
  const opened = await launch();
  const { page } = opened;
  const { muster, userId } = await openFirstUser(opened, server);
  server.lockUser(userId);
  await muster.button('Refresh').click();
  await expect(page.getByText(/account is locked/i)).toBeVisible();
  await expect(muster.row(/Muster on /)).toBeVisible();
  server.unlockUser(userId);
  await muster.button('Retry').click();
  await expect(page.getByText(/account is locked/i)).toBeHidden();
  server.fault({
    match: (method, path) => method === 'POST' && path === '/_matrix/client/v3/login',
    action: {
      kind: 'answer',
      status: 403,
      body: JSON.stringify({ errcode: 'M_USER_DEACTIVATED', error: 'Gone' }),
    },
  });
  await muster.addAccount({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(page.getByText(/deactivated/i)).toBeVisible();
});

test('a sign-in that was ended elsewhere stays on screen with its list', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const opened = await launch();
  const { page } = opened;
  const { muster, userId } = await openFirstUser(opened, server);
  server.revoke(userId, server.devicesOf(userId).at(-1) ?? '');
  await muster.button('Refresh').click();
  await expect(page.getByText('This sign-in has ended.')).toBeVisible();
  expect(await muster.rowCount()).toBe(4);
  await muster.button('Sign in again').last().click();
  await muster.password.fill(ada.password);
  await muster.button('Sign in').click();
  await expect(page.getByText('This sign-in has ended.')).toBeHidden();
  expect(await muster.rowCount()).toBe(4);
});

const answers = [
  [
    'a page instead of JSON',
    { status: 200, body: '<html>Log in to the hotel</html>' },
    /can't be read/,
  ],
  ['a 404 of a proxy', { status: 404, body: '' }, /can't be read/],
  ['a server error', { status: 500, body: '{"errcode":"M_UNKNOWN"}' }, /has a problem/],
  ['broken JSON', { status: 200, body: '{"devices": [' }, /can't be read/],
] as const;

for (const [what, answer, words] of answers) {
  test(`${what}: told, and the list stays`, async ({ launch, homeserver }) => {
    const server = await homeserver({ users: [ada] });
    const { page } = await launch();
    const muster = new MusterWindow(page);
    await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
    await expect(muster.row(/Muster on /)).toBeVisible();
    await stopWatching(page);
    const mend = server.fault({ match: list, action: { kind: 'answer', ...answer } });
    await muster.button('Refresh').click();
    await expect(page.getByText(words)).toBeVisible();
    expect(await muster.rowCount()).toBe(4);
    mend();
    await muster.button('Retry').click();
    await expect(page.getByText(words)).toBeHidden();
  });
}

test('a server that asks for a pause: the wait is shown, and Muster goes on by itself', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  server.fault({
    match: list,
    times: 1,
    action: {
      kind: 'answer',
      status: 429,
      headers: { 'Retry-After': '3' },
      body: '{"errcode":"M_LIMIT_EXCEEDED"}',
    },
  });
  await muster.button('Refresh').click();
  await expect(page.getByText(/tries again in/)).toBeVisible();
  await expect(page.getByText(/tries again in/)).toBeHidden();
  await expect(page.getByText(/read just now/)).toBeVisible();
});

test('entries that cannot be used are left out and counted, never the list', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const opened = await launch();
  const { page } = opened;
  const { muster, userId } = await openFirstUser(opened, server);
  // A list without Muster's own session would not be believed.
  const own = server.devicesOf(userId).at(-1);
  server.setRawDevices(
    userId,
    JSON.stringify({
      devices: [
        { device_id: own },
        { device_id: 'FINE', display_name: null, last_seen_ts: 9e18, last_seen_ip: '' },
        { device_id: 'FINE', display_name: 'again' },
        { device_id: 7 },
        null,
        'text',
        { display_name: 'no id' },
        { device_id: 'HUGE', display_name: 'x'.repeat(100_000), last_seen_ts: -1 },
      ],
    }),
  );
  await muster.button('Refresh').click();
  await expect(page.getByText("5 entries of the server's answer were unusable")).toBeVisible();
  expect(await muster.rowCount()).toBe(3);
  await expect(muster.row(/FINE/)).toContainText('unknown');
});
