// A keychain that comes and goes while Muster runs, with a real Secret Service: what worked before
// works again by itself, and meanwhile the window says what is so.
import { readFileSync, readdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test, type LaunchedApp } from '../fixtures/app.ts';
import type { Homeserver } from '../homeserver/server.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 3 };
const recovered = { timeout: 30_000 };

async function signedIn(server: Homeserver, { page }: LaunchedApp): Promise<MusterWindow> {
  const muster = new MusterWindow(page);
  await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: ada.password });
  await expect.poll(() => muster.rowCount()).toBe(4);
  return muster;
}

/** A new session, as it would be made elsewhere. */
function addSession(server: Homeserver, name: string): void {
  server.addSession(server.users[0]!.userId, { displayName: name });
}

const banner = (page: Page, text: string) => page.getByText(text, { exact: true });

test('a service that was restarted is noticed by nobody', async ({ launch, homeserver }) => {
  const server = await homeserver({ users: [ada] });
  const launched = await launch();
  const muster = await signedIn(server, launched);
  await launched.keyring.endService();
  await launched.keyring.startService();
  addSession(server, 'made after the restart');
  await muster.button('Refresh').click();
  await expect(muster.row(/made after the restart/)).toBeVisible();
  await expect(banner(launched.page, 'No keychain is available.')).toHaveCount(0);
});

test('a keychain that is locked is named, and works when it is unlocked', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const launched = await launch();
  const { page, keyring } = launched;
  const muster = await signedIn(server, launched);
  await expect(muster.accounts).toContainText('Watching 1 account');
  keyring.lock();
  await muster.button('Refresh').click();
  await expect(banner(page, 'GNOME Keyring is locked.')).toBeVisible();
  await expect(muster.accounts).toContainText('Not watching');
  await expect(muster.accounts).toContainText('your keychain gives no sign-in');
  addSession(server, 'made while it was locked');
  await keyring.unlock();
  await expect(muster.row(/made while it was locked/)).toBeVisible(recovered);
  await expect(banner(page, 'GNOME Keyring is locked.')).toHaveCount(0);
  await expect(muster.accounts).toContainText('Watching 1 account');
});

test('a keychain that goes and comes back, and one that starts after Muster', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const first = await launch();
  await signedIn(server, first);
  await first.keyring.endService();
  await first.quit();

  const { page, app } = await launch({ keyring: first.keyring, userDataDir: first.userDataDir });
  const muster = new MusterWindow(page);
  await expect(banner(page, 'No keychain is available.')).toBeVisible({ timeout: 20_000 });
  addSession(server, 'made before the keychain was there');
  await first.keyring.startService();
  await app.evaluate(({ app: electron }) => void electron.emit('browser-window-focus'));
  await expect(muster.row(/made before the keychain was there/)).toBeVisible({ timeout: 5_000 });

  await first.keyring.endService();
  await muster.button('Refresh').click();
  await expect(banner(page, 'No keychain is available.')).toBeVisible();
  addSession(server, 'made while it was gone');
  await first.keyring.startService();
  await expect(muster.row(/made while it was gone/)).toBeVisible(recovered);
  await expect(banner(page, 'No keychain is available.')).toHaveCount(0);
});

test('its process has no secret in sight, and ends with a Muster that is killed', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const launched = await launch();
  await signedIn(server, launched);
  const main = launched.app.process().pid!;
  const helper = await launched.app.evaluate(
    ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Muster keychain')?.pid,
  );
  const modules = readFileSync(`/proc/${helper}/maps`, 'utf8');
  expect(modules).toContain('keytar.node');
  expect(readFileSync(`/proc/${main}/maps`, 'utf8')).not.toContain('keytar.node');
  process.kill(main, 'SIGKILL');
  await expect.poll(() => readdirSync('/proc').includes(String(helper))).toBe(false);
});
