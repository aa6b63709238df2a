// Rows 11 to 14: a hostile page can't leave, can't open another page, and can't embed one.
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from '../../fixtures/app.ts';

const home = 'app://bundle/index.html';

function state(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow, webContents }) => ({
    urls: BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
    pages: webContents.getAllWebContents().length,
  }));
}

const alone = { urls: [home], pages: 1 };

const targets = [
  'https://example.org/',
  'http://127.0.0.1:9/',
  'file:///etc/passwd',
  'data:text/html,gone',
  'blob:app://bundle/x',
  'chrome://version',
  'devtools://devtools/bundled/inspector.html',
  'app://bundle/',
  'app://bundle/%2e%2e/x',
  'app://bundle/index.html?x',
  'app://evil/index.html',
  'javascript:document.title="gone"',
  'mailto:someone@example.org',
];

test('row 13: no way of navigating takes the window away from its page', async ({ launch }) => {
  const { app, page } = await launch({ violationsExpected: true });
  const ways: Record<string, (url: string) => void> = {
    assign: (url) => location.assign(url),
    replace: (url) => location.replace(url),
    link: (url) => {
      const link = document.createElement('a');
      link.href = url;
      document.body.append(link);
      link.click();
      link.remove();
    },
    refresh: (url) => {
      const meta = document.createElement('meta');
      meta.httpEquiv = 'refresh';
      meta.content = `0;url=${url}`;
      document.head.append(meta);
      meta.remove();
    },
    form: (url) => {
      const form = document.createElement('form');
      form.action = url;
      form.method = 'post';
      document.body.append(form);
      form.submit();
      form.remove();
    },
  };
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  for (const [name, way] of Object.entries(ways)) {
    for (const target of targets) {
      await page.evaluate(way, target);
      expect(await state(app), `${name} to ${target}`).toEqual(alone);
    }
  }
  await page.evaluate(() => {
    history.back();
    history.forward();
  });
  await page.waitForTimeout(500);
  expect(await state(app)).toEqual(alone);
  // The same document, not one that was loaded again.
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  expect(await page.title()).not.toBe('gone');
});

test('row 13: a link that is dropped on the window or clicked with any button opens nothing', async ({
  launch,
}) => {
  const { app, page } = await launch({ violationsExpected: true });
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.org/';
    link.textContent = 'a link';
    link.id = 'bait';
    Object.assign(link.style, { position: 'fixed', top: '0', left: '0', zIndex: '9999' });
    document.body.append(link);
  });
  const click = async (button: 'left' | 'middle', ...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.down(key);
    await page.mouse.click(5, 5, { button });
    for (const key of keys) await page.keyboard.up(key);
  };
  await click('left');
  await click('left', 'Control');
  await click('left', 'Shift');
  await click('middle');
  await page.mouse.move(5, 5);
  await page.mouse.down();
  await page.mouse.move(600, 400, { steps: 5 });
  await page.mouse.up();
  await page.waitForTimeout(500);
  expect(await state(app)).toEqual(alone);
});

for (const target of ['about:blank', 'about:srcdoc']) {
  test(`row 13: ${target}, which Electron can not refuse, is left again at once`, async ({
    launch,
  }) => {
    const { app, page } = await launch({ violationsExpected: true });
    await page.evaluate((url) => void setTimeout(() => location.assign(url)), target);
    await page.waitForEvent('framenavigated', (frame) => frame.url() === home);
    await expect.poll(() => state(app)).toEqual(alone);
    await expect(page.getByRole('heading').first()).toBeVisible();
  });
}

test('row 14: no way of opening a window opens one', async ({ launch }) => {
  const { app, page } = await launch({ violationsExpected: true });
  const opened = await page.evaluate((urls) => {
    const features = ['', 'popup', 'noopener', 'nodeIntegration=yes,contextIsolation=no'];
    const results = urls.flatMap((url) =>
      ['_blank', '_top', 'named', ''].flatMap((target) =>
        features.map((feature) => window.open(url, target, feature)),
      ),
    );
    for (const target of ['_blank', 'named']) {
      const link = document.createElement('a');
      link.href = 'app://bundle/index.html';
      link.target = target;
      document.body.append(link);
      link.click();
    }
    return results.filter((result) => result !== null && result !== window).length;
  }, targets);
  await page.waitForTimeout(300);
  expect(opened).toBe(0);
  expect(await state(app)).toEqual(alone);
});

test('rows 11, 12: a webview is an element without powers', async ({ launch }) => {
  const { app, page } = await launch({ violationsExpected: true });
  const kind = await page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.org/');
    document.body.append(view);
    return [view.constructor.name, 'getURL' in view, 'shadowRoot' in view && view.shadowRoot];
  });
  expect(kind).toEqual(['HTMLElement', false, null]);
  expect(await state(app)).toEqual(alone);
});
