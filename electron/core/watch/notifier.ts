// Tells the desktop of new sessions, once each: one that comes and goes on a server's list is not
// told again within a day. The words are in notify-policy.ts.
import type { Account, Session, Settings } from '../../shared/model.ts';
import { notificationsOf } from './notify-policy.ts';
import type { Notification } from '../ports.ts';

const DAY = 86_400_000;

/** Most sessions that are remembered as told. What a server lists beyond that may be told again. */
const TOLD_MAX = 10_000;

export interface NotifierPorts {
  readonly notify: (notification: Notification) => void;
  readonly settings: () => Pick<Settings, 'notify'>;
  readonly monotonic: () => number;
}

export class Notifier {
  readonly #ports: NotifierPorts;
  /** When each session was told, oldest first. */
  readonly #told = new Map<string, number>();

  constructor(ports: NotifierPorts) {
    this.#ports = ports;
  }

  /** `sessions`: those that were never on the account's list before, none of them Muster's own. */
  tell(account: Account, sessions: readonly Session[]): void {
    const { notify, settings, monotonic } = this.#ports;
    if (!settings().notify) return;
    const now = monotonic();
    this.#forgetOld(now);
    const news = sessions.filter((session) => this.#isNews(account, session, now));
    this.#forgetOld(now);
    for (const notification of notificationsOf(account, news)) notify(notification);
  }

  #isNews(account: Account, { deviceId }: Session, now: number): boolean {
    const name = `${account.accountId} ${deviceId}`;
    if (this.#told.has(name)) return false;
    this.#told.set(name, now);
    return true;
  }

  #forgetOld(now: number): void {
    for (const [name, at] of this.#told) {
      if (now - at < DAY && this.#told.size <= TOLD_MAX) return;
      this.#told.delete(name);
    }
  }
}
