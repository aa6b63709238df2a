// Whether Muster watches, in words for the window, the tray and a notice. Pure.
import type { WatchObstacle, WatchState } from '../shared/model.ts';

const gaps: Readonly<Record<WatchObstacle, string>> = {
  'signed-out': 'its sign-in has ended',
  'not-kept': 'its sign-in was kept until Muster was closed',
  keychain: 'your keychain gives no sign-in',
  unreachable: 'its server is out of reach',
  paused: 'its server asks for a pause',
  server: 'its server gives no list',
};

/** "Watching 2 of 3 accounts". */
export function watchLine({ on, accounts, unwatched }: WatchState): string {
  const watched = on ? accounts - unwatched.length : 0;
  if (watched === 0) return 'Not watching';
  const all = accounts === 1 ? '1 account' : `${accounts} accounts`;
  return watched === accounts ? `Watching ${all}` : `Watching ${watched} of ${all}`;
}

/** Why one account is not watched; goes on after a colon. */
export function gapWords(because: WatchObstacle): string {
  return gaps[because];
}
