// The deb, as somebody has it who installed it: put in by dpkg, started by an ordinary user with the
// kernel's sandbox and a real keyring, used by mouse and keyboard, upgraded, removed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGER } from '../../electron/shared/packager.ts';
import { startDisplay, type Display } from '../fixtures/display.ts';
import { startHomeserver, type Homeserver } from '../homeserver/server.ts';
import { packageOf } from './built.ts';
import { inWindow } from './in-window.ts';
import { tool } from './tool.ts';
import { renderersOf, startOrdinaryUser, type OrdinaryUser } from './ordinary-user.ts';

const deb = packageOf('linux-x64-deb');
const ada = { localpart: 'ada', password: 'correct horse' };
const sessions = [
  { deviceId: 'OLDPHONE', displayName: 'Old phone' },
  { deviceId: 'LAPTOP', displayName: 'Laptop' },
];

let display: Display;
let user: OrdinaryUser;
let server: Homeserver;
let installed: readonly string[];

beforeAll(async () => {
  display = await startDisplay();
  user = await startOrdinaryUser();
  server = await startHomeserver({ users: [{ ...ada, sessions }] });
});

afterAll(async () => {
  spawnSync('dpkg', ['--purge', 'muster']);
  await server.close();
  await user.stop();
  await display.stop();
});

it('is in order for Debian: lintian finds no error, menu entry and metadata are valid', () => {
  tool('lintian', '--fail-on', 'error', '--allow-root', deb);
  const folder = mkdtempSync(join(tmpdir(), 'muster-deb-'));
  tool('dpkg-deb', '--extract', deb, folder);
  const share = join(folder, 'usr/share');
  tool('desktop-file-validate', join(share, `applications/${PACKAGER.appId}.desktop`));
  tool(
    'appstreamcli',
    'validate',
    '--no-net',
    join(share, `metainfo/${PACKAGER.appId}.metainfo.xml`),
  );
  rmSync(folder, { recursive: true });
  // lintian reads every byte of the runtime.
}, 600_000);

it('installs without a script, and puts Muster into the menu', () => {
  const control = spawnSync('dpkg-deb', ['--ctrl-tarfile', deb]).stdout;
  const { stdout } = spawnSync('tar', ['-t'], { input: control, encoding: 'utf8' });
  expect(stdout.match(/\w+/g)).toEqual(['control', 'md5sums']);
  tool('dpkg', '--install', deb);
  installed = spawnSync('dpkg', ['--listfiles', 'muster'], { encoding: 'utf8' }).stdout.split('\n');
  expect(installed).toContain(`/usr/share/applications/${PACKAGER.appId}.desktop`);
});

it('signs in to a homeserver, shows its sessions and signs one out, in the kernel sandbox', async () => {
  await inWindow(user, 'muster', async (window) => {
    await window.click('entry', /Matrix ID or server name/);
    await window.type(server.baseUrl);
    await window.click('push button', /^Continue$/);
    await window.click('entry', /^User/);
    await window.type(ada.localpart);
    await window.click('password text', /^Password/);
    await window.type(ada.password);
    await window.click('push button', /^Sign in$/);
    await window.find('table row', /Laptop/);

    for (const status of await renderersOf('/usr/lib/muster/muster')) {
      expect(status).toContain('Seccomp:\t2');
      expect(status).toMatch(/^NSpid:(?:\t\d+){2,}$/m);
    }

    await window.click('table row', /Old phone/);
    await window.click('push button', /^Sign out…$/);
    await window.click('push button', /^Sign out 1 session$/);
    await window.click('password text', /^Password/);
    await window.type(ada.password);
    await window.press('Return');
    await window.click('push button', /^Done$/);
  });
  const [owner] = server.users;
  expect(server.devicesOf(owner?.userId ?? '')).toContain('LAPTOP');
  expect(server.devicesOf(owner?.userId ?? '')).not.toContain('OLDPHONE');
});

it('is still signed in when it is started again', async () => {
  const before = server.requestsTo('POST', '/_matrix/client/v3/login').length;
  await inWindow(user, 'muster', async (window) => {
    await window.find('table row', /Laptop/);
  });
  expect(server.requestsTo('POST', '/_matrix/client/v3/login')).toHaveLength(before);
});

it('is still signed in after an upgrade', async () => {
  tool('dpkg', '--install', deb);
  await inWindow(user, 'muster', async (window) => {
    await window.find('table row', /Laptop/);
  });
});

it("leaves nothing of its own when it is removed, and the user's data where it is", () => {
  tool('dpkg', '--remove', 'muster');
  const own = installed.filter((path) => path.includes('muster'));
  expect(own.length).toBeGreaterThan(20);
  expect(own.filter((path) => existsSync(path))).toEqual([]);
  tool('dpkg', '--purge', 'muster');
  expect(readdirSync(join(user.home, '.config/Muster'))).toContain('muster.sqlite');
});
