// What the tests need from the machine, and the line that installs what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canBeLonely } from '../fixtures/lonely-network.ts';

export type NeedName =
  | 'display'
  | 'secret-service'
  | 'electron'
  | 'chromium'
  | 'synapse'
  | 'processes'
  | 'namespaces'
  | 'wayland';

export type Need =
  | { readonly name: NeedName; readonly kind: 'ready'; readonly detail: string }
  | {
      readonly name: NeedName;
      readonly kind: 'missing';
      readonly what: string;
      readonly install: string;
    };

/** The first of the programs that PATH holds, as a full path, or null. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return null;
}

/** Electron windows: a virtual display of our own where Xvfb is there, else the user's. */
export function lookForDisplay(): Need {
  if (process.platform !== 'linux') {
    return { name: 'display', kind: 'ready', detail: 'the desktop' };
  }
  const xvfb = findProgram('Xvfb');
  if (xvfb !== null) return { name: 'display', kind: 'ready', detail: 'Xvfb' };
  const display = process.env['DISPLAY'];
  if (display !== undefined && display !== '') {
    return { name: 'display', kind: 'ready', detail: `DISPLAY ${display}` };
  }
  return {
    name: 'display',
    kind: 'missing',
    what: 'a display (Xvfb)',
    install: 'apt-get install -y --no-install-recommends xvfb xauth',
  };
}

/** A Secret Service of our own: the tests never touch the user's keychain. Linux only. */
export function lookForSecretService(): Need {
  if (process.platform !== 'linux') {
    return {
      name: 'secret-service',
      kind: 'missing',
      what: 'a throwaway keychain (the tests make one on Linux only)',
      install: 'run the tests on Linux',
    };
  }
  const missing = ['dbus-daemon', 'gnome-keyring-daemon'].filter(
    (program) => findProgram(program) === null,
  );
  if (missing.length === 0) {
    return { name: 'secret-service', kind: 'ready', detail: 'gnome-keyring' };
  }
  return {
    name: 'secret-service',
    kind: 'missing',
    what: `a Secret Service (${missing.join(', ')})`,
    install: 'apt-get install -y --no-install-recommends dbus gnome-keyring libsecret-1-0',
  };
}

/** The browser for the loopback host. Playwright's own download isn't used. */
export function lookForChromium(): Need {
  const path = findProgram('chromium', 'chromium-browser', 'google-chrome');
  if (path !== null) return { name: 'chromium', kind: 'ready', detail: path };
  return {
    name: 'chromium',
    kind: 'missing',
    what: 'Chromium',
    install: 'apt-get install -y --no-install-recommends chromium',
  };
}

/** The arguments and environment of other processes, for the secret scan. Linux only. */
export function lookForProcesses(): Need {
  return existsSync('/proc/self/cmdline')
    ? { name: 'processes', kind: 'ready', detail: '/proc' }
    : {
        name: 'processes',
        kind: 'missing',
        what: 'a look into processes (/proc)',
        install: 'run the tests on Linux',
      };
}

/** A network for one test alone. Linux only. */
export function lookForNamespaces(): Need {
  return process.platform === 'linux' && canBeLonely()
    ? { name: 'namespaces', kind: 'ready', detail: 'unshare' }
    : {
        name: 'namespaces',
        kind: 'missing',
        what: 'network namespaces (unshare, ip)',
        install: 'apt-get install -y --no-install-recommends util-linux iproute2, and run as root',
      };
}

/** A Wayland compositor without a screen. Linux only. */
export function lookForWayland(): Need {
  const path = process.platform === 'linux' ? findProgram('weston') : null;
  return path === null
    ? {
        name: 'wayland',
        kind: 'missing',
        what: 'a Wayland compositor (weston)',
        install: 'apt-get install -y --no-install-recommends weston',
      }
    : { name: 'wayland', kind: 'ready', detail: path };
}

/** True when `python3` can make a virtual environment with pip in it. */
export function pythonCanMakeEnvironments(): boolean {
  return spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
}
