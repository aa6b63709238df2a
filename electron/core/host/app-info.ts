// What Muster says of itself and of this computer, to the window.
import { readFileSync } from 'node:fs';
import type { AppInfo } from '../../shared/model.ts';

export function appInfo(
  given: Readonly<{ version: string; demo: boolean; host: AppInfo['host'] }>,
): AppInfo {
  const platform = knownPlatform();
  const computer = computerKind(platform, platform === 'linux' ? readChassis() : null);
  return Object.freeze({ ...given, platform, computer });
}

/** Chassis types that are carried about (SMBIOS 7.4.1: portable, laptop, notebook, tablet and the like). */
const carried = new Set(['8', '9', '10', '14', '30', '31', '32']);

/**
 * The kind of computer and its system. Nothing in it is anybody's choice, as a host name is.
 * `chassis`: the number that Linux tells, null where it doesn't.
 */
export function computerKind(platform: AppInfo['platform'], chassis: string | null): string {
  switch (platform) {
    case 'darwin':
      return 'Mac';
    case 'win32':
      return 'Windows PC';
    case 'linux':
      return carried.has(chassis?.trim() ?? '') ? 'Linux laptop' : 'Linux desktop';
  }
}

function readChassis(): string | null {
  try {
    return readFileSync('/sys/class/dmi/id/chassis_type', 'ascii');
  } catch {
    return null;
  }
}

/** The window's words and shortcuts know three systems; other Unixes are like Linux. */
function knownPlatform(): AppInfo['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
}
