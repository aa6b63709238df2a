// The pages on which a browser does a stage of User-Interactive Authentication (spec "Fallback"), as
// simple as they can be: a button does it. Who uses the browser is not checked, it is a button, too.
import { type Answer, htmlPage, matrixError, unrecognized } from './answer.ts';
import { escaped } from './html.ts';
import { type Context, type Request, type Route, open } from './router.ts';
import { type UiaSession } from './uia-sessions.ts';

export const fallbackRoutes: readonly Route[] = [
  open('GET', '/auth/*/fallback/web', page),
  open('POST', '/auth/*/fallback/web', done),
];

/** Word for word what the specification has a page run when it is done. */
const success = `<p>Done. You may close this page.</p><script>
if (window.onAuthDone) { window.onAuthDone(); }
else if (window.opener && window.opener.postMessage) { window.opener.postMessage("authDone", "*"); }
</script>`;

function page(context: Context, request: Request, [stage = '']: readonly string[]): Answer {
  const found = find(context, request, stage);
  if ('status' in found) return found;
  const users = stage === 'm.login.sso' ? context.state.users() : [];
  const asSomebody = users.map(
    ({ userId }) =>
      `<button name="as" value="${escaped(userId)}">Continue as ${escaped(userId)}</button>`,
  );
  const buttons = asSomebody.length > 0 ? asSomebody.join('') : '<button>Continue</button>';
  return htmlPage(
    'Confirm',
    `<p>A client is trying to remove sessions from your account.</p><form method="post">${buttons}</form>`,
  );
}

function done(context: Context, request: Request, [stage = '']: readonly string[]): Answer {
  const found = find(context, request, stage);
  if ('status' in found) return found;
  found.completed.set(stage, new URLSearchParams(request.text).get('as'));
  return htmlPage('Confirmed', success);
}

function find(
  { traits, uiaSessions }: Context,
  request: Request,
  stage: string,
): UiaSession | Answer {
  if (traits.fallback === 'none') return unrecognized(404);
  if (traits.fallback === 'recaptcha-only' && stage !== 'm.login.recaptcha')
    return matrixError(501, 'M_UNKNOWN', 'Unknown authentication flow');
  const session = uiaSessions.find(request.query.get('session') ?? '');
  if (!session) return matrixError(400, 'M_UNKNOWN', 'Unknown session ID');
  return session.stages.has(stage)
    ? session
    : matrixError(404, 'M_UNRECOGNIZED', 'Unknown auth stage type');
}
