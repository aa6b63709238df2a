// One Muster per data folder: two would share a database and sign each other out.
import { app } from 'electron';
import { lockProblem, tryDataFolder, type FolderProblem } from './data-folder.ts';

export type Claim =
  | { readonly kind: 'first' }
  /** Another Muster has the folder, and has been told to show its window. */
  | { readonly kind: 'other' }
  | { readonly kind: 'no-folder'; readonly problem: FolderProblem };

/**
 * The first instance shows its window when another one is started; what that one was started with
 * (arguments, folder) is not looked at.
 */
export function claimSingleInstance(folder: string, showWindow: () => void): Claim {
  const problem = tryDataFolder(folder);
  if (problem !== null) return { kind: 'no-folder', problem };
  if (app.requestSingleInstanceLock()) {
    app.on('second-instance', showWindow);
    return { kind: 'first' };
  }
  const locked = lockProblem(folder, process.platform);
  return locked === null ? { kind: 'other' } : { kind: 'no-folder', problem: locked };
}
