// Between the confirmation and the wire: what goes into `auth`, and what an answer means to it.
import type { AuthDict, DeleteAnswer } from '../../../matrix/types.ts';
import type { UiaAuth, UiaEvent, UiaState } from '../../../matrix/uia/types.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Given } from '../flow.ts';

/** `userId`: the full Matrix ID, because some servers compare it with the session's owner. */
export function authDict(auth: UiaAuth, userId: string, given: Given | null): AuthDict | null {
  if (auth.kind === 'none') return null;
  if (auth.kind === 'session') return { session: auth.session };
  const session = auth.session === null ? {} : { session: auth.session };
  switch (auth.stage) {
    case 'm.login.dummy':
      return { type: auth.stage, ...session };
    case 'm.login.terms':
      if (given?.kind === 'consent') return { type: auth.stage, ...session };
      break;
    case 'm.login.registration_token':
      if (given?.kind === 'text') return { type: auth.stage, token: given.text, ...session };
      break;
    case 'm.login.password': {
      const identifier = { type: 'm.id.user', user: userId } as const;
      if (given?.kind === 'password')
        return { type: auth.stage, identifier, password: given.password, ...session };
    }
  }
  throw new Error('a stage was to be sent that nobody can answer');
}

/** The stages of a person that a request was confirmed by, where the server took it in this state. */
export function stagesTaken(uia: UiaState): readonly string[] {
  if (uia.kind !== 'sent' && uia.kind !== 'asking') return [];
  const { stage, progress } = uia;
  const stages = stage === null ? progress.completed : [...progress.completed, stage];
  return stages.filter((one) => one !== 'm.login.dummy');
}

export function uiaEventOf(answer: Exclude<DeleteAnswer, { kind: 'unrecognized' }>): UiaEvent {
  switch (answer.kind) {
    case 'deleted':
      return { kind: 'succeeded' };
    case 'session-lost':
      return { kind: 'session-lost' };
    case 'challenge':
      return { kind: 'challenged', challenge: answer.challenge };
    case 'failed':
      return { kind: failureOf(answer.error) };
  }
}

/** What a failure may mean to a stage that is done in the browser. */
function failureOf(error: AppError): 'forbidden' | 'not-understood' | 'unanswered' | 'failed' {
  const { code } = error;
  if (code === 'forbidden') return code;
  if (code === 'not-found') return 'not-understood';
  if (code === 'request-refused')
    return error.status === 400 || error.status === 404 ? 'not-understood' : 'failed';
  if (code === 'server-failed') return error.status === 501 ? 'not-understood' : 'unanswered';
  const isLost =
    code === 'unreachable' || code === 'proxy' || code === 'timed-out' || code === 'bad-answer';
  return isLost ? 'unanswered' : 'failed';
}
