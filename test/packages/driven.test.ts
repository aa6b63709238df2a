// The tests' own build: the same files as a release but for main.js and the one fuse by which
// Playwright gets in. What it sees is Muster out of app.asar, with the native modules beside it.
import { _electron } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pack } from '../../build/packages/pack.ts';
import { runtimeFor } from '../../build/packages/runtime.ts';
import { startDisplay } from '../fixtures/display.ts';
import { startKeyring } from '../fixtures/keyring.ts';
import { startHomeserver } from '../homeserver/server.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 30 };

it('signs in and shows the sessions, out of app.asar', async () => {
  const platform = { system: 'linux', arch: 'x64' } as const;
  const runtime = await runtimeFor(platform);
  if (runtime.kind === 'none') throw new Error('no runtime');
  const { folder } = await pack({ platform, runtime, formats: [], driven: true });
  const display = await startDisplay();
  const keyring = await startKeyring('unlocked');
  const server = await startHomeserver({ users: [ada] });
  const data = mkdtempSync(join(tmpdir(), 'muster-data-'));
  const app = await _electron.launch({
    executablePath: join(folder, 'muster'),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${data}`],
    env: { ...(process.env as Record<string, string>), ...keyring.env },
  });
  try {
    expect(await app.evaluate(({ app: it }) => it.getAppPath())).toMatch(/app\.asar$/);
    const muster = new MusterWindow(await app.firstWindow());
    await muster.signIn({ baseUrl: server.baseUrl, user: ada.localpart, password: ada.password });
    await muster.row(/Muster on /).waitFor();
    expect(await muster.rowCount()).toBe(31);
  } finally {
    await app.close();
    await server.close();
    await keyring.stop();
    await display.stop();
    rmSync(data, { recursive: true, force: true });
  }
});
