// A desktop on which there is no X server, as its menu starts Muster.
import { desktopEntry } from '../../build/packages/linux/desktop-entry.ts';
import { expect, test } from '../fixtures/app.ts';
import { startWayland } from '../fixtures/wayland.ts';
import { MusterWindow } from '../pages/muster.ts';

test('starts on Wayland without X, and finds a server', async ({ launch, homeserver }) => {
  const wayland = await startWayland();
  try {
    const [, ...args] = /^Exec=(.*)$/m.exec(desktopEntry('muster'))?.[1]?.split(' ') ?? [];
    const server = await homeserver();
    const launched = await launch({ env: wayland.env, args });
    const { page } = launched;
    const muster = new MusterWindow(page);
    // By keys: a compositor without a screen paints no frames, and Playwright clicks between frames only.
    await muster.address.fill(server.baseUrl);
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
    await launched.quit();
  } finally {
    await wayland.stop();
  }
});
