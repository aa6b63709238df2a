// What Muster says of itself: to the window, and to homeservers as the name of its session.
import { hostname } from 'node:os';
import type { AppInfo } from '../../shared/model.ts';

/** Longest computer name that is told to a server. */
const longest = 60;

export function appInfo(
  given: Readonly<{ version: string; demo: boolean; host: AppInfo['host'] }>,
): AppInfo {
  return Object.freeze({ ...given, platform: platform(), sessionName: sessionName(hostname()) });
}

/** "Muster on <computer name>": the host name up to its first dot, letters and digits only. */
export function sessionName(host: string): string {
  const name = host
    .replace(/\..*$/s, '')
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim();
  return name === '' ? 'Muster' : `Muster on ${Array.from(name).slice(0, longest).join('')}`;
}

/** The window's words and shortcuts know three systems; other Unixes are like Linux. */
function platform(): AppInfo['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
}
