// One Muster per profile: two would share a database and sign each other out.
import { app } from 'electron';

/**
 * True for the first instance. It shows its window when another one is started; what that one was
 * started with (arguments, folder) is not looked at.
 */
export function claimSingleInstance(showWindow: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', showWindow);
  return true;
}
