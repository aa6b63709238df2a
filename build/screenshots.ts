// `npm run screenshots`: makes the pictures of README.md from the demo, in a real Electron window.
// Needs a display, as `npm start` does.
import { _electron } from 'playwright';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHomeserver } from '../test/homeserver/server.ts';
import { buildAll } from './build.ts';
import { electronArguments } from './electron-arguments.ts';
import { findElectronRuntime } from './electron-runtime.ts';

const folder = fileURLToPath(new URL('readme', import.meta.url));

async function main(): Promise<void> {
  const executablePath = await findElectronRuntime();
  if (executablePath === null) throw new Error('no Electron runtime: npx install-electron');
  await buildAll();
  const homeserver = await startHomeserver({ demo: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-screenshots-'));
  const accounts = homeserver.users.map(({ userId, password }) => ({
    baseUrl: homeserver.baseUrl,
    user: userId,
    password,
  }));
  const app = await _electron.launch({
    executablePath,
    args: electronArguments([`--user-data-dir=${dataDir}`]),
    env: { ...process.env, MUSTER_DEMO: JSON.stringify(accounts) },
  });
  try {
    await mkdir(folder, { recursive: true });
    const page = await app.firstWindow();
    const grid = page.getByRole('grid', { name: 'Sessions', exact: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await grid.getByRole('row').nth(3).click();
      await page.getByText('Read from the server').waitFor();
      await page.screenshot({ path: join(folder, `main-window-${colorScheme}.png`) });
      await page
        .getByRole('button', { name: /^Review \d{2,}…/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await page.screenshot({ path: join(folder, `review-${colorScheme}.png`) });
      await page.keyboard.press('Escape');
    }
  } finally {
    await app.close();
    await homeserver.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
