// axe finds nothing in Muster's views, in light and dark, at the usual and the smallest size. What it
// could not decide by itself counts as found, but for what is explained here.
import { AxeBuilder } from '@axe-core/playwright';
import type { Result } from 'axe-core';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/app.ts';
import { startInternet } from '../fixtures/internet.ts';
import { watchDoor } from '../fixtures/system-browser.ts';
import { resize } from '../fixtures/window-size.ts';
import { MusterWindow } from '../pages/muster.ts';

// Every view is read twice, which takes its time on a busy machine.
test.setTimeout(180_000);

const ada = { localpart: 'ada', password: 'correct horse', sessions: 40 };

interface Finding {
  readonly rule: string;
  /** Why axe thinks so, by its own key. */
  readonly reason: string;
  readonly html: string;
}

interface Explanation extends Pick<Finding, 'rule' | 'reason'> {
  readonly views: readonly string[];
  readonly on: RegExp;
  readonly because: string;
}

/** What axe leaves to people, and why it is right. Anything else counts as found. */
const explained: readonly Explanation[] = [
  {
    rule: 'color-contrast',
    reason: 'bgOverlap',
    views: ['details'],
    on: /^<(?:button|bdi|b|small|span class="(?:tag|narrow|beside))\b/,
    because: 'The details lie over the list of a small window; "list" reads it without them.',
  },
  {
    rule: 'color-contrast',
    reason: 'elmPartiallyObscuring',
    views: ['confirmation', 'password', 'removal'],
    on: /^<p /,
    because: "A dialog's body reaches under its head, for focus rings; both have one colour.",
  },
  {
    rule: 'color-contrast',
    reason: 'bgOverlap',
    views: ['rename', 'confirmation'],
    on: /^<button /,
    because: "A dialog's body reaches under its foot, too; buttons have a colour of their own.",
  },
];

function isExplained(view: string, { rule, reason, html }: Finding): boolean {
  return explained.some(
    (one) =>
      one.rule === rule && one.reason === reason && one.views.includes(view) && one.on.test(html),
  );
}

function findingsOf({ id, nodes }: Result): readonly Finding[] {
  return nodes.map(({ any, all, none, html }) => {
    const data: unknown = [...any, ...all, ...none][0]?.data;
    const key = typeof data === 'object' && data !== null && 'messageKey' in data;
    return { rule: id, reason: key ? String(data.messageKey) : 'unnamed', html };
  });
}

async function expectNothing(page: Page, view: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The new colours are there with the next frame.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    // Electron has one page only: the legacy mode needs no second one.
    const { violations, incomplete } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const undecided = incomplete
      .flatMap(findingsOf)
      .filter((finding) => !isExplained(view, finding));
    const found = [...violations.flatMap(findingsOf), ...undecided].map(
      ({ rule, reason, html }) => `${rule} (${reason}): ${html}`,
    );
    expect(found, `${view}, ${colorScheme}`).toEqual([]);
  }
}

for (const [width, height] of [
  [1320, 860],
  [900, 600],
] as const) {
  test(`axe finds nothing at ${width}x${height}`, async ({ launch, homeserver }) => {
    const server = await homeserver({ users: [ada] });
    const { app, page } = await launch();
    await resize(app, width, height);
    const muster = new MusterWindow(page);
    await expect(muster.address).toBeVisible();
    await expectNothing(page, 'welcome');
    await muster.signIn({ baseUrl: server.baseUrl, user: 'ada', password: 'wrong' });
    await expect(page.getByRole('alert')).toBeVisible();
    await expectNothing(page, 'wrong password');
    await muster.password.fill(ada.password);
    await muster.button('Sign in').click();
    await expect(muster.row(/Muster on /)).toBeVisible();
    await expectNothing(page, 'list');
    await muster.grid.getByRole('row').nth(2).click();
    await expect(muster.details).toContainText('Read from the server');
    await expectNothing(page, 'details');
    await muster.details.getByRole('button', { name: 'Rename' }).click();
    await expectNothing(page, 'rename');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await expectNothing(page, 'selection');
    await muster.selection.getByRole('button', { name: /Sign out 40/ }).click();
    await expectNothing(page, 'confirmation');
    await muster.confirmSignOut();
    await expect(muster.dialog.getByLabel('Password')).toBeVisible();
    await expectNothing(page, 'password');
    await muster.answerPassword(ada.password);
    await expect(muster.dialog).toContainText('signed out');
    await expectNothing(page, 'outcome');
    await muster.dialog.getByRole('button', { name: 'Done' }).click();
    server.fault({ match: (_, path) => path.endsWith('/devices'), action: { kind: 'reset' } });
    await muster.button('Refresh').click();
    await expect(muster.button('Retry')).toBeVisible();
    await expectNothing(page, 'offline');
    await muster.chooseInAccountMenu('Remove account…');
    await expectNothing(page, 'removal');
  });

  test(`axe finds nothing where a server leads inside at ${width}x${height}`, async ({
    launch,
  }) => {
    const internet = await startInternet({ users: [ada] });
    internet.name(internet.server.baseUrl);
    const { app, page } = await launch();
    await internet.reach(app);
    await resize(app, width, height);
    const muster = new MusterWindow(page);
    await muster.findServer('example.org');
    await expect(muster.button('Go on')).toBeVisible();
    await expectNothing(page, 'leads inside');
    await internet.close();
  });

  test(`axe finds nothing in the ways to sign in at ${width}x${height}`, async ({
    launch,
    homeserver,
  }) => {
    const providers = [
      { id: 'github', name: 'GitHub', brand: 'github' },
      { id: 'uni', name: 'University' },
    ];
    const server = await homeserver({ users: [ada], sso: { providers } });
    const { app, page } = await launch();
    await resize(app, width, height);
    const muster = new MusterWindow(page);
    await watchDoor(app);
    await muster.findServer(server.baseUrl);
    await muster.button('Use a phone number').click();
    await expectNothing(page, 'phone number');
    await muster.button('Use an access token').click();
    await expectNothing(page, 'access token');
    await muster.button('Use the browser').click();
    await expectNothing(page, 'identity providers');
    await muster.button('Continue with GitHub').click();
    await expect(page.getByLabel('Address of the last page')).toBeVisible();
    await expectNothing(page, 'in the browser');
  });

  test(`axe finds nothing in the newer ways to sign in at ${width}x${height}`, async ({
    launch,
    homeserver,
  }) => {
    const server = await homeserver({ users: [ada], personality: 'mas' });
    const { app, page } = await launch();
    await resize(app, width, height);
    const muster = new MusterWindow(page);
    await watchDoor(app);
    await muster.findServer(server.baseUrl);
    await expect(muster.button('Open the browser')).toBeVisible();
    await expectNothing(page, 'page');
    await muster.button('Use a code instead').click();
    await expectNothing(page, 'code');
    await muster.button('Show a code').click();
    await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
    await expectNothing(page, 'a code to be entered');
  });
}
