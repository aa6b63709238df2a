// Row 7: the Content-Security-Policy as the browser got it, and what it does.
import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures/app.ts';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'none'; frame-src 'none'; worker-src 'none'; object-src 'none'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
  'trusted-types svelte-trusted-html';

test('row 7: the header is the same on every answer, errors too', async ({ launch }) => {
  const { app, page } = await launch();
  const script = await page.evaluate(() => document.querySelector('script')?.src ?? '');
  const style = await page.evaluate(
    () => document.querySelector<HTMLLinkElement>('link[rel=stylesheet]')?.href ?? '',
  );
  const urls = ['app://bundle/index.html', script, style, 'app://bundle/none', 'app://evil/x'];
  const headers = await app.evaluate(async ({ session }, asked) => {
    const page = session.fromPartition('ui');
    return Promise.all(
      asked.map(async (url) => {
        const { headers, status } = await page.fetch(url, { bypassCustomProtocolHandlers: false });
        return [
          status,
          headers.get('content-security-policy'),
          headers.get('x-content-type-options'),
        ];
      }),
    );
  }, urls);
  expect(headers).toEqual([
    [200, policy, 'nosniff'],
    [200, policy, 'nosniff'],
    [200, policy, 'nosniff'],
    [404, policy, 'nosniff'],
    [404, policy, 'nosniff'],
  ]);
});

/** Runs an attempt in the page; the directives that it violated, and whether it did what it wanted. */
async function attempt(page: Page, source: string): Promise<{ violated: string[]; done: boolean }> {
  return page.evaluate(async (name) => {
    const violated: string[] = [];
    const note = (event: SecurityPolicyViolationEvent) => violated.push(event.effectiveDirective);
    document.addEventListener('securitypolicyviolation', note);
    Reflect.set(window, 'done', false);
    const box = document.createElement('div');
    document.body.append(box);
    const attempts: Record<string, () => unknown> = {
      'inline script': () => {
        const script = document.createElement('script');
        script.append('window.done = true');
        box.append(script);
      },
      eval: () => void (0, eval)('window.done = true'),
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- It is what must be refused.
      'new Function': () => (new Function('window.done = true') as () => void)(),
      'string timer': () => setTimeout('window.done = true' as unknown as () => void),
      innerHTML: () => (box.innerHTML = '<img src=x onerror="window.done = true">'),
      'script address': () => {
        document.createElement('script').src = 'data:text/javascript,window.done = true';
      },
      'style attribute': () => box.setAttribute('style', 'color: red'),
      'style element': () => {
        const style = document.createElement('style');
        style.append('body { color: red }');
        box.append(style);
      },
      base: () => {
        const base = document.createElement('base');
        base.href = 'app://evil/';
        box.append(base);
      },
      form: () => {
        const form = document.createElement('form');
        form.action = 'app://bundle/none';
        box.append(form);
        form.submit();
      },
      frame: () => {
        const frame = document.createElement('iframe');
        frame.src = 'app://bundle/index.html';
        box.append(frame);
      },
      worker: () => new Worker('app://bundle/none.js'),
      policy: () =>
        (
          window as unknown as {
            trustedTypes: { createPolicy(name: string, rules: object): unknown };
          }
        ).trustedTypes.createPolicy('evil', { createHTML: (text: string) => text }),
    };
    // In a task of its own: what the test's own connection evaluates may use eval.
    setTimeout(() => void attempts[name]?.());
    await new Promise((resolve) => setTimeout(resolve, 300));
    document.removeEventListener('securitypolicyviolation', note);
    const red = [document.body, box].some(
      (element) => getComputedStyle(element).color === 'rgb(255, 0, 0)',
    );
    const marked = Reflect.get(window, 'done') === true;
    const done = marked || red || document.baseURI !== 'app://bundle/index.html';
    box.remove();
    return { violated: [...new Set(violated)], done };
  }, source);
}

test('row 7: each thing that the policy forbids is reported and does nothing', async ({
  launch,
}) => {
  const { page } = await launch({ violationsExpected: true });
  const expected = {
    'inline script': 'require-trusted-types-for',
    eval: 'require-trusted-types-for',
    'new Function': 'require-trusted-types-for',
    'string timer': 'require-trusted-types-for',
    innerHTML: 'require-trusted-types-for',
    'script address': 'require-trusted-types-for',
    'style attribute': 'style-src-attr',
    'style element': 'style-src-elem',
    base: 'base-uri',
    form: 'form-action',
    frame: 'frame-src',
    worker: 'require-trusted-types-for',
    policy: 'trusted-types',
  };
  const seen: Record<string, unknown> = {};
  for (const name of Object.keys(expected)) seen[name] = await attempt(page, name);
  expect(seen).toEqual(
    Object.fromEntries(
      Object.entries(expected).map(([name, directive]) => [
        name,
        { violated: expect.arrayContaining([directive]), done: false },
      ]),
    ),
  );
  expect(page.url()).toBe('app://bundle/index.html');
});
