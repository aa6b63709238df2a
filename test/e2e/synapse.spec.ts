// The whole way on a real Synapse: sign in, rename, sign out 38 of 40, compare with the server.
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';
import { startSynapse } from '../synapse/synapse-server.ts';

const password = 'a long enough password';

test('signs out 38 of 40 sessions with a wrong and a right password, and shows what the server has', async ({
  launch,
}) => {
  const synapse = await startSynapse();
  try {
    await synapse.registerUser('ada', password);
    const names = Array.from({ length: 40 }, (_, index) => `Session ${index + 1}`);
    const ids = await synapse.addSessions('ada', password, names);
    const { page } = await launch();
    const muster = new MusterWindow(page);
    await muster.signIn({ baseUrl: synapse.baseUrl, user: 'ada', password });
    await expect.poll(() => muster.rowCount()).toBe(41);

    await muster.search.fill('Session 1');
    await muster.row(/Session 1 /).click();
    await muster.details.getByRole('button', { name: 'Rename' }).click();
    await muster.dialog.getByLabel('Name').fill('Kept');
    await page.keyboard.press('Enter');
    await expect(muster.dialog).toBeHidden();
    await muster.search.fill('Kept');
    await expect(muster.row(/Kept/)).toBeVisible();
    await muster.details.getByRole('button', { name: 'Close details' }).click();

    // 39 are called "Session …"; one of them is taken out of the selection again.
    await muster.search.fill('Session ');
    await expect.poll(() => muster.rowCount()).toBe(39);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    await muster.search.fill('Session 2');
    await muster
      .row(/Session 2 /)
      .locator('[data-box]')
      .click();
    await muster.selection.getByRole('button', { name: /Sign out 38 sessions/ }).click();
    await muster.confirmSignOut();
    await muster.answerPassword('not the password');
    await expect(muster.dialog.getByRole('alert')).toContainText("wasn't accepted");
    await muster.answerPassword(password);
    await expect(muster.dialog).toContainText('38 sessions signed out');
    await muster.dialog.getByRole('button', { name: 'Done' }).click();

    await muster.search.fill('');
    const shown = await muster.grid.locator('[data-row] code').allTextContents();
    const onServer = await devicesOf(synapse.baseUrl, ids.slice(0, 2));
    expect(shown.toSorted()).toEqual(onServer.map(({ id }) => id).toSorted());
    expect(onServer.find(({ id }) => id === ids[0])?.name).toBe('Kept');
  } finally {
    await synapse.close();
  }

  /** The list as the server gives it, asked by one more sign-in that re-uses a kept session. */
  async function devicesOf(
    baseUrl: string,
    kept: readonly string[],
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    const login = await fetch(`${baseUrl}/_matrix/client/v3/login`, {
      method: 'POST',
      body: JSON.stringify({
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: 'ada' },
        password,
        device_id: kept[1],
      }),
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const answer = await fetch(`${baseUrl}/_matrix/client/v3/devices`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const { devices } = (await answer.json()) as {
      devices: readonly { device_id: string; display_name: string | null }[];
    };
    return devices.map(({ device_id: id, display_name: name }) => ({ id, name }));
  }
});
