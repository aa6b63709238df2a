// One Muster per profile: two would share a database and sign each other out.
import { app, type BrowserWindow } from 'electron';

/**
 * True for the first instance. Its window comes forward when another one is started; what that one
 * was started with (arguments, folder) is not looked at.
 */
export function claimSingleInstance(window: () => BrowserWindow | null): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => {
    const current = window();
    if (!current) return;
    if (current.isMinimized()) current.restore();
    current.show();
    current.focus();
  });
  return true;
}
