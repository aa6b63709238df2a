// What stands out about a session, told in the list and in its details, on a window with real data.
import Database from 'libsql';
import { join } from 'node:path';
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

const day = 24 * 60 * 60 * 1000;

test('tells of each finding why it is one, and what happens if the session is signed out', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const ada = server.users[0]!;
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: ada.userId, password: ada.password });
  await expect(page.getByText('Not verified').first()).toBeVisible();
  const open = async (id: string) => {
    await muster.search.fill(id);
    await muster.row(new RegExp(id)).click();
    await expect(muster.details).toContainText('Read from the server');
  };

  // Unnamed, long unseen, at an address that tells nothing, without keys.
  await open('HCXKZLWMQP');
  await expect(muster.row(/HCXKZLWMQP/)).toContainText('no name');
  await expect(muster.row(/HCXKZLWMQP/)).toContainText('private network');
  await expect(muster.row(/HCXKZLWMQP/)).toContainText('Inactive');
  await expect(muster.details).toContainText('No name');
  await expect(muster.details).toContainText('belongs to a private network');
  await expect(muster.details).toContainText('nothing becomes unreadable');

  // A verified one says what it calls itself, and what a backup on the server means.
  await open('QBUAZIFURK');
  await expect(muster.details).toContainText('App, as it calls itself');
  await expect(muster.details).toContainText('app.element.io');
  await expect(muster.details).toContainText('The server holds a key backup');

  // One of many that the same program made.
  await muster.search.fill('photo-frame');
  await expect.poll(() => muster.rowCount()).toBe(40);
  await muster.grid.getByRole('row').nth(1).click();
  await expect(muster.details).toContainText('One of many');
  await expect(muster.details).toContainText('40 sessions have the same name');
  await expect(muster.details).toContainText('a program that signs in for each run');
});

test('tells of an address that changed, and of a session that is seen again', async ({
  launch,
  homeserver,
}) => {
  const sessions = [
    {
      deviceId: 'PHONE',
      displayName: 'Phone',
      lastSeenAt: Date.now() - 2 * day,
      lastSeenIp: '203.0.113.20',
    },
    {
      deviceId: 'TABLET',
      displayName: 'Tablet',
      lastSeenAt: Date.now() - 300 * day,
      lastSeenIp: '203.0.113.21',
    },
    { deviceId: 'NEVER', displayName: 'Never used' },
  ];
  const server = await homeserver({
    users: [{ localpart: 'ada', password: 'correct horse', sessions }],
  });
  const userId = server.users[0]!.userId;
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: 'correct horse' });
  await expect(muster.row(/Never used/)).toContainText('unknown');
  await expect(muster.row(/Never used/)).not.toContainText('Inactive');
  await expect(muster.row(/Tablet/)).toContainText('Inactive');

  for (const deviceId of ['PHONE', 'TABLET']) {
    const { displayName } = sessions.find((session) => session.deviceId === deviceId)!;
    const lastSeenIp = deviceId === 'PHONE' ? '198.51.100.7' : '203.0.113.21';
    server.revoke(userId, deviceId);
    server.addSession(userId, {
      deviceId,
      displayName: displayName,
      lastSeenAt: Date.now(),
      lastSeenIp,
    });
  }
  await muster.button('Refresh').click();
  await expect(muster.row(/Phone/)).toContainText('new address');
  await muster.row(/Phone/).click();
  await expect(muster.details).toContainText('It was 203.0.113.20');
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByText(/Seen again; before that on/)).toHaveCount(1);
  await expect(page.getByText(/Address changed from/)).toHaveCount(1);
});

test('a file that a newer Muster wrote is read, told, and left as it is', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({
    users: [{ localpart: 'ada', password: 'correct horse', sessions: 3 }],
  });
  const first = await launch();
  const muster = new MusterWindow(first.page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: 'correct horse' });
  await expect(muster.row(/Muster on /)).toBeVisible();
  await first.quit();
  const database = new Database(join(first.userDataDir, 'muster.sqlite'));
  database.exec('PRAGMA user_version = 999');
  database.close();

  const again = await launch({ userDataDir: first.userDataDir, keyring: first.keyring });
  const reopened = new MusterWindow(again.page);
  await expect(again.page.getByText('The data here were written by a newer Muster.')).toBeVisible();
  await expect(reopened.row(/Muster on /)).toBeVisible();
});

test('what a signed-out session wrote about itself is cleaned up, and nothing of others', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const ada = server.users[0]!;
  const entry = (id: string) =>
    server.accountDataOf(ada.userId, `io.element.matrix_client_information.${id}`);
  const others = server.devicesOf(ada.userId).filter((id) => id !== 'QBUAZIFURK');
  const before = others.map(entry);
  expect(entry('QBUAZIFURK')).toMatchObject({ name: expect.anything() });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: ada.userId, password: ada.password });
  await expect(page.getByText('Not verified').first()).toBeVisible();
  await muster.search.fill('QBUAZIFURK');
  await muster.row(/QBUAZIFURK/).click();
  await muster.details.getByRole('button', { name: 'Sign out…' }).click();
  await muster.confirmSignOut();
  await muster.answerPassword(ada.password);
  await expect(muster.dialog).toContainText('1 session signed out');
  await expect.poll(() => entry('QBUAZIFURK')).toEqual({});
  expect(others.map(entry)).toEqual(before);
});
