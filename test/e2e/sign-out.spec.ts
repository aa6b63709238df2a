// Signing out: what is confirmed is what goes, nothing is sent before, and the end is by re-reading.
import { openFirstUser } from '../fixtures/first-user.ts';
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 30 };
const deletion = '/_matrix/client/v3/delete_devices';

test('confirms first, asks for the password once, asks again when it is wrong, and re-reads the list', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const opened = await launch();
  const { page } = opened;
  const { muster, userId } = await openFirstUser(opened, server);

  await muster.grid.getByRole('row').nth(1).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await expect(muster.selection).toContainText('30 selected');
  await muster.selection.getByRole('button', { name: /Sign out 30 sessions/ }).click();
  await expect(muster.dialog).toContainText('Sign out 30 sessions?');
  await expect(muster.dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  expect(server.requestsTo('POST', deletion)).toHaveLength(0);

  await muster.confirmSignOut();
  await muster.answerPassword('wrong');
  await expect(muster.dialog.getByRole('alert')).toContainText("This password wasn't accepted.");
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText('30 sessions signed out');
  await expect(muster.dialog).toContainText('none of them is in it');

  // One UIA session, the same body on every round.
  const bodies = server
    .requestsTo('POST', deletion)
    .map(({ body }) => JSON.stringify((body as { devices: unknown }).devices));
  expect(bodies).toHaveLength(3);
  expect(new Set(bodies).size).toBe(1);
  expect(server.devicesOf(userId)).toHaveLength(1);
  await muster.dialog.getByRole('button', { name: 'Done' }).click();
  expect(await muster.rowCount()).toBe(1);
});

test('says that the password was not asked where the server signs out at the first request', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [{ ...ada, uiaGraceMs: 600_000 }] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  await muster.chooseInAccountMenu('Sign out all others…');
  await expect(muster.dialog).toContainText('Sign out 30 sessions?');
  await muster.confirmSignOut();
  await expect(muster.dialog).toContainText("didn't ask you to confirm it");
  expect(server.devicesOf(server.users[0]?.userId ?? '')).toHaveLength(1);
});

test('cancelled at the password, nothing is gone and the list says so', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await expect(muster.dialog.getByLabel('Password')).toBeFocused();
  await muster.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(muster.dialog).toContainText('all of them are still there');
  expect(server.devicesOf(server.users[0]?.userId ?? '')).toHaveLength(31);
});

test('when the list cannot be read afterwards, the outcome is unknown and not claimed', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [{ ...ada, sessions: 4 }] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await expect(muster.dialog.getByLabel('Password')).toBeVisible();
  server.fault({
    match: (method, path) => method === 'GET' && path.endsWith('/devices'),
    action: { kind: 'answer', status: 403, body: '{"errcode":"M_FORBIDDEN","error":"not today"}' },
  });
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText('nobody knows yet what is gone');
});

test('a request that was carried out without an answer is told as gone, once', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [{ ...ada, sessions: 4 }] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await expect(muster.dialog.getByLabel('Password')).toBeVisible();
  server.fault({
    match: (method, path) => method === 'POST' && path === deletion,
    times: 1,
    carryOut: true,
    action: { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' },
  });
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText('4 sessions signed out');
  const carriers = server
    .requestsTo('POST', deletion)
    .filter(({ text }) => text.includes(ada.password));
  expect(carriers).toHaveLength(1);
});

test('removing an account signs its own session out and deletes its keychain item', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [{ ...ada, sessions: 2 }] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(muster.row(/Muster on /)).toBeVisible();
  const restore = server.fault({
    match: (method, path) => method === 'POST' && path.endsWith('/logout'),
    action: { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' },
  });
  await muster.chooseInAccountMenu('Remove account…');
  await muster.dialog.getByRole('button', { name: 'Remove account' }).click();
  await expect(muster.dialog).toContainText('Remove from this computer anyway');
  expect(server.devicesOf(server.users[0]?.userId ?? '')).toHaveLength(3);
  restore();
  await muster.dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(muster.address).toBeVisible();
  expect(server.devicesOf(server.users[0]?.userId ?? '')).toHaveLength(2);
});
