// A session that Muster may have made, or could not end. Only what is known is claimed.
import type { LeftBehindSession } from '../../electron/shared/model.ts';

export interface LeftBehindWords {
  readonly title: string;
  readonly body: string;
}

export function leftBehindWords(session: LeftBehindSession): LeftBehindWords {
  const { kind, baseUrl, userId, deviceId } = session;
  const host = new URL(baseUrl).host;
  const whose = userId === null ? '' : ` of ${userId}`;
  const which = deviceId === null ? 'a session of Muster' : `the session “${deviceId}”`;
  switch (kind) {
    case 'unanswered':
      return {
        title: `A sign-in${whose} on ${host} was cut off.`,
        body: `The server's answer never came. It may have made ${which}, and Muster has nothing to sign that out with. Sign in to the account again: if the session is in its list, sign it out there.`,
      };
    case 'not-ended':
      return {
        title: `A session of Muster's${whose} on ${host} couldn't be signed out.`,
        body: `It is ${which}. Muster tries again when it starts. You can also sign it out from the account's list of sessions.`,
      };
  }
}
