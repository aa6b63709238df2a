// What a desktop notification of new sessions says, and whether there is one. Pure.
import type { Account, Session } from '../../shared/model.ts';
import { harmless } from '../harmless.ts';
import type { Notification } from '../ports.ts';

/** More than this many at once are told in one notification. */
const SINGLE_MAX = 3;
/** Names in a notification of many. */
const NAMED = 3;
const NAME_MAX = 60;
const USER_MAX = 120;

/** `sessions`: those that appeared and that nobody was told of yet. */
export function notificationsOf(
  { accountId, userId }: Pick<Account, 'accountId' | 'userId'>,
  sessions: readonly Session[],
): readonly Notification[] {
  const user = harmless(userId, USER_MAX);
  if (sessions.length <= SINGLE_MAX) {
    return sessions.map((session) => ({
      title: 'New session',
      body: `“${nameOf(session)}” has signed in to ${user}.`,
      destination: { accountId, deviceId: session.deviceId },
    }));
  }
  const names = sessions.slice(0, NAMED).map((session) => `“${nameOf(session)}”`);
  const rest = sessions.length - NAMED;
  return [
    {
      title: `${sessions.length} new sessions`,
      body: `${names.join(', ')} and ${rest} more have signed in to ${user}.`,
      destination: { accountId, deviceId: null },
    },
  ];
}

function nameOf({ displayName, deviceId }: Session): string {
  return harmless(displayName ?? '', NAME_MAX) || harmless(deviceId, NAME_MAX) || 'without a name';
}
