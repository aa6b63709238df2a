// The first screen in a real window: it says what is wrong, and does it in a few clicks.
import type { Locator, Page } from '@playwright/test';
import { openAda } from '../fixtures/first-user.ts';
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

/** Counts the presses of the mouse in the window from now on. */
async function clicksOf(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = globalThis as { clicks?: number };
    counted.clicks = 0;
    addEventListener('pointerdown', () => (counted.clicks = (counted.clicks ?? 0) + 1), true);
  });
  return () => page.evaluate(() => (globalThis as { clicks?: number }).clicks ?? -1);
}

async function numberIn(button: Locator): Promise<number> {
  return Number(/\d+/.exec((await button.textContent()) ?? '')?.[0]);
}

test('old sessions go in three clicks and the password, and the filter ends with them', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { muster, userId, password } = await openAda(opened, server);
  await expect(muster.verdict.getByRole('heading')).toContainText(/sessions look abandoned/);
  const before = server.devicesOf(userId).length;

  const clicks = await clicksOf(opened.page);
  const review = muster.verdict.getByRole('button', { name: /^Review \d\d\d…/ });
  const promised = await numberIn(review);
  await review.click();
  await muster.confirmSignOut();
  await muster.answerPassword(password);
  await expect(muster.dialog).toContainText(`${promised} sessions signed out`);
  expect(await clicks()).toBeLessThanOrEqual(3);
  await expect(muster.dialog).toContainText(/Nothing is left that is not seen for/);
  await muster.dialog.getByRole('button', { name: 'Done' }).click();

  expect(server.devicesOf(userId)).toHaveLength(before - promised);
  await expect.poll(() => muster.rowCount()).toBe(before - promised);
  await expect(muster.verdict.getByRole('heading')).not.toContainText('look abandoned');
});

test('a session with a broken signature goes in two clicks and the password', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { muster, userId, password } = await openAda(opened, server);
  const clicks = await clicksOf(opened.page);
  await muster.verdict.getByRole('button', { name: 'Review it…' }).click();
  await expect(muster.dialog).toContainText('ZVNRWOPTLA');
  await muster.confirmSignOut();
  await muster.answerPassword(password);
  await expect.poll(() => server.devicesOf(userId).map(String)).not.toContain('ZVNRWOPTLA');
  expect(await clicks()).toBe(2);
});

test('Escape gives back what was shown and selected before', async ({ launch, homeserver }) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { muster } = await openAda(opened, server);
  await muster.search.fill('element');
  await opened.page.keyboard.press('Enter');
  await opened.page.keyboard.press('ArrowDown');
  await opened.page.keyboard.press('Space');
  await expect(muster.selection).toContainText('1 selected');
  const rows = await muster.rowCount();
  await muster.verdict.getByRole('button', { name: /^Review \d\d\d…/ }).click();
  await expect(muster.dialog).toBeVisible();
  await expect.poll(() => muster.rowCount()).not.toBe(rows);
  await opened.page.keyboard.press('Escape');
  await expect.poll(() => muster.rowCount()).toBe(rows);
  await expect(muster.selection).toContainText('1 selected');
});

test('what is reviewed can be narrowed by key, and only the rest goes', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { muster, userId, password } = await openAda(opened, server);
  const before = server.devicesOf(userId).length;
  const review = muster.verdict.getByRole('button', { name: /^Review \d\d\d…/ });
  const promised = await numberIn(review);
  await review.click();
  const list = muster.dialog.getByRole('grid', { name: 'Sessions to sign out' });
  await list.getByRole('button', { name: 'Trust' }).focus();
  await opened.page.keyboard.press('Tab');
  const kept = await list.locator('[role=row]:focus code').textContent();
  await opened.page.keyboard.press('Delete');
  await expect(muster.dialog).toContainText('1 session taken out, and kept.');
  await muster.confirmSignOut();
  await muster.answerPassword(password);
  await expect(muster.dialog).toContainText(`${promised - 1} sessions signed out`);
  expect(server.devicesOf(userId)).toHaveLength(before - promised + 1);
  expect(server.devicesOf(userId).map(String)).toContain(kept);
});

test('a card that is known stays put aside, also after a restart', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { muster } = await openAda(opened, server);
  const known = muster.verdict.getByRole('group', { name: /not seen for 90 days/ });
  await known.getByRole('button', { name: 'I know about these' }).click();
  await expect(opened.page.getByRole('button', { name: 'Show again' })).toBeFocused();
  await opened.quit();
  const again = await launch({ userDataDir: opened.userDataDir, keyring: opened.keyring });
  const reopened = new MusterWindow(again.page);
  await expect(reopened.verdict).toContainText('One card is put aside');
  await expect(reopened.verdict.getByRole('heading')).not.toContainText('abandoned');
  await again.page.getByRole('button', { name: 'Show again' }).click();
  await expect(reopened.verdict.getByRole('heading')).toContainText('abandoned');
});
