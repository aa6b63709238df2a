// Row 17: main answers the main frame of its own window alone, and nothing but the contract.
import type { ElectronApplication } from '@playwright/test';
import fc from 'fast-check';
import { namesOf } from '../../../electron/shared/contract.ts';
import { expect, test } from '../../fixtures/app.ts';

const refused = { ok: false, error: { code: 'bad-request' } };
const names = namesOf('call');

/** Opens a second window with Muster's own preload on `url` and calls every name from it. */
function callFromSecondWindow(app: ElectronApplication, url: string): Promise<unknown> {
  return app.evaluate(
    async ({ app, BrowserWindow }, { calls, url }) => {
      const preload = `${app.getAppPath()}/dist/preload.cjs`;
      const webPreferences = { preload, partition: 'ui', sandbox: true };
      const other = new BrowserWindow({ show: false, webPreferences });
      // eslint-disable-next-line no-restricted-syntax -- A hostile window, not Muster's own.
      await other.loadURL(url);
      const script = `Promise.all(${JSON.stringify(calls)}.map((call) => {
        const [group, name] = call.split('.');
        return window.muster[group][name](null);
      }))`;
      const answers: unknown = await other.webContents.executeJavaScript(script);
      other.destroy();
      return answers;
    },
    { calls: names, url },
  );
}

test('row 17: a second window with the same preload and page is refused every call', async ({
  launch,
}) => {
  const { app } = await launch({ violationsExpected: true });
  for (const url of ['app://bundle/index.html', 'about:blank']) {
    const answers = await callFromSecondWindow(app, url);
    expect(answers, url).toEqual(names.map(() => refused));
  }
});

test('row 17: a frame inside the page has no way to call, and would be refused', async ({
  launch,
}) => {
  const { app, page } = await launch({ violationsExpected: true });
  const inside = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const { contentWindow } = frame;
    return contentWindow !== null && 'muster' in contentWindow;
  });
  expect(inside).toBe(false);
  // Even if a frame had the preload: Electron's own function, with that frame as the sender.
  const answer = await app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    const frame = webContents.mainFrame.frames[0];
    const handlers = (
      ipcMain as unknown as {
        _invokeHandlers: Map<string, (event: object, argument: unknown) => Promise<unknown>>;
      }
    )._invokeHandlers;
    const call = handlers.get('muster:app.snapshot');
    if (!frame || !call) return 'the test reaches nothing';
    return Promise.all(
      [frame, null].map((senderFrame) => call({ sender: webContents, senderFrame }, null)),
    );
  });
  expect(answer).toEqual([refused, refused]);
});

test('row 17: a frame that has gone is refused', async ({ launch }) => {
  const { app } = await launch();
  const answer = await app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    const handlers = (
      ipcMain as unknown as {
        _invokeHandlers: Map<string, (event: object, argument: unknown) => Promise<unknown>>;
      }
    )._invokeHandlers;
    const event = {
      sender: webContents,
      get senderFrame(): never {
        throw new Error('Render frame was disposed before WebFrameMain could be accessed');
      },
    };
    return handlers.get('muster:app.snapshot')?.(event, null);
  });
  expect(answer).toEqual(refused);
});

test('row 17: random arguments to every call get typed errors, and nothing else happens', async ({
  launch,
}) => {
  const { page } = await launch();
  const values = fc.sample(
    fc.oneof(
      fc.jsonValue(),
      fc.record({ accountId: fc.anything(), deviceIds: fc.array(fc.anything()) }),
      fc.record({ operationId: fc.uuid(), password: fc.string() }),
      fc.record({ attemptId: fc.uuid(), user: fc.string(), password: fc.string() }),
      fc.constantFrom('__proto__', 'x'.repeat(100_000), 1e308, -0, true),
    ),
    { numRuns: 300, seed: 20_261_124 },
  );
  const plain = values.map((value) => JSON.stringify(value));
  const before = await page.evaluate(() => window.muster!.app.snapshot(null));
  const odd = await page.evaluate(
    async ({ calls, texts }) => {
      const api = window.muster as unknown as Record<
        string,
        Record<string, (argument: unknown) => Promise<unknown>>
      >;
      const odd: string[] = [];
      for (const call of calls) {
        const [group = '', name = ''] = call.split('.');
        const answers = await Promise.all(
          texts.map((text) => api[group]![name]!(JSON.parse(text) as unknown)),
        );
        for (const [index, answer] of answers.entries()) {
          const result = answer as { ok: boolean; error?: { code?: string } };
          const fine = ['bad-request', 'unknown-subject', 'invalid-address'];
          if (result.ok || !fine.includes(result.error?.code ?? ''))
            odd.push(`${call}(${texts[index]?.slice(0, 200) ?? ''}): ${JSON.stringify(answer)}`);
        }
      }
      return odd;
    },
    { calls: names, texts: plain },
  );
  // Two calls take null, and the samples hold some.
  const takesNull = /^(app\.snapshot|exports\.cancel)\(null\)/;
  expect(odd.filter((line) => !takesNull.test(line))).toEqual([]);
  expect(await page.evaluate(() => window.muster!.app.snapshot(null))).toEqual(before);
});
