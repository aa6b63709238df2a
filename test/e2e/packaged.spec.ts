// What a packaged Muster refuses on its command line, whatever its program is called. The package is
// made by hand here, of the main.js that people install.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import { findElectronRuntime } from '../../build/electron-runtime.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The program of a packaged Muster in a throwaway folder. */
const test = base.extend<object, { packaged: string }>({
  packaged: [
    async ({}, use) => {
      const electron = (await findElectronRuntime()) ?? '';
      const folder = await mkdtemp(join(tmpdir(), 'muster-packaged-'));
      for (const name of await readdir(dirname(electron)))
        if (name !== basename(electron) && name !== 'resources')
          await symlink(join(dirname(electron), name), join(folder, name));
      const program = join(folder, basename(electron));
      await copyFile(electron, program, constants.COPYFILE_FICLONE);
      const app = join(folder, 'resources/app');
      await mkdir(join(app, 'dist'), { recursive: true });
      for (const name of ['node_modules', 'package.json'])
        await symlink(join(root, name), join(app, name));
      // A link would be resolved, and Muster would look for its files elsewhere.
      await copyFile(join(root, 'dist/packaged/main.js'), join(app, 'dist/main.js'));
      await use(program);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

const refused = [
  '--no-sandbox',
  ' --no-sandbox',
  '\t-no-sandbox',
  '--remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--disable-web-security',
  '--ignore-certificate-errors',
  '--load-extension=/tmp',
  '--host-rules=MAP * 127.0.0.1',
  '--js-flags=--expose-gc',
  '--password-store=basic',
  '--bypasscsp-schemes=app',
  '--ssl-key-log-file=/tmp/keys',
  '--log-net-log=/tmp/log',
  '--renderer-cmd-prefix=sh',
  '--browser-subprocess-path=/bin/sh',
  '--proxy-server=127.0.0.1:9',
  '--disable-site-isolation-trials',
  '--single-process',
];

for (const given of refused) {
  test(`row 27: a packaged Muster does not start with ${JSON.stringify(given)}`, async ({
    packaged,
  }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'muster-data-'));
    // As root Electron itself wants --no-sandbox before it looks at anything else.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const child = spawn(packaged, [given, ...asRoot, `--user-data-dir=${dataDir}`]);
    const said: Buffer[] = [];
    child.stderr.on('data', (data: Buffer) => said.push(data));
    const [code] = (await once(child, 'exit')) as [number | null];
    const written = await readdir(dataDir);
    await rm(dataDir, { recursive: true, force: true });
    expect(code).toBe(64);
    expect(String(Buffer.concat(said))).toContain(
      `Muster does not start with --${/-+([a-z-]+)/.exec(given)?.[1] ?? ''}.`,
    );
    expect(written).not.toContain('muster.sqlite');
  });
}
