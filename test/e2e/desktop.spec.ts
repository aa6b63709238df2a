// What Muster does outside its window: files, notifications, the tray, waking up.
import type { ElectronApplication, Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronArguments } from '../../build/electron-arguments.ts';
import { findElectronRuntime } from '../../build/electron-runtime.ts';
import type { ExportFormat, Settings } from '../../electron/shared/model.ts';
import { expect, test } from '../fixtures/app.ts';
import { signIn } from '../fixtures/sign-in.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 400 };

async function changeSettings(page: Page, change: Partial<Settings>): Promise<void> {
  const saved = await page.evaluate(async (part) => {
    const snapshot = await window.muster!.app.snapshot(null);
    return snapshot.ok && window.muster!.settings.save({ ...snapshot.value.settings, ...part });
  }, change);
  expect(saved).toEqual({ ok: true, value: null });
}

/** What the user does in the system's dialog. */
async function willChoose(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' });
  }, path);
}

test('exports the list into the file that the user chooses, in each format', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const { app, page } = await launch();
  const accountId = await signIn(page, {
    baseUrl: server.baseUrl,
    user: 'ada',
    password: ada.password,
  });
  const sessions = async () => {
    const list = await page.evaluate(
      (id) => window.muster!.sessions.open({ accountId: id }),
      accountId,
    );
    return list.ok ? list.value.sessions.length : 0;
  };
  await expect.poll(sessions).toBe(401);
  const folder = await mkdtemp(join(tmpdir(), 'muster-exports-'));
  const save = (format: ExportFormat) =>
    page.evaluate((wish) => window.muster!.exports.save(wish), {
      accountId,
      deviceIds: null,
      format,
      withAddresses: true,
    } as const);
  try {
    for (const format of ['csv', 'json', 'html'] as const) {
      await willChoose(app, join(folder, `list.${format}`));
      const saved = { kind: 'saved', fileName: `list.${format}`, sessions: 401 };
      expect(await save(format)).toEqual({ ok: true, value: saved });
    }
    await willChoose(app, null);
    expect(await save('csv')).toEqual({ ok: true, value: { kind: 'cancelled' } });
    await willChoose(app, join(folder, 'missing', 'list.csv'));
    expect(await save('csv')).toEqual({ ok: false, error: { code: 'file', reason: 'failed' } });

    expect((await readdir(folder)).toSorted()).toEqual(['list.csv', 'list.html', 'list.json']);
    const csv = await readFile(join(folder, 'list.csv'), 'utf8');
    expect(csv.split('\r\n')).toHaveLength(403);
    const html = await app.evaluate(
      async ({ BrowserWindow }, file) => {
        // The report's own policy must let its style through, in a page like any browser's.
        const reader = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
        const refused: string[] = [];
        reader.webContents.on('console-message', (event: { message?: string }) =>
          refused.push(event.message ?? ''),
        );
        await reader.loadFile(file);
        const script = `[document.querySelectorAll('tbody tr').length, getComputedStyle(document.querySelector('.tiles')).display]`;
        const seen: unknown = await reader.webContents.executeJavaScript(script);
        reader.destroy();
        return { seen, refused };
      },
      join(folder, 'list.html'),
    );
    expect(html).toEqual({ seen: [401, 'flex'], refused: [] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('tells of a new session on the desktop, and a click leads to it', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ users: [ada] });
  const { app, page } = await launch();
  await app.evaluate(({ Notification }) => {
    const world = globalThis as { notifications?: Electron.Notification[] };
    const shown: Electron.Notification[] = (world.notifications = []);
    Notification.isSupported = () => true;
    Notification.prototype.show = function show() {
      shown.push(this);
    };
  });
  const accountId = await signIn(page, {
    baseUrl: server.baseUrl,
    user: 'ada',
    password: ada.password,
  });
  await changeSettings(page, { notify: true });
  const fetchedAt = () =>
    page.evaluate(async (id) => {
      const list = await window.muster!.sessions.open({ accountId: id });
      return list.ok ? list.value.state.fetchedAt : null;
    }, accountId);
  await expect.poll(fetchedAt).not.toBeNull();

  const answer = await fetch(`${server.baseUrl}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'ada' },
      password: ada.password,
      initial_device_display_name: 'hotel lobby <b>PC</b>',
    }),
  });
  const { device_id: deviceId } = (await answer.json()) as { device_id: string };
  await page.evaluate((id) => window.muster!.sessions.refresh({ accountId: id }), accountId);
  const told = () =>
    app.evaluate(() =>
      ((globalThis as { notifications?: Electron.Notification[] }).notifications ?? []).map(
        ({ title, body }) => [title, body],
      ),
    );
  const body = `“hotel lobby ‹b›PC‹/b›” has signed in to ${server.users[0]?.userId ?? ''}.`;
  await expect.poll(told).toEqual([['New session', body]]);

  // The page listens before the click is made: the two go by different ways.
  await page.evaluate(() => {
    const destination = new Promise((resolve) => window.muster!.app.navigate(resolve));
    Object.assign(globalThis, { destination });
  });
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.hide();
    const world = globalThis as { notifications?: Electron.Notification[] };
    world.notifications?.[0]?.emit('click');
  });
  const destination = await page.evaluate(
    () => (globalThis as unknown as { destination: Promise<unknown> }).destination,
  );
  expect(destination).toEqual({ accountId, deviceId });
  expect(
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()),
  ).toBe(true);
});

test('stays when its window is closed, where the user keeps it in the tray', async ({ launch }) => {
  const { app, page, userDataDir, keyring } = await launch();
  await changeSettings(page, { keepInTray: true });
  const closed = page.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());
  await closed;
  const windows = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  // The page says that it is closed a moment before its window is gone.
  await expect.poll(windows).toBe(0);

  // A window that is closed before its page is there is no failure, and nothing to report.
  await app.evaluate(({ app: muster, BrowserWindow }) => {
    muster.emit('activate');
    BrowserWindow.getAllWindows()[0]!.close();
  });
  await expect.poll(windows).toBe(0);
  const log = await readFile(join(userDataDir, 'logs', 'muster.log'), 'utf8').catch(() => '');
  expect(log).not.toContain('"level":"bug"');

  const runtime = await findElectronRuntime();
  const second = spawn(runtime!, electronArguments([`--user-data-dir=${userDataDir}`]), {
    env: { ...process.env, ...keyring.env },
    stdio: 'ignore',
  });
  expect(await once(second, 'exit')).toEqual([0, null]);
  // The window that was closed early may be announced late: only one that is open counts.
  const open = () =>
    app
      .windows()
      .filter((window) => !window.isClosed() && window.url().startsWith('app://bundle/'));
  await expect.poll(windows).toBe(1);
  await expect.poll(() => open().length).toBe(1);
  const again = open()[0]!;
  await again.waitForLoadState('load');

  const ended = once(app.process(), 'exit');
  await changeSettings(again, { keepInTray: false });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());
  expect(await ended).toEqual([0, null]);
});
