// The other packages of Linux: the rpm in a root of its own, the tar.gz and the AppImage unpacked and
// started by an ordinary user.
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDisplay, type Display } from '../fixtures/display.ts';
import { packageOf } from './built.ts';
import { expectFirstScreen, inWindow } from './in-window.ts';
import { startOrdinaryUser, type OrdinaryUser } from './ordinary-user.ts';
import { tool } from './tool.ts';

let folder: string;
let display: Display;
let user: OrdinaryUser;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-archive-'));
  chmodSync(folder, 0o755);
  display = await startDisplay();
  user = await startOrdinaryUser();
});

afterEach(async () => {
  await user.stop();
  await display.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('linux-x64-rpm', () => {
  it('goes into a root of its own and out again, without a script', () => {
    const rpm = packageOf('linux-x64-rpm');
    expect(tool('rpm', '--query', '--scripts', '--package', rpm).trim()).toBe('');
    const into = ['--root', folder];
    tool('rpm', ...into, '--initdb');
    // The libraries that it names belong to a system that this root hasn't.
    tool('rpm', ...into, '--install', '--nodeps', rpm);
    const sandbox = join(folder, 'usr/lib/muster/chrome-sandbox');
    expect(statSync(sandbox).mode & 0o7777).toBe(0o4755);
    expect(existsSync(join(folder, 'usr/share/man/man1/muster.1.gz'))).toBe(true);
    tool('rpm', ...into, '--erase', '--nodeps', 'muster');
    expect(existsSync(join(folder, 'usr/lib/muster'))).toBe(false);
    expect(existsSync(join(folder, 'usr/bin/muster'))).toBe(false);
  });
});

describe('linux-x64-tar.gz', () => {
  it('starts from where it was unpacked', async () => {
    tool('tar', '-xzf', packageOf('linux-x64-tar.gz'), '--strip-components=1', '-C', folder);
    await inWindow(user, join(folder, 'muster'), expectFirstScreen);
  });
});

describe('linux-x64-AppImage', () => {
  /** An AppImage unpacks itself into the folder in which it is called, for who calls it. */
  async function extract(): Promise<string> {
    const image = join(folder, 'Muster.AppImage');
    tool('cp', packageOf('linux-x64-AppImage'), image);
    await user.run(image, ['--appimage-extract']);
    return join(user.home, 'squashfs-root/AppRun');
  }

  it('starts with the sandbox', async () => {
    await inWindow(user, await extract(), expectFirstScreen);
  });

  it('says what to do where the system forbids user namespaces, and does not start', async () => {
    const program = await extract();
    // A system that forbids them, and a dialog that writes down what it would show.
    const tools = join(folder, 'tools');
    const shown = join(user.home, 'shown');
    tool('mkdir', tools);
    const write = (name: string, script: string): void => {
      writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    };
    write('unshare', 'exit 1');
    write('zenity', `printf '%s\\n' "$@" > ${shown}`);
    const env = { PATH: `${tools}:${process.env['PATH'] ?? ''}` };
    const child = user.spawn(program, [], env);
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(77);
    expect(tool('cat', shown)).toContain('Install Muster from the deb or rpm package instead');
    expect(existsSync(join(user.home, '.config/Muster'))).toBe(false);
  });
});
