// What main asks before a sign-out for which it saw nobody press anything. Pure.
import type { Protectable } from '../../audit/protection.ts';
import { isInUse } from '../../audit/second-look.ts';
import type { Account, Session } from '../../shared/model.ts';
import { harmless } from '../harmless.ts';
import type { Question } from '../ports.ts';

/** What a review shows of a session and main compares or says. */
export type Shown = Protectable & Pick<Session, 'displayName' | 'trust' | 'lastSeenAt'>;

/** Sessions that are named. */
const NAMED = 5;
const NAME_MAX = 60;
const USER_MAX = 120;

/** `now` in milliseconds since 1970. */
export function reviewQuestion(
  { userId, baseUrl }: Pick<Account, 'userId' | 'baseUrl'>,
  sessions: readonly Shown[],
  now: number,
): Question {
  const title = `Sign out ${counted(sessions.length)}?`;
  const owner = `of ${harmless(userId, USER_MAX)} on ${harmless(baseUrl, USER_MAX)}.`;
  const named = sessions.slice(0, NAMED).map((session) => `“${nameOf(session)}”`);
  const rest = sessions.length - named.length;
  const names = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  const special = [
    told(sessions.filter(({ trust }) => trust.kind === 'verified').length, 'verified'),
    told(sessions.filter((session) => isInUse(session, now)).length, 'seen in the last 24 hours'),
  ].flatMap((words) => words ?? []);
  const why =
    "Muster's window asks for it, but nobody pressed a key or a button in it. If you don't want this, choose Cancel.";
  return {
    title,
    body: [`${owner} ${names}`, ...special, why].join('\n\n'),
    yes: 'Sign out',
  };
}

function told(number: number, what: string): string | null {
  return number === 0 ? null : `${number} of them ${number === 1 ? 'is' : 'are'} ${what}.`;
}

function nameOf({ displayName, deviceId }: Shown): string {
  const id = harmless(deviceId, NAME_MAX);
  const name = harmless(displayName ?? '', NAME_MAX);
  return name === '' ? id : `${name} (${id})`;
}

function counted(number: number): string {
  return number === 1 ? '1 session' : `${number} sessions`;
}
