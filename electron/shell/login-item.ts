// Starting Muster when the user logs in. Only in packages: a checkout is no program that a desktop
// should start.
import { app } from 'electron';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { autostartEntry, IN_BACKGROUND } from './autostart-entry.ts';

export class LoginItem {
  readonly #onFailure: () => void;
  #known: boolean | null = null;

  /** `onFailure`: the desktop did not take it. */
  constructor(onFailure: () => void) {
    this.#onFailure = onFailure;
  }

  /** The first call tells how things are and changes nothing: the desktop's own settings count. */
  set(wanted: boolean): void {
    const isChange = this.#known !== null && this.#known !== wanted;
    this.#known = wanted;
    if (!isChange || !MUSTER_PACKAGED) return;
    if (process.platform !== 'linux') {
      app.setLoginItemSettings({ openAtLogin: wanted, args: [IN_BACKGROUND] });
    } else if (!setAutostart(wanted)) this.#onFailure();
  }
}

/** Whether the desktop started Muster, rather than the user. */
export function startedAtLogin(): boolean {
  if (process.platform === 'darwin') return app.getLoginItemSettings().wasOpenedAtLogin;
  return process.argv.includes(IN_BACKGROUND);
}

function setAutostart(wanted: boolean): boolean {
  const file = join(app.getPath('appData'), 'autostart', 'muster.desktop');
  // An AppImage runs from a mount that is another one next time.
  const entry = autostartEntry(process.env['APPIMAGE'] ?? app.getPath('exe'));
  if (entry === null) return false;
  try {
    if (wanted) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, entry);
    } else rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}
