// A data folder in which Muster can't work: a dialog says what is the matter, and where.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronArguments } from '../../build/electron-arguments.ts';
import { findElectronRuntime } from '../../build/electron-runtime.ts';
import { expect, test } from '../fixtures/app.ts';

interface Ended {
  readonly code: number | null;
  /** Title and text of each dialog, which nobody has to close. */
  readonly dialogs: readonly string[];
}

/** `around`: a program that starts the rest of its command line. */
async function start(folder: string, around: readonly string[] = []): Promise<Ended> {
  const listener = join(tmpdir(), `muster-dialogs-${process.pid}.cjs`);
  await writeFile(
    listener,
    `require('electron').dialog.showErrorBox = (title, body) => console.log('DIALOG ' + JSON.stringify(title + '\\n' + body));`,
  );
  const electron = [(await findElectronRuntime())!, '-r', listener];
  const command = [...around, ...electron, ...electronArguments([`--user-data-dir=${folder}`])];
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const dialogs = said
    .split('\n')
    .filter((line) => line.startsWith('DIALOG '))
    .map((line) => JSON.parse(line.slice('DIALOG '.length)) as string);
  return { code, dialogs };
}

const folderTest = test.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-data-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

folderTest('one on a disk that can only be read', async ({ folder }) => {
  const readOnly = `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"`;
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const around = ['unshare', ...asRoot, '--mount', 'sh', '-c', readOnly, folder];
  const { code, dialogs } = await start(folder, around);
  expect(code).toBe(1);
  expect(dialogs).toEqual([
    `Muster can't write to its data folder\n${folder}\n\nThe disk can only be read. Make it writable, then start Muster again.`,
  ]);
});

folderTest('one in which another Muster works leads to its window', async ({ launch }) => {
  const { app, userDataDir } = await launch();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());
  expect(await start(userDataDir)).toEqual({ code: 0, dialogs: [] });
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()))
    .toBe(true);
});
