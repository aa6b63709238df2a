// The history of a real Synapse's account: what appears, is renamed and is signed out is remembered,
// and sessions without keys are told as such.
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';
import { startSynapse } from '../synapse/synapse-server.ts';

const password = 'a long enough password';

test('remembers what a real Synapse shows: appeared, renamed, signed out, gone', async ({
  launch,
}) => {
  const synapse = await startSynapse();
  try {
    await synapse.registerUser('ada', password);
    await synapse.addSessions('ada', password, ['Phone', 'Tablet']);
    const { page } = await launch();
    const muster = new MusterWindow(page);
    await muster.signIn({ baseUrl: synapse.baseUrl, user: 'ada', password });
    await expect(muster.row(/Phone/)).toContainText('No encryption');
    await expect(page.getByText('no cross-signing set up')).toBeVisible();

    await synapse.addSessions('ada', password, ['Who is this']);
    await muster.button('Refresh').click();
    await expect(muster.row(/Who is this/)).toContainText('New');
    await muster.row(/Tablet/).click();
    await muster.details.getByRole('button', { name: 'Rename' }).click();
    await muster.dialog.getByLabel('Name').fill('Kitchen tablet');
    await page.keyboard.press('Enter');
    await expect(muster.row(/Kitchen tablet/)).toBeVisible();
    await muster.row(/Who is this/).click();
    await muster.details.getByRole('button', { name: 'Sign out…' }).click();
    await muster.confirmSignOut();
    await muster.answerPassword(password);
    await expect(muster.dialog).toContainText('1 session signed out');
    await muster.dialog.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('button', { name: 'History' }).click();
    await expect(page.getByText('Appeared in the list')).toHaveCount(1);
    await expect(page.getByText(/Renamed from/)).toHaveCount(1);
    await expect(page.getByText('Signed out by Muster', { exact: true })).toHaveCount(1);
    await expect(page.getByText('No longer in the list')).toHaveCount(0);
  } finally {
    await synapse.close();
  }
});
