// Tells the desktop of new sessions, once each: one that comes and goes on a server's list is not
// told again within a day. The words are in notify-policy.ts.
import type { Clock } from '../../matrix/types.ts';
import type { Account, Session, Settings } from '../../shared/model.ts';
import { notificationsOf } from './notify-policy.ts';
import type { Notification } from '../ports.ts';

const DAY = 86_400_000;

/** Most sessions that are remembered as told. What a server lists beyond that may be told again. */
const TOLD_MAX = 10_000;

export interface NotifierOptions {
  readonly notify: (notification: Notification) => void;
  readonly settings: () => Pick<Settings, 'notify'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** `sessions`: those that are new in a list, none of them Muster's own. */
export type Notifier = (account: Account, sessions: readonly Session[]) => void;

export function createNotifier({ notify, settings, clock }: NotifierOptions): Notifier {
  /** When each session was told, oldest first. */
  const told = new Map<string, number>();

  function isNews(account: Account, { deviceId }: Session, now: number): boolean {
    const name = `${account.accountId} ${deviceId}`;
    if (told.has(name)) return false;
    told.set(name, now);
    return true;
  }

  function forgetOld(now: number): void {
    for (const [name, at] of told) {
      if (at <= now && now - at < DAY && told.size <= TOLD_MAX) return;
      told.delete(name);
    }
  }

  return (account, sessions) => {
    if (!settings().notify) return;
    const now = clock.now();
    forgetOld(now);
    const news = sessions.filter((session) => isNews(account, session, now));
    forgetOld(now);
    for (const notification of notificationsOf(account, news)) notify(notification);
  };
}
