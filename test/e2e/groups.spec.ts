// 1,807 sessions as about sixty rows, in a real window: by keyboard, with every view of it left to axe.
import AxeBuilder from '@axe-core/playwright';
import { openFirstUser, openUser } from '../fixtures/first-user.ts';
import { expect, test } from '../fixtures/app.ts';

test('1,807 sessions are read and signed out by their names', async ({ launch, homeserver }) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { muster, userId, password } = await openUser(opened, server, 1);
  const { page } = opened;
  await expect.poll(() => muster.rowCount()).toBe(1_807);

  await page.getByRole('radio', { name: 'By name' }).check({ force: true });
  const tree = page.getByRole('treegrid', { name: 'Sessions' });
  await expect(tree).toBeVisible();
  expect(Number(await tree.getAttribute('aria-rowcount'))).toBeLessThan(80);

  await muster.search.fill('irc-bridge');
  await page.keyboard.press('Enter');
  const group = tree.getByRole('row', { name: /288 sessions: all inactive/ });
  await expect(group).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(group).toHaveAttribute('aria-expanded', 'true');
  await expect(tree).toHaveAttribute('aria-rowcount', '290');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Space');
  await expect(muster.selection).toContainText('288 selected');

  await muster.selection.getByRole('button', { name: /Sign out 288/ }).click();
  await muster.confirmSignOut();
  await muster.answerPassword(password);
  await expect(muster.dialog).toContainText('288 sessions signed out');
  expect(server.devicesOf(userId)).toHaveLength(1_807 - 288);
});

test('how sessions are put together is remembered', async ({ launch, homeserver }) => {
  const server = await homeserver({ demo: true });
  const first = await launch();
  await openFirstUser(first, server);
  await first.page.getByRole('radio', { name: 'By app' }).check({ force: true });
  await expect(first.page.getByRole('treegrid', { name: 'Sessions' })).toBeVisible();
  await first.quit();
  const again = await launch({ userDataDir: first.userDataDir, keyring: first.keyring });
  await expect(again.page.getByRole('treegrid', { name: 'Sessions' })).toBeVisible();
});
