// Row 25: one Muster per data folder, and what a second start carries is not looked at.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { electronArguments } from '../../build/electron-arguments.ts';
import { findElectronRuntime } from '../../build/electron-runtime.ts';
import { expect, test } from '../fixtures/app.ts';

test('a second start ends by itself and brings the first window forward', async ({ launch }) => {
  const { app, page, userDataDir, keyring } = await launch();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());
  const runtime = await findElectronRuntime();
  const extra = ['https://example.org/', 'app://evil/', '--url=x'];
  const second = spawn(runtime!, electronArguments([`--user-data-dir=${userDataDir}`, ...extra]), {
    env: { ...process.env, ...keyring.env },
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  expect(code).toBe(0);
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()))
    .toBe(true);
  expect(app.windows()).toHaveLength(1);
  expect(page.url()).toBe('app://bundle/index.html');
});
