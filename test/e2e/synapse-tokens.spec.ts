// Tokens and passwords on a real Synapse: tokens that expire, one that is pasted, a password with an
// e-mail address or a phone number, and the time in which the server asks for none.
import { expect, type LaunchedApp } from '../fixtures/app.ts';
import { test } from '../fixtures/synapse.ts';
import { MusterWindow } from '../pages/muster.ts';
import { logIn } from '../synapse/synapse-admin.ts';

const password = 'a long enough password';
const refresh = '/_matrix/client/v3/refresh';

test('a server that trusts a sign-in for 15 seconds asks nothing in them, and that is told', async ({
  launch,
  synapse,
}) => {
  const graceMs = 15_000;
  const { baseUrl, ...server } = await synapse({ uiaGraceMs: graceMs });
  const adaId = await server.registerUser('ada', password);
  await server.addSessions('ada', password, ['Phone', 'Tablet', 'Television']);
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl, user: 'ada', password });
  const signOut = async (name: RegExp) => {
    await muster.row(name).click();
    await muster.details.getByRole('button', { name: 'Sign out…' }).click();
    await muster.confirmSignOut();
  };
  const unasked = muster.dialog.getByText("didn't ask you to confirm it");

  await signOut(/Phone/);
  await expect(muster.dialog).toContainText('1 session signed out');
  await expect(unasked).toBeVisible();
  await muster.dialog.getByRole('button', { name: 'Done' }).click();

  await page.waitForTimeout(graceMs);
  await signOut(/Tablet/);
  await muster.answerPassword(password);
  await expect(muster.dialog).toContainText('1 session signed out');
  await expect(unasked).toBeHidden();
  await muster.dialog.getByRole('button', { name: 'Done' }).click();

  // The password has begun the time anew.
  await signOut(/Television/);
  await expect(unasked).toBeVisible();
  expect(await server.devicesOf(adaId)).toHaveLength(1);
});

test.describe('a sign-in that renews itself', () => {
  const tokenLifetimeMs = 10_000;
  const untilExpired = ({ page }: LaunchedApp) => page.waitForTimeout(tokenLifetimeMs + 500);

  test('asks for new tokens once for many requests, and in the middle of a sign-out', async ({
    launch,
    synapse,
  }) => {
    const { baseUrl, ...server } = await synapse({ tokenLifetimeMs });
    const adaId = await server.registerUser('ada', password);
    await server.addSessions('ada', password, ['Phone', 'Tablet', 'Television']);
    const launched = await launch();
    const { page } = launched;
    const muster = new MusterWindow(page);
    await muster.signIn({ baseUrl, user: 'ada', password });
    await expect(muster.row(/Muster on /)).toBeVisible();
    expect(await server.countRequests('POST', refresh)).toBe(0);

    await untilExpired(launched);
    expect(await askForAllAtOnce(launched)).toEqual(Array.from({ length: 4 }, () => 'found'));
    await expect.poll(() => server.countRequests('POST', refresh)).toBe(1);

    await muster.chooseInAccountMenu('Sign out all others…');
    await muster.confirmSignOut();
    await expect(muster.dialog.getByLabel('Password')).toBeVisible();
    const before = await server.countRequests('POST', refresh);
    await untilExpired(launched);
    await muster.answerPassword(password);
    await expect(muster.dialog).toContainText('3 sessions signed out');
    expect(await server.devicesOf(adaId)).toHaveLength(1);
    await expect.poll(() => server.countRequests('POST', refresh)).toBe(before + 1);
  });

  test('survives a crash at the moment of new tokens', async ({ launch, synapse }) => {
    const { baseUrl, ...server } = await synapse({ tokenLifetimeMs });
    const adaId = await server.registerUser('ada', password);
    const first = await launch();
    const before = new MusterWindow(first.page);
    await before.signIn({ baseUrl, user: 'ada', password });
    await expect(before.row(/Muster on /)).toBeVisible();
    await untilExpired(first);
    await server.addSessions('ada', password, ['Newcomer']);
    await before.button('Refresh').click();
    const requests = () => server.countRequests('POST', refresh);
    await expect.poll(requests, { intervals: [5] }).toBe(1);
    const child = first.app.process();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;

    const { userDataDir, keyring } = first;
    const second = await launch({ userDataDir, keyring });
    const after = new MusterWindow(second.page);
    await expect(after.row(/Newcomer/)).toBeVisible();
    await expect(second.page.getByText('This sign-in has ended.')).toBeHidden();
    expect(await server.devicesOf(adaId)).toHaveLength(2);
  });
});

test('uses the access token of a session that is there', async ({ launch, synapse }) => {
  const { baseUrl, ...server } = await synapse();
  const adaId = await server.registerUser('ada', password);
  await server.addSessions('ada', password, ['Phone']);
  const deviceName = 'Another client';
  const { token, deviceId } = await logIn(baseUrl, { user: 'ada', password, deviceName });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.findServer(baseUrl);
  await muster.button('Use an access token').click();
  const field = page.getByLabel('Access token');
  await field.fill(`${token}x`);
  await field.press('Enter');
  await expect(page.getByRole('alert')).toContainText("The server doesn't know this access token.");
  await field.fill(token);
  await field.press('Enter');
  await expect(muster.row(/Another client/)).toContainText('this session');

  await muster.chooseInAccountMenu('Sign out all others…');
  await muster.confirmSignOut();
  await muster.answerPassword(password);
  await expect(muster.dialog).toContainText('1 session signed out');
  expect(await server.devicesOf(adaId)).toEqual([deviceId]);
});

test('signs in with an e-mail address, and with a phone number', async ({ launch, synapse }) => {
  const { baseUrl, ...server } = await synapse();
  const adaId = await server.addUser('ada', { password, emails: ['ada@example.org'] });
  const eveId = await server.addUser('eve', { password, phones: ['4915123456789'] });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  await muster.findServer(baseUrl);
  await muster.button('Use e-mail').click();
  const email = page.getByLabel('E-mail address');
  await email.fill('nobody@example.org');
  await muster.password.fill(password);
  await muster.button('Sign in').click();
  await expect(page.getByRole('alert')).toContainText(/isn't right/);
  await email.fill('Ada@example.org');
  await muster.password.fill(password);
  await muster.button('Sign in').click();
  await expect(muster.accounts.getByRole('button', { name: adaId })).toBeVisible();

  await muster.button('Add account').click();
  await muster.findServer(baseUrl);
  await muster.button('Use a phone number').click();
  await page.getByLabel('Country').selectOption('Germany');
  await page.getByLabel('Phone number').fill('0151 2345 6789');
  await muster.password.fill(password);
  await muster.button('Sign in').click();
  await expect(muster.accounts.getByRole('button', { name: eveId })).toBeVisible();
  expect(await server.devicesOf(adaId)).toHaveLength(1);
  expect(await server.devicesOf(eveId)).toHaveLength(1);
});

/** Asks the server for each session at the same moment. */
function askForAllAtOnce({ page }: LaunchedApp): Promise<readonly unknown[]> {
  return page.evaluate(async () => {
    const snapshot = await window.muster!.app.snapshot(null);
    const accountId = snapshot.ok ? snapshot.value.accounts[0]!.accountId : ('' as never);
    const list = await window.muster!.sessions.open({ accountId });
    const ids = list.ok ? list.value.sessions.map(({ deviceId }) => deviceId) : [];
    const details = ids.map((deviceId) => window.muster!.sessions.detail({ accountId, deviceId }));
    return (await Promise.all(details)).map((detail) => detail.ok && detail.value.kind);
  });
}
