// The audit in a real window: trust, findings as filters, rules, history, identity, notes, and what
// becomes of a damaged file. Each view is pictured in both themes, in test-results/pictures.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openAda } from '../fixtures/first-user.ts';
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

const pictures = join(import.meta.dirname, '../../test-results/pictures');

async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
  }
}

test('shows for each session what public keys say of it, and never more', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { page } = opened;
  const { muster } = await openAda(opened, server);

  await muster.search.fill('ZVNRWOPTLA');
  await expect(muster.row(/ZVNRWOPTLA/)).toContainText('Broken signature');
  await muster.search.fill('QBUAZIFURK');
  await expect(muster.row(/QBUAZIFURK/)).toContainText('Verified');
  await muster.row(/QBUAZIFURK/).click();
  await expect(muster.details).toContainText('signed by the identity');
  await expect(muster.details).toContainText('If it is signed out');
  await picture(page, 'details-verified');
  await page.keyboard.press('Escape');

  // The offline key store is named and kept out of everything that takes many.
  await muster.search.fill('DHYDRVTEQX');
  await expect(muster.row(/DHYDRVTEQX/)).toContainText(/key store/i);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await expect(muster.selection).toBeHidden();
  await muster.search.fill('');
  await expect(muster.button(/key sets? without a session/)).toBeVisible();
  await picture(page, 'list');
});

test('keys that could not be read are "not checked", not "not verified"', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  server.fault({
    match: (_, path) => path.endsWith('/keys/query'),
    action: { kind: 'answer', status: 403, body: '{"errcode":"M_FORBIDDEN"}' },
  });
  const { page } = await launch();
  const muster = new MusterWindow(page);
  const ada = server.users[0]!;
  await muster.signIn({ baseUrl: server.baseUrl, user: ada.userId, password: ada.password });
  await expect(muster.row(/Muster on /)).toContainText('Not checked');
  await expect(page.getByText('could not be checked').first()).toBeVisible();
  await expect(muster.grid.getByText('Not verified')).toHaveCount(0);
});

test('cards, the picture of last seen and the search narrow the list together', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { page } = opened;
  const { muster } = await openAda(opened, server);
  const all = await muster.rowCount();
  const card = muster.verdict.getByRole('button', {
    name: /not seen for 90 days/,
  });
  const promised = Number.parseInt((await card.textContent()) ?? '', 10);
  await card.click();
  await expect.poll(() => muster.rowCount()).toBe(promised);
  expect(promised).toBeGreaterThan(0);
  expect(promised).toBeLessThan(all);
  await muster.search.fill('element');
  await expect.poll(() => muster.rowCount()).toBeLessThan(promised);
  await picture(page, 'filtered');
  await muster.button('Clear filters').click();
  await expect.poll(() => muster.rowCount()).toBe(all);
});

test('a rule shows what it would select before it does, without the protected ones', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { page } = opened;
  const { muster } = await openAda(opened, server);
  await muster.search.fill('AUIECTSRND');
  await muster.row(/AUIECTSRND/).click();
  await muster.details.getByRole('button', { name: /^Pin/ }).click();
  await page.keyboard.press('Escape');
  await muster.search.fill('');

  await muster.button('Select by rule…').click();
  await muster.dialog.getByRole('checkbox', { name: 'Name', exact: true }).check();
  await muster.dialog.getByLabel('Name, * stands for anything').fill('element x android*');
  await expect(muster.dialog).toContainText('Left out, because protected');
  await expect(muster.dialog).toContainText('Pinned by you');
  await picture(page, 'rule');
  await muster.dialog.getByLabel('Name of the rule').fill('Phones');
  await muster.dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const select = muster.dialog.getByRole('button', { name: /^Select \d/ });
  const promised = Number.parseInt(/\d+/.exec((await select.textContent()) ?? '')?.[0] ?? '', 10);
  await select.click();
  await expect(muster.selection).toContainText(`${promised} selected`);
  expect(server.requests.filter(({ path }) => path.includes('delete_devices'))).toEqual([]);

  // The rule is there again in the next run.
  await opened.quit();
  const again = await launch({ userDataDir: opened.userDataDir, keyring: opened.keyring });
  const reopened = new MusterWindow(again.page);
  await reopened.button('Select by rule…').click();
  await expect(reopened.dialog.getByRole('button', { name: 'Phones', exact: true })).toBeVisible();
});

test('remembers what happened: appeared, renamed, signed out by Muster', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({
    users: [
      {
        localpart: 'ada',
        password: 'correct horse',
        sessions: [{ deviceId: 'OLD', displayName: 'Old phone' }],
      },
    ],
  });
  const userId = server.users[0]!.userId;
  const opened = await launch();
  const { page } = opened;
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: 'correct horse' });
  await expect(muster.row(/Old phone/)).toBeVisible();
  server.addSession(userId, { deviceId: 'NEWCOMER', displayName: 'Who is this' });
  await muster.button('Refresh').click();
  await expect(muster.row(/Who is this/)).toContainText('New');
  await muster.row(/Old phone/).click();
  await muster.details.getByRole('button', { name: 'Rename' }).click();
  await muster.dialog.getByLabel('Name').fill('Grandmother');
  await page.keyboard.press('Enter');
  await expect(muster.row(/Grandmother/)).toBeVisible();
  await muster.row(/Who is this/).click();
  await muster.details.getByRole('button', { name: 'Sign out…' }).click();
  await muster.confirmSignOut();
  await muster.answerPassword('correct horse');
  await expect(muster.dialog).toContainText('1 session signed out');
  await muster.dialog.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
  await expect(page.getByText('Appeared in the list')).toHaveCount(1);
  await expect(page.getByText(/Renamed from/)).toHaveCount(1);
  await expect(page.getByText('Signed out by Muster', { exact: true })).toHaveCount(1);
  await expect(page.getByText('No longer in the list')).toHaveCount(0);
  await picture(page, 'history');
  await page.getByLabel('Search history').fill('grandmother');
  await expect(page.getByText('Signed out by Muster', { exact: true })).toBeHidden();
  await expect(page.getByText(/Renamed from/)).toBeVisible();
});

test('a changed identity is an alarm that has to be answered', async ({ launch, homeserver }) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { page } = opened;
  const { muster, userId } = await openAda(opened, server);
  server.replaceIdentity(userId, 'somebody else');
  await muster.button('Refresh').click();
  const alarm = page.getByRole('alert').filter({ hasText: 'The identity of this account' });
  await expect(alarm).toContainText('has changed');
  await picture(page, 'identity-alarm');

  // It is still there in the next run.
  await opened.quit();
  const again = await launch({ userDataDir: opened.userDataDir, keyring: opened.keyring });
  const reopened = new MusterWindow(again.page);
  const still = again.page.getByRole('alert').filter({ hasText: 'The identity of this account' });
  await expect(still).toContainText('has changed');
  await reopened.button('Answer…').click();
  await reopened.button('I reset it myself…').click();
  await picture(again.page, 'identity-compared');
  await reopened.dialog.getByRole('button', { name: /^Accept/ }).click();
  await expect(still).toBeHidden();
});

test('keeps a private note and tells what a setting does', async ({ launch, homeserver }) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { page } = opened;
  const { muster } = await openAda(opened, server);
  await muster.search.fill('QBUAZIFURK');
  await muster.row(/QBUAZIFURK/).click();
  await muster.details
    .getByRole('textbox', { name: 'Private note' })
    .fill('Ask Babbage before removing');
  await muster.details.getByRole('textbox', { name: 'Private note' }).blur();
  await expect(muster.details).toContainText('Saved, on this computer only.');
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await picture(page, 'settings');
  await opened.quit();

  const again = await launch({ userDataDir: opened.userDataDir, keyring: opened.keyring });
  const reopened = new MusterWindow(again.page);
  await reopened.search.fill('babbage');
  await expect(reopened.row(/QBUAZIFURK/)).toBeVisible();
  expect(server.requests.some(({ text }) => text.includes('Babbage'))).toBe(false);
});

test('a damaged file is set aside and told, and a new one is begun', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const first = await launch();
  await openAda(first, server);
  await first.quit();
  const file = join(first.userDataDir, 'muster.sqlite');
  await writeFile(file, 'this is no database any more'.repeat(400));
  const again = await launch({ userDataDir: first.userDataDir, keyring: first.keyring });
  await expect(again.page.getByText("Muster's data were damaged, so it began anew.")).toBeVisible();
  await picture(again.page, 'begun-anew');
  const kept = (await readdir(first.userDataDir)).filter((name) => name.includes('damaged'));
  expect(kept.length).toBeGreaterThan(0);
});

test('the last verified session goes only when it is named and ticked by itself', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { page } = opened;
  const { muster } = await openAda(opened, server);
  await muster.chooseInAccountMenu('Sign out all others…');
  const spared = muster.dialog.getByRole('group', { name: 'Last verified session' });
  await expect(spared).toContainText('All verified sessions are selected');
  const confirm = muster.dialog.getByRole('button', { name: /^Sign out \d/ });
  const without = await confirm.textContent();
  await spared.getByRole('checkbox').check();
  expect(await confirm.textContent()).not.toBe(without);
  await picture(page, 'last-verified');
  expect(server.requests.filter(({ path }) => path.includes('delete_devices'))).toEqual([]);
});

test('a range of months is chosen with the pointer and with the keyboard', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { page } = opened;
  const { muster } = await openAda(opened, server);
  const all = await muster.rowCount();
  const bars = page.getByRole('toolbar', { name: 'Last seen, by month' }).getByRole('button');
  const from = await bars.nth(3).boundingBox();
  const to = await bars.nth(9).boundingBox();
  await page.mouse.move(from!.x + 4, from!.y + from!.height - 4);
  await page.mouse.down();
  await page.mouse.move(to!.x + 4, to!.y + to!.height - 4, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => muster.rowCount()).toBeLessThan(all);
  const dragged = await muster.rowCount();
  await muster.button('Clear filters').click();
  await bars.nth(3).focus();
  await page.keyboard.press('Enter');
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => muster.rowCount()).toBe(dragged);
});

test('exports what is shown, without addresses, into the file that is chosen', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { app, page, userDataDir } = opened;
  const { muster } = await openAda(opened, server);
  const file = join(userDataDir, 'bots.csv');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await muster.search.fill('nio');
  await expect.poll(() => muster.rowCount()).toBeLessThan(100);
  const shown = await muster.rowCount();
  await muster.button('Export…').click();
  await muster.dialog.getByRole('radio', { name: 'Table' }).check();
  await muster.dialog.getByLabel(/IP addresses/).uncheck();
  await picture(page, 'export');
  await muster.dialog.getByRole('button', { name: 'Save…' }).click();
  await expect(muster.dialog).toContainText(`${shown} sessions written to “bots.csv”`);
  const text = await readFile(file, 'utf8');
  expect(text.trimEnd().split('\r\n')).toHaveLength(shown + 1);
  expect(text).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
});

test('prints the report as a PDF, in a page that has nothing else', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { app, userDataDir } = opened;
  const { muster } = await openAda(opened, server);
  const file = join(userDataDir, 'report.pdf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await muster.button('Export…').click();
  await muster.dialog.getByRole('radio', { name: 'Printed report' }).check();
  await muster.dialog.getByRole('button', { name: 'Save…' }).click();
  await expect(muster.dialog).toContainText('215 sessions written to “report.pdf”');
  const printed = (await readFile(file)).toString('latin1');
  expect(printed.slice(0, 5)).toBe('%PDF-');
  const pages = printed.match(/\/Type \/Page\b/g) ?? [];
  expect(pages.length).toBeGreaterThan(5);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});
