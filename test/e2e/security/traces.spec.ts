// Rows 21 and 22: what is on disk after Muster was used.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures/app.ts';
import { filesBelow, filesWith } from '../../fixtures/files.ts';
import { signIn } from '../../fixtures/sign-in.ts';

const password = 'canary-password-Zq81xLr05tYw';
const sessionName = 'canary-session-name-Vb92kPm47uHs';
const header = 'canary-header-Nf63dGc18oJe';

test('rows 21, 22: Chromium keeps nothing of the window and of what homeservers answered', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({
    users: [
      { localpart: 'ada', password, sessions: [{ deviceId: 'ONE', displayName: sessionName }] },
    ],
  });
  const { userId } = server.users[0]!;
  const muster = await launch();
  const { page, userDataDir, keyring } = muster;
  const accountId = await signIn(page, { baseUrl: server.baseUrl, user: userId, password });
  server.fault({
    match: (_method, path) => path.startsWith('/_matrix/client/v3/devices/'),
    action: {
      kind: 'answer',
      status: 200,
      headers: {
        'set-cookie': `a=${header}; Max-Age=1000`,
        'cache-control': 'max-age=1000',
        etag: header,
      },
      body: JSON.stringify({ device_id: 'ONE', display_name: sessionName }),
    },
  });
  const kept = await page.evaluate(async (id) => {
    await window.muster!.sessions.open({ accountId: id });
    const detail = await window.muster!.sessions.detail({
      accountId: id,
      deviceId: 'ONE' as never,
    });
    const attempts: (() => unknown)[] = [
      () => localStorage.setItem('a', 'canary-page'),
      () => sessionStorage.setItem('a', 'canary-page'),
      () => (document.cookie = 'a=canary-page'),
      () => indexedDB.open('canary-page'),
      () => caches.open('canary-page'),
    ];
    for (const attempt of attempts) {
      try {
        await attempt();
      } catch {
        // Not offered here: as good.
      }
    }
    return detail.ok && detail.value.kind === 'found' ? detail.value.session.displayName : null;
  }, accountId);
  expect(kept).toBe(sessionName);
  const token = server.requests
    .map(({ headers }) => headers.authorization ?? '')
    .find((value) => value.startsWith('Bearer '))!
    .slice('Bearer '.length);
  await muster.quit();

  const files = await filesBelow(userDataDir);
  expect(files).toContain('muster.sqlite');
  // The keyring's own file is encrypted; everything below HOME is looked into all the same.
  for (const folder of [userDataDir, keyring.home]) {
    expect(await filesWith(folder, password)).toEqual([]);
    expect(await filesWith(folder, token)).toEqual([]);
    expect(await filesWith(folder, header)).toEqual([]);
    expect(await filesWith(folder, 'canary-page')).toEqual([]);
  }
  const withName = await filesWith(userDataDir, sessionName);
  expect(withName.filter((file) => !/^muster\.sqlite(-wal|-shm)?$/.test(file))).toEqual([]);
  expect(withName).not.toEqual([]);
  expect(muster.output()).not.toContain(password);
  expect(muster.output()).not.toContain(token);

  // The search itself finds what is there.
  const planted = join(userDataDir, 'planted');
  await writeFile(planted, Buffer.from(`x${password}y`).toString('base64'));
  expect(await filesWith(userDataDir, password)).toEqual(['planted']);
  // After all tests nothing of the kind may be there.
  await rm(planted);
});

test('row 21: no cookie, storage or database of the page outlives a run', async ({ launch }) => {
  const first = await launch();
  await first.page.evaluate(() => {
    localStorage.setItem('a', 'b');
    indexedDB.open('a');
  });
  await first.quit();
  const { page } = await launch({ userDataDir: first.userDataDir });
  const found = await page.evaluate(async () => ({
    storage: localStorage.length,
    databases: (await indexedDB.databases()).length,
    cookie: document.cookie,
  }));
  expect(found).toEqual({ storage: 0, databases: 0, cookie: '' });
});
