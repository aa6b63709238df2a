// User-Interactive Authentication as palpo does it: other answers for one session than for several.
// For one, every refusal brings another UIA session; for several, it comes without a question.
import { type Answer, asObject, matrixError } from './answer.ts';
import { passwordChecks } from './password.ts';
import { type UiaRequest, challenge, isComplete } from './uia-challenge.ts';
import { type UiaSession } from './uia-sessions.ts';

/** Null: confirmed, go on. */
export function confirmLikePalpo(request: UiaRequest): Answer | null {
  const auth = asObject(request.auth);
  const isSingle = request.method === 'DELETE';
  if (!auth)
    return ask(request, isSingle ? ['M_UNAUTHORIZED', 'Missing authentication data'] : null);
  const refuse = (answer: Answer): Answer =>
    isSingle ? ask(request, ['M_FORBIDDEN', 'Invalid authentication data']) : answer;

  const session = findSession(request, auth.get('session'));
  if (!session) return refuse(matrixError(500, 'M_UNKNOWN', 'unknown db error'));
  const stage = auth.get('type');
  if (stage === 'm.login.password') {
    const check = passwordChecks.palpo(request.context.state, auth);
    if (check.kind !== 'right')
      return refuse(matrixError(401, 'M_UNAUTHORIZED', 'wrong username or password.'));
    if (check.user !== request.token.user)
      return matrixError(403, 'M_FORBIDDEN', 'User ID does not match.');
    session.completed.set(stage, check.user.userId);
  } else if (stage === 'm.login.dummy') session.completed.set(stage, null);
  if (!isComplete(request, session)) return challenge(request, session, { params: null });
  request.context.uiaSessions.end(session.id);
  return null;
}

/** A session need not be named. */
function findSession(request: UiaRequest, id: unknown): UiaSession | undefined {
  const { uiaSessions } = request.context;
  return typeof id === 'string' ? uiaSessions.find(id) : uiaSessions.begin(request);
}

function ask(request: UiaRequest, reason: readonly [string, string] | null): Answer {
  const session = request.context.uiaSessions.begin(request);
  const why = reason ? { errcode: reason[0], error: reason[1] } : {};
  return challenge(request, session, { params: null, ...why });
}
