// User-Interactive Authentication as Dendrite does it, from its source: a session without a type is
// a mistake, every refusal of a password comes with the challenge, and success ends the session.
import { type Answer, asObject, matrixError } from './answer.ts';
import { checkPassword, wrongPassword } from './password.ts';
import { type UiaRequest, type UiaSession, challenge, isComplete } from './uia-sessions.ts';

/** Null: confirmed, go on. */
export function confirmLikeDendrite(request: UiaRequest): Answer | null {
  const { context, token, auth } = request;
  if (!auth) return challenge(request, beginSession(request), { completed: [] });

  const type = auth.get('type');
  const name = typeof type === 'string' ? type : '';
  if (!['m.login.password', 'm.login.dummy'].includes(name) || !isOffered(request, name))
    return matrixError(400, 'M_BAD_JSON', `Unknown auth.type: ${name}`);
  const given = auth.get('session');
  const known = typeof given === 'string' ? context.uiaSessions.find(given) : undefined;
  if (!known && !isWholeFlow(request, name))
    return matrixError(400, 'M_UNKNOWN', 'The auth.session is missing or unknown.');
  const session = known ?? beginSession(request);

  const problem = name === 'm.login.password' ? passwordProblem(request, auth) : null;
  if (problem?.kind === 'other-user')
    return matrixError(403, 'M_FORBIDDEN', 'The password is not of the user of this session');
  if (problem) return challenge(request, session, { completed: [], ...problem.error });
  session.completed.set(name, token.user.userId);
  if (!isComplete(request, session))
    return challenge(request, session, { completed: [...session.completed.keys()] });
  context.uiaSessions.end(session.id);
  return null;
}

function beginSession(request: UiaRequest): UiaSession {
  return request.context.uiaSessions.begin(request);
}

function isOffered({ token }: UiaRequest, stage: string): boolean {
  return token.user.flows.some((flow) => flow.includes(stage));
}

function isWholeFlow({ token }: UiaRequest, stage: string): boolean {
  return token.user.flows.some((flow) => flow.length === 1 && flow[0] === stage);
}

type PasswordProblem =
  | { readonly kind: 'retry'; readonly error: Readonly<Record<string, string>> }
  | { readonly kind: 'other-user' };

/** Missing members are a retry too (401 `M_BAD_JSON`), unlike on Synapse. */
function passwordProblem(
  { context, token }: UiaRequest,
  auth: NonNullable<UiaRequest['auth']>,
): PasswordProblem | null {
  const needed = (error: string): PasswordProblem => ({
    kind: 'retry',
    error: { errcode: 'M_BAD_JSON', error },
  });
  if (!asObject(auth.get('identifier')) && typeof auth.get('user') !== 'string')
    return needed('A username must be supplied.');
  const password = auth.get('password');
  if (typeof password !== 'string' || password === '')
    return needed('A password must be supplied.');
  const check = checkPassword(context.state, auth);
  if (check.kind !== 'right') return { kind: 'retry', error: wrongPassword };
  return check.user === token.user ? null : { kind: 'other-user' };
}
