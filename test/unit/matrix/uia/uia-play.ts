// Events, plays and expected commands for the tests of the UIA reducer.
import type { UiaChallenge } from '../../../../electron/matrix/types.ts';
import type {
  UiaCommand,
  UiaEvent,
  UiaQuestion,
  UiaState,
} from '../../../../electron/matrix/uia/types.ts';
import { step, uiaStart } from '../../../../electron/matrix/uia/uia.ts';

export const PASSWORD = 'm.login.password';
export const DUMMY = 'm.login.dummy';
export const SSO = 'm.login.sso';
export const TERMS = 'm.login.terms';
export const TOKEN = 'm.login.registration_token';
export const UNKNOWN = 'com.example.unknown';

export function challenge(flows: readonly string[][], rest: Partial<UiaChallenge> = {}): UiaEvent {
  return {
    kind: 'challenged',
    challenge: {
      flows: flows.map((stages) => ({ stages })),
      completed: [],
      session: 'S1',
      params: new Map(),
      errcode: null,
      serverText: null,
      ...rest,
    },
  };
}

export const begin: UiaEvent = { kind: 'begin', preferred: null };
export const answered: UiaEvent = { kind: 'answered' };
export const lost: UiaEvent = { kind: 'session-lost' };
export const succeeded: UiaEvent = { kind: 'succeeded' };
export const poll: UiaEvent = { kind: 'poll' };
export const chosen = (stage: string): UiaEvent => ({ kind: 'chosen', stage });
export const wrong = (text = 'Wrong'): UiaEvent =>
  challenge([[PASSWORD]], { errcode: 'M_FORBIDDEN', serverText: text });

export const sendNone = { kind: 'send', auth: { kind: 'none' } };
export const send = (stage: string, session: string | null = 'S1') => ({
  kind: 'send',
  auth: { kind: 'stage', stage, session },
});
export const sendSession = (session = 'S1') => ({
  kind: 'send',
  auth: { kind: 'session', session },
});
export const askFor = (
  question: UiaQuestion,
  reason = 'server-asked',
  alternatives: readonly string[] = [],
  serverText: string | null = null,
) => ({ kind: 'ask', question, reason, serverText, alternatives });
export const ask = (reason: string, serverText: string | null = null) =>
  askFor({ kind: 'password' }, reason, [], serverText);
export const onPage = (stage: string, session = 'S1', mayPoll = true): UiaQuestion => ({
  kind: 'browser',
  stage,
  session,
  mayPoll,
});
export const finish = (kind: string) => ({ kind: 'finish', ending: { kind } });

/** The command that each event leads to. */
export function play(...events: UiaEvent[]): (UiaCommand | null)[] {
  let state: UiaState = uiaStart;
  return events.map((event) => {
    const next = step(state, event);
    state = next.state;
    return next.command;
  });
}
