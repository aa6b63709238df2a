// User-Interactive Authentication as Dendrite does it: a session without a type is a mistake, every
// refusal of a password comes with the challenge, success ends the session, and a session that it
// doesn't know is as good as one that it knows.
import { type Answer, asObject, matrixError } from './answer.ts';
import { passwordChecks } from './password.ts';
import { type UiaRequest, challenge, isComplete } from './uia-challenge.ts';
import { type UiaSession, newSession } from './uia-sessions.ts';

/** Null: confirmed, go on. */
export function confirmLikeDendrite(request: UiaRequest): Answer | null {
  const { context } = request;
  if (request.auth === undefined) {
    const session = context.uiaSessions.begin(request);
    return challenge(request, session, { completed: [] });
  }
  const auth = asObject(request.auth) ?? new Map<string, unknown>();
  const given = auth.get('session');
  const id = typeof given === 'string' ? given : '';
  const known = context.uiaSessions.find(id);
  if (known && isOfAnother(known, request))
    return matrixError(403, 'M_FORBIDDEN', 'session and device mismatch');
  const type = auth.get('type');
  const stage = typeof type === 'string' ? type : '';
  if (!['m.login.password', 'm.login.dummy'].includes(stage) || !isOffered(request, stage))
    return matrixError(400, 'M_BAD_JSON', `Unknown auth.type: ${stage}`);
  if (!known && !isWholeFlow(request, stage))
    return matrixError(400, 'M_UNKNOWN', 'The auth.session is missing or unknown.');
  const session = known ?? newSession(request, id);
  const refusal = stage === 'm.login.password' ? tryPassword(request, auth, session, known) : null;
  if (refusal) return refusal;
  session.completed.set(stage, request.token.user.userId);
  if (!isComplete(request, session))
    return challenge(request, session, { completed: [...session.completed.keys()] });
  context.uiaSessions.end(session.id);
  return null;
}

/** Only those of `DELETE` are bound to what they were asked for. */
function isOfAnother(session: UiaSession, { method, target }: UiaRequest): boolean {
  return session.method === 'DELETE' && method === 'DELETE' && session.target !== target;
}

function isOffered({ token }: UiaRequest, stage: string): boolean {
  return token.user.flows.some((flow) => flow.includes(stage));
}

function isWholeFlow({ token }: UiaRequest, stage: string): boolean {
  return token.user.flows.some((flow) => flow.length === 1 && flow[0] === stage);
}

/** Null: right. */
function tryPassword(
  request: UiaRequest,
  auth: ReadonlyMap<string, unknown>,
  session: UiaSession,
  known: UiaSession | undefined,
): Answer | null {
  const { context, token } = request;
  const check = passwordChecks.dendrite(context.state, auth);
  if (check.kind !== 'right') {
    const why = check.kind === 'deactivated' ? {} : check.answer.body;
    return challenge(request, session, {
      completed: known ? [...known.completed.keys()] : null,
      ...why,
    });
  }
  if (check.user === token.user) return null;
  return matrixError(403, 'M_FORBIDDEN', 'unable to delete devices for other user');
}
