// The list and one session of it: order, search, keyboard, details, rename, hostile names.
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

const day = 24 * 60 * 60 * 1000;
const sessions = [
  { deviceId: 'WEBFIREFOX', displayName: 'Element Web on Firefox', lastSeenAt: Date.now() - day },
  { deviceId: 'ANDROIDX', displayName: 'Element X Android', lastSeenAt: Date.now() - 2 * day },
  { deviceId: 'NHEKO', displayName: 'nheko', lastSeenAt: Date.now() - 40 * day },
  { deviceId: 'BOT', displayName: 'matrix-nio', lastSeenAt: Date.now() - 400 * day },
  { deviceId: 'NAMELESS' },
];
const ada = { localpart: 'ada', password: 'correct horse', sessions };

test('sorts by any column, with unknown last seen at the end both ways', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  const names = () => muster.grid.locator('[data-row] code').allTextContents();
  const own = server.devicesOf(server.users[0]?.userId ?? '').at(-1) ?? '';

  await expect.poll(names).toEqual([own, 'WEBFIREFOX', 'ANDROIDX', 'NHEKO', 'BOT', 'NAMELESS']);
  await muster.grid.getByRole('button', { name: 'Last seen' }).click();
  await expect.poll(names).toEqual(['BOT', 'NHEKO', 'ANDROIDX', 'WEBFIREFOX', own, 'NAMELESS']);
  await muster.grid.getByRole('button', { name: 'Session' }).click();
  await expect.poll(names).toEqual(['WEBFIREFOX', 'ANDROIDX', 'BOT', own, 'NHEKO', 'NAMELESS']);
  await expect(muster.grid.getByRole('columnheader', { name: 'Session' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
});

test('is worked with the keyboard alone', async ({ launch, homeserver }) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await expect(muster.address).toBeFocused();
  await page.keyboard.type(server.baseUrl);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('User')).toBeFocused();
  await page.keyboard.type('ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');
  await expect(muster.row(/Muster on /)).toBeVisible();

  // Search, then select what it shows.
  await page.keyboard.press('/');
  await expect(muster.search).toBeFocused();
  await page.keyboard.type('element');
  await expect.poll(() => muster.rowCount()).toBe(2);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await expect(muster.selection).toContainText('2 selected');
  await page.keyboard.press('Escape');
  await expect(muster.selection).toBeHidden();
  await page.keyboard.press('Escape');
  await expect.poll(() => muster.rowCount()).toBe(6);

  // A range with shift, one off with space, details with Enter, back with Esc.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(muster.selection).toContainText('3 selected');
  await page.keyboard.press('Space');
  await expect(muster.selection).toContainText('2 selected');
  await page.keyboard.press('Enter');
  await expect(muster.details).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(muster.details).toBeHidden();

  // Ctrl+A never takes Muster's own session.
  await page.keyboard.press('Control+a');
  await expect(muster.selection).toContainText('5 selected');
  await page.keyboard.press('Control+f');
  await expect(muster.search).toBeFocused();
});

test("reads one session from the server, and says so when it's gone", async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await muster.row(/nheko/).click();
  await expect(muster.details).toContainText('Read from the server');
  expect(server.requestsTo('GET', '/_matrix/client/v3/devices/NHEKO')).toHaveLength(1);

  server.revoke(server.users[0]?.userId ?? '', 'BOT');
  await muster.row(/matrix-nio/).click();
  await expect(muster.details).toContainText('no longer on the server');
  await expect(muster.row(/matrix-nio/)).toBeHidden();
});

test('renames a session after saying that names are public', async ({ launch, homeserver }) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await muster.row(/nheko/).click();
  await muster.details.getByRole('button', { name: 'Rename' }).click();
  await expect(muster.dialog).toContainText('Names are public');
  await muster.dialog.getByLabel('Name').fill('Desk at home');
  await page.keyboard.press('Enter');
  await expect(muster.row(/Desk at home/)).toBeVisible();
  const put = server.requestsTo('PUT', '/_matrix/client/v3/devices/NHEKO');
  expect(put.map(({ body }) => body)).toEqual([{ display_name: 'Desk at home' }]);
});

test('shows hostile names escaped, and reads, renames and signs out sessions with hostile ids', async ({
  launch,
  homeserver,
}) => {
  const ids = ['a/b', '100%', 'what?', '#hash', 'two words', 'ünï☃', '__proto__', '..', '.'];
  const hostile = [
    ...ids.map((deviceId) => ({ deviceId, displayName: `id ${deviceId}` })),
    { deviceId: 'BIDI', displayName: 'safe\u202Egpj.exe' },
    { deviceId: 'CONTROL', displayName: 'line\nbreak\u0000' },
  ];
  const server = await homeserver({ users: [{ ...ada, sessions: hostile }] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/BIDI/)).toContainText('U+202E');
  await expect(muster.row(/CONTROL/)).toContainText('U+0000');

  for (const id of ids.filter((id) => id !== '.' && id !== '..')) {
    await muster.grid
      .getByRole('row')
      .filter({ hasText: `id ${id}` })
      .click();
    await expect(muster.details).toContainText('Read from the server');
  }
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText(`${hostile.length} sessions signed out`);
});

test('an id that is no safe path goes through the bulk call, alone', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({
    users: [{ ...ada, sessions: [{ deviceId: '..', displayName: 'dots' }] }],
  });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await muster.row(/dots/).click();
  await muster.details.getByRole('button', { name: 'Sign out…' }).click();
  await muster.confirmSignOut();
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText('1 session signed out');
  expect(server.requestsTo('POST', '/_matrix/client/v3/delete_devices')).toHaveLength(2);
});

test('ten thousand sessions: scrolls, searches and selects them all', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [{ ...ada, sessions: 10_000 }] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect.poll(() => muster.rowCount()).toBe(10_001);
  await muster.grid.getByRole('row').nth(1).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await expect(muster.grid.locator('[aria-rowindex="10002"]')).toBeFocused();
  expect(await muster.grid.getByRole('row').count()).toBeLessThan(80);
  await page.keyboard.press('Control+a');
  await expect(muster.selection).toContainText('10,000 selected');
});
