// Row 18: app:// serves the files of the build under their exact names, and only to this window.
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../../fixtures/app.ts';

const built = fileURLToPath(new URL('../../../dist/renderer', import.meta.url));

/** Beside these, each file of the build is asked for. */
const odd: readonly (readonly [string, number])[] = [
  ['app://bundle/', 404],
  ['app://bundle/none', 404],
  ['app://bundle/index.html?x', 404],
  ['app://bundle/%69ndex.html', 404],
  ['app://bundle/assets/%2e%2e/%2e%2e/main.js', 404],
  ['app://bundle/..%2fmain.js', 404],
  ['app://bundle/..%5cmain.js', 404],
  ['app://bundle/../main.js', 404],
  ['app://bundle/../../package.json', 404],
  ['app://bundle//etc/passwd', 404],
  ['app://bundle/etc/passwd', 404],
  ['app://bundle/__proto__', 404],
  ['app://evil/index.html', 404],
  ['app://bundle.evil/index.html', 404],
];

test('row 18: each built file by its name, everything else 404', async ({ launch }) => {
  const { app } = await launch();
  const files = await readdir(built, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => `app://bundle${`${file.parentPath}/${file.name}`.slice(built.length)}`);
  const statuses = await app.evaluate(
    async ({ session }, urls) =>
      Promise.all(urls.map(async (url) => (await session.fromPartition('ui').fetch(url)).status)),
    [...paths, ...odd.map(([url]) => url)],
  );
  expect(statuses).toEqual([...paths.map(() => 200), ...odd.map(([, status]) => status)]);
});

test('row 18: nothing but GET', async ({ launch }) => {
  const { app } = await launch();
  const statuses = await app.evaluate(async ({ session }) =>
    Promise.all(
      ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map(
        async (method) =>
          (await session.fromPartition('ui').fetch('app://bundle/index.html', { method })).status,
      ),
    ),
  );
  expect(statuses).toEqual([405, 405, 405, 405, 405]);
});

test('row 18: other sessions have no app://, and the window can not load files', async ({
  launch,
}) => {
  const { app, page } = await launch({ violationsExpected: true });
  const elsewhere = await app.evaluate(async ({ session }) =>
    Promise.all(
      [session.defaultSession, session.fromPartition('homeserver')].map((other) =>
        other.fetch('app://bundle/index.html').then(
          () => 'answered',
          () => 'refused',
        ),
      ),
    ),
  );
  expect(elsewhere).toEqual(['refused', 'refused']);
  const file = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('refused');
        image.src = 'file:///usr/share/pixmaps/debian-logo.png';
      }),
  );
  expect(file).toBe('refused');
});

test('row 18: app:// is an origin of its own, without service workers', async ({ launch }) => {
  const { page } = await launch({ violationsExpected: true });
  const facts = await page.evaluate(async () => ({
    origin: location.origin,
    secure: isSecureContext,
    worker: await navigator.serviceWorker.register('/index.html').then(
      () => 'registered',
      () => 'refused',
    ),
  }));
  expect(facts).toMatchObject({ origin: 'app://bundle', secure: true });
  expect(facts.worker).not.toBe('registered');
});
