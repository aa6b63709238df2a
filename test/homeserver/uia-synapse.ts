// User-Interactive Authentication as Synapse does it. Held against the real one by
// test/conformance; where they differ, this file is wrong.
import { type Answer, type JsonObject, asObject, matrixError } from './answer.ts';
import { passwordChecks, wrongPassword } from './password.ts';
import { type UiaRequest, challenge, isComplete } from './uia-challenge.ts';
import { type UiaSession } from './uia-sessions.ts';

/** Null: confirmed, go on. */
export function confirmLikeSynapse(request: UiaRequest): Answer | null {
  const { context, token } = request;
  const given = request.auth ?? null;
  const auth = asObject(given);
  if (given !== null && !auth)
    return matrixError(400, 'M_BAD_JSON', 'auth: Input should be an object');
  // The first request may be all that a server needs: see `ui_auth.session_timeout`.
  if (context.now() - token.validatedAt < token.user.uiaGraceMs) return null;

  const found = findSession(request, auth);
  if (found.kind === 'bad') return found.answer;
  const { session } = found;
  if (!auth || auth.size === 0) return challenge(request, session);

  const refused = auth.has('type') ? tryStage(request, session, auth) : null;
  if (refused?.kind === 'answer') return refused.answer;
  if (!isComplete(request, session))
    return challenge(request, session, {
      completed: [...session.completed.keys()],
      ...refused?.error,
    });
  const others = [...session.completed.values()].filter((by) => by !== null);
  if (others.some((by) => by !== token.user.userId))
    return matrixError(403, 'M_FORBIDDEN', 'Invalid auth');
  token.validatedAt = context.now();
  return null;
}

/** A session is bound to its method and its target, query and all. It outlives its success. */
function findSession(
  request: UiaRequest,
  auth: JsonObject | null,
):
  | { readonly kind: 'found'; readonly session: UiaSession }
  | { readonly kind: 'bad'; readonly answer: Answer } {
  const { context, method, target } = request;
  const id = auth?.get('session');
  if (typeof id !== 'string' || id === '')
    return { kind: 'found', session: context.uiaSessions.begin(request) };
  const session = context.uiaSessions.find(id);
  if (!session)
    return { kind: 'bad', answer: matrixError(400, 'M_UNKNOWN', `Unknown session ID: ${id}`) };
  if (session.method === method && session.target === target) return { kind: 'found', session };
  const error = 'Requested operation has changed during the UI authentication session.';
  return { kind: 'bad', answer: matrixError(403, 'M_UNKNOWN', error) };
}

type Refusal =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'retry'; readonly error: Readonly<Record<string, string>> };

const wrongToken = { errcode: 'M_UNAUTHORIZED', error: 'Invalid registration token' };

/** Null when the stage was completed. `m.login.dummy` always is, whether a flow asks for it or not. */
function tryStage(request: UiaRequest, session: UiaSession, auth: JsonObject): Refusal | null {
  const type = auth.get('type');
  if (type === 'm.login.dummy') {
    session.completed.set(type, null);
    return null;
  }
  if (type === 'm.login.terms' && session.stages.has(type)) {
    session.completed.set(type, null);
    return null;
  }
  if (type === 'm.login.registration_token' && session.stages.has(type)) {
    if (auth.get('token') !== request.token.user.registrationToken)
      return { kind: 'retry', error: wrongToken };
    session.completed.set(type, null);
    return null;
  }
  const check = passwordChecks.synapse(request.context.state, auth);
  switch (check.kind) {
    case 'right':
      session.completed.set('m.login.password', check.user.userId);
      return null;
    case 'wrong':
    case 'deactivated':
      return { kind: 'retry', error: wrongPassword };
    case 'unusable':
      return { kind: 'answer', answer: check.answer };
  }
}
