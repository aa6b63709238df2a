// A long sign-out through a bad day: the network breaks, the server restarts, Muster is closed in the middle.
import { openFirstUser } from '../fixtures/first-user.ts';
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 400 };

test('a bulk of 400 waits for a server that is away for six seconds, and goes on with the same password', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const { muster, userId } = await openFirstUser(await launch(), server);
  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await expect(muster.dialog.getByLabel('Password')).toBeVisible();
  await muster.answerPassword(ada.password);
  await expect.poll(() => server.devicesOf(userId).length).toBeLessThan(401);
  await server.restart(async () => {
    await expect(muster.dialog).toContainText(/can't be reached.* Muster tries again/);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
  });
  await expect(muster.dialog).toContainText('400 sessions signed out');
  expect(server.devicesOf(userId)).toHaveLength(1);
});

test('Muster is closed in the middle of a bulk: it offers to go on, and asks for the password again', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const userId = server.users[0]?.userId ?? '';
  const first = await launch();
  const before = new MusterWindow(first.page);
  await before.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect(before.row(/Muster on /)).toBeVisible();
  await before.chooseInAccountMenu('Sign out all others…');
  await before.confirmSignOut();
  await expect(before.dialog.getByLabel('Password')).toBeVisible();
  await before.answerPassword(ada.password);
  await expect.poll(() => server.devicesOf(userId).length).toBeLessThan(401);
  const stopFailing = server.fault({
    match: (method) => method === 'POST' || method === 'DELETE',
    action: { kind: 'reset' },
  });
  await expect(before.dialog).toContainText('Muster tries again');
  await first.quit();
  stopFailing();
  const left = server.devicesOf(userId).length;
  expect(left).toBeGreaterThan(1);

  const { userDataDir, keyring } = first;
  const { page } = await launch({ userDataDir, keyring });
  const muster = new MusterWindow(page);
  await expect(page.getByText('Muster was closed while it signed out 400 sessions')).toBeVisible();
  expect(server.devicesOf(userId)).toHaveLength(left);
  await page.getByRole('button', { name: 'Go on' }).click();
  await muster.dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(muster.dialog.getByLabel('Password')).toBeVisible();
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText('400 sessions signed out');
  expect(server.devicesOf(userId)).toHaveLength(1);
});
