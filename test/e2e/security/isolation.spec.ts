// Rows 2 to 4, 6, 8 to 10, 16, 20, 23 and 24: what a page can lay its hands on.
import { readFile } from 'node:fs/promises';
import { namesOf } from '../../../electron/shared/contract.ts';
import { expect, test } from '../../fixtures/app.ts';
import { startUnprivileged } from '../../fixtures/unprivileged.ts';

const asRoot = process.getuid?.() === 0;

test('row 2: no Node in the page', async ({ launch }) => {
  const { page } = await launch();
  const found = await page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module', 'global', 'exports', '__dirname', 'electron'].filter(
      (name) => name in window,
    ),
  );
  expect(found).toEqual([]);
});

test('row 3: a page that rewrites its own built-ins changes nothing for the preload', async ({
  launch,
}) => {
  const { page } = await launch();
  const { snapshot, touched } = await page.evaluate(async () => {
    const touched: string[] = [];
    const trap = (owner: object, name: string) => {
      const original = Reflect.get(owner, name) as (...given: unknown[]) => unknown;
      Reflect.set(owner, name, function (this: unknown, ...given: unknown[]) {
        if (given.some((value) => String(value).startsWith('muster:'))) touched.push(name);
        return original.apply(this, given);
      });
    };
    trap(Array.prototype, 'push');
    trap(Array.prototype, 'map');
    trap(JSON, 'parse');
    trap(JSON, 'stringify');
    trap(Object, 'entries');
    trap(Function.prototype, 'call');
    trap(Promise.prototype, 'then');
    Reflect.set(Object.prototype, 'ok', false);
    Reflect.set(Object.prototype, 'accountId', 'polluted');
    const snapshot = await window.muster!.app.snapshot(null);
    return { snapshot: { ...snapshot }, touched };
  });
  expect(snapshot.ok).toBe(true);
  expect(touched).toEqual([]);
});

test('row 3: arguments that can not be copied are refused in plain data', async ({ launch }) => {
  const { page } = await launch();
  const answers = await page.evaluate(async () => {
    const call = window.muster!.app.snapshot as (argument: unknown) => Promise<unknown>;
    const attempt = async (argument: unknown) => {
      try {
        return await call(argument);
      } catch (error) {
        return error instanceof Error ? 'thrown by the page’s own side' : 'a foreign object';
      }
    };
    return [
      await attempt(() => 1),
      await attempt(Symbol('x')),
      await attempt({
        get trap() {
          throw new Error('trap');
        },
      }),
      await attempt(window),
    ];
  });
  for (const answer of answers)
    expect([
      { ok: false, error: { code: 'bad-request' } },
      'thrown by the page’s own side',
    ]).toContainEqual(answer);
});

test('row 4: the sandbox is on for every page', async ({ launch }) => {
  const { app } = await launch();
  const { preferences, switches } = await app.evaluate(({ app, BrowserWindow }) => ({
    preferences: BrowserWindow.getAllWindows().map(
      ({ webContents }) =>
        (
          webContents as unknown as { getLastWebPreferences(): { sandbox: boolean } }
        ).getLastWebPreferences().sandbox,
    ),
    switches: ['enable-sandbox', 'no-sandbox'].filter((name) => app.commandLine.hasSwitch(name)),
  }));
  expect(preferences).toEqual([true]);
  // As root the kernel's part can't be had: there Electron runs with the sandbox API alone.
  expect(switches).toEqual(asRoot ? ['no-sandbox'] : ['enable-sandbox']);
  test.info().annotations.push({
    type: 'checked',
    description: asRoot
      ? 'preferences only: as root the kernel sandbox (Seccomp) is off'
      : 'preferences and the global switch',
  });
});

test('row 4: the kernel confines the page (Seccomp) of an ordinary user', async ({ launch }) => {
  if (!asRoot) {
    const { app } = await launch();
    const pid = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(),
    );
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
    return;
  }
  const run = await startUnprivileged();
  try {
    await expect.poll(() => run.rendererStatus(), { timeout: 30_000 }).not.toEqual([]);
    for (const status of await run.rendererStatus()) {
      expect(status).toMatch(/^Seccomp:\s+2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    }
  } finally {
    await run.stop();
  }
});

test('rows 6, 8 to 10, 23, 24: the window runs with the preferences that were written', async ({
  launch,
}) => {
  const { app } = await launch();
  const running = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window!.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(running).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    enableBlinkFeatures: '',
    webviewTag: false,
  });
  const session = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const { session } = window!.webContents;
    return {
      persistent: session.isPersistent(),
      path: session.getStoragePath(),
      spelling: session.isSpellCheckerEnabled(),
    };
  });
  expect(session).toEqual({ persistent: false, path: null, spelling: false });
});

test('row 16: Electron is 33 or newer', async ({ launch }) => {
  const { app } = await launch();
  const version = await app.evaluate(() => process.versions.electron);
  expect(Number.parseInt(version)).toBeGreaterThanOrEqual(33);
});

test('row 20: the page has the contract and nothing else, and can not change it', async ({
  launch,
}) => {
  const { page } = await launch();
  const { names, frozen, replaced } = await page.evaluate(() => {
    const api = window.muster as unknown as Record<string, Record<string, unknown>>;
    const names = Object.entries(api).flatMap(([group, members]) =>
      Object.entries(members).map(([name, member]) => `${group}.${name}: ${typeof member}`),
    );
    Reflect.set(window, 'muster', null);
    Reflect.set(api, 'app', null);
    Reflect.set(api['app'] ?? {}, 'snapshot', null);
    return {
      names,
      frozen: Object.isFrozen(api) && Object.values(api).every(Object.isFrozen),
      replaced: typeof window.muster!.app.snapshot !== 'function',
    };
  });
  const expected = [...namesOf('call'), ...namesOf('event')].map((name) => `${name}: function`);
  expect([...names].sort()).toEqual([...expected].sort());
  expect({ frozen, replaced }).toEqual({ frozen: true, replaced: false });
});

test('row 20: a listener is given data only, and unsubscribing gives nothing back', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await page.evaluate(() => {
    const seen: unknown[][] = [];
    const unsubscribe = window.muster!.app.storeChanged((...given: unknown[]) => seen.push(given));
    Object.assign(window, { seen, unsubscribe });
  });
  const send = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.send('muster:app.storeChanged', {
        kind: 'ready',
      }),
    );
  await send();
  const seen = () => page.evaluate(() => (window as unknown as { seen: unknown[][] }).seen);
  await expect.poll(seen).toEqual([[{ kind: 'ready' }]]);
  const returned = await page.evaluate(
    () => typeof (window as unknown as { unsubscribe: () => unknown }).unsubscribe(),
  );
  expect(returned).toBe('undefined');
  await send();
  await page.evaluate(() => window.muster!.app.snapshot(null));
  expect(await seen()).toHaveLength(1);
});
