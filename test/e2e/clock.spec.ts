// A computer whose clock is wrong. Here the server's is, which is the same: all that is known is the difference.
import { expect, test } from '../fixtures/app.ts';
import { openFirstUser } from '../fixtures/first-user.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** Somebody with sessions of these ages, as the server counts them. */
function withSessions(clockAhead: number) {
  const now = Date.now() + clockAhead;
  const sessions = [
    { deviceId: 'PHONE', displayName: 'Phone', lastSeenAt: now - 2 * hour },
    { deviceId: 'LAPTOP', displayName: 'Laptop', lastSeenAt: now - 20 * day },
    { deviceId: 'OLD', displayName: 'Old tablet', lastSeenAt: now - 200 * day },
  ];
  return { clockAhead, users: [{ localpart: 'ada', password: 'correct horse', sessions }] };
}

for (const [difference, clockAhead, title] of [
  ['30 hours behind', 30 * hour, "This computer's clock is 30 hours behind the server's."],
  ['100 days ahead', -100 * day, "This computer's clock is 100 days ahead of the server's."],
] as const) {
  test(`a computer's clock that is ${difference} changes no age, and is told once`, async ({
    launch,
    homeserver,
  }) => {
    const server = await homeserver(withSessions(clockAhead));
    const first = await launch();
    const { muster } = await openFirstUser(first, server);
    await expect(muster.row(/Muster on /)).toContainText('just now');
    await expect(muster.row(/Phone/)).toContainText('2 hours ago');
    await expect(muster.row(/Laptop/)).toContainText('2 weeks ago');
    await expect(muster.row(/Laptop/)).not.toContainText('Inactive');
    await expect(muster.row(/Old tablet/)).toContainText('Inactive');
    await expect(first.page.getByText(/read (just now|\d+ minutes? ago)/)).toBeVisible();

    const told = first.page.getByRole('status').filter({ hasText: title });
    await expect(told).toContainText("Muster counts by the server's time.");
    await told.getByRole('button', { name: 'Dismiss' }).click();
    await expect(told).toBeHidden();
    await first.quit();

    // The stored list is as old as it is, and nothing is told again.
    server.fault({ match: () => true, action: { kind: 'reset' } });
    const { page } = await launch({ userDataDir: first.userDataDir, keyring: first.keyring });
    await expect(page.getByText(/This list is from (just now|\d+ minutes? ago)\./)).toBeVisible();
    const row = (name: RegExp) => page.getByRole('row', { name });
    await expect(row(/Phone/)).toContainText('2 hours ago');
    await expect(row(/Laptop/)).not.toContainText('Inactive');
    await expect(page.getByText(title)).toBeHidden();
  });
}

test('one answer that is dated wrongly makes nothing inactive, and is not told', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver(withSessions(0));
  server.fault({
    match: (method, path) => method === 'GET' && path.endsWith('/devices'),
    times: 1,
    action: { kind: 'misdated', ahead: 100 * day },
  });
  const { page } = await launch();
  const muster = (await openFirstUser({ page }, server)).muster;
  await expect(muster.row(/Phone/)).toContainText('2 hours ago');
  await expect(muster.row(/Laptop/)).not.toContainText('Inactive');
  await expect(page.getByText("This computer's clock is")).toBeHidden();
});

test('a clock that is set right while Muster runs is followed', async ({ launch, homeserver }) => {
  const server = await homeserver(withSessions(30 * hour));
  const { page } = await launch();
  const { muster } = await openFirstUser({ page }, server);
  const told = page.getByText("This computer's clock is 30 hours behind the server's.");
  await expect(told).toBeVisible();
  server.setClock(0);
  await muster.button('Refresh').click();
  await expect(told).toBeHidden();
});
