// The pages of the authorization server, on which a browser says who is signing in. Everybody is
// believed, and what a client asks for is granted by the same click.
import { type Answer, found, htmlPage, unrecognized } from './answer.ts';
import { escaped } from './html.ts';
import { INTERACTION_PATH, paths } from './oauth/provider-options.ts';
import { type Context, type Request, type Route, open } from './router.ts';
import { type State, type User } from './state.ts';

export const oauthPageRoutes: readonly Route[] = [
  open('GET', `${INTERACTION_PATH}/*`, signInPage),
  open('GET', `${INTERACTION_PATH}/*/as/*`, decide),
  open('GET', `${INTERACTION_PATH}/*/cancel`, decide),
  open('GET', paths.code_verification, codePage),
  open('POST', paths.code_verification, decideOnCode),
];

function signInPage({ state }: Context, _request: Request, [uid = '']: readonly string[]): Answer {
  const base = `${INTERACTION_PATH}/${encodeURIComponent(uid)}`;
  const links = localparts(state).map(
    (name) =>
      `<li><a href="${base}/as/${encodeURIComponent(name)}">Continue as ${escaped(name)}</a></li>`,
  );
  return htmlPage(
    'Sign in',
    `<ul>${links.join('')}</ul><p><a href="${base}/cancel">Cancel</a></p>`,
  );
}

/** Without a name it is a no. */
async function decide(
  { oauth, state }: Context,
  _request: Request,
  [uid = '', localpart]: readonly string[],
): Promise<Answer> {
  const user = localpart === undefined ? null : state.findUser(localpart);
  const next = user === undefined ? null : await oauth?.decide(uid, user);
  return next ? found(next) : unrecognized(404);
}

function codePage({ oauth, state }: Context, { query }: Request): Answer {
  if (!oauth) return unrecognized(404);
  const code = `<input name="user_code" aria-label="Code" value="${escaped(query.get('user_code') ?? '')}">`;
  const buttons = localparts(state).map(
    (name) => `<button name="as" value="${escaped(name)}">Continue as ${escaped(name)}</button>`,
  );
  const cancel = '<button name="cancel" value="yes">Cancel</button>';
  return htmlPage(
    'Link a device',
    `<form method="post" action="${paths.code_verification}">${code}${buttons.join('')}${cancel}</form>`,
  );
}

async function decideOnCode({ oauth, state }: Context, { text }: Request): Promise<Answer> {
  const form = new URLSearchParams(text);
  const user = form.has('cancel') ? null : state.findUser(form.get('as') ?? '');
  if (!oauth || user === undefined) return unrecognized(404);
  const isKnown = await oauth.decideOnCode(form.get('user_code') ?? '', user);
  if (!isKnown) return { ...htmlPage('This code is not known', ''), status: 404 };
  return user ? htmlPage('Linked', '<p>You may close this page.</p>') : htmlPage('Cancelled', '');
}

function localparts(state: State): readonly string[] {
  const canSignIn = ({ deactivated, locked }: User) => !deactivated && !locked;
  return state
    .users()
    .filter(canSignIn)
    .map(({ userId }) => userId.slice(1).split(':')[0] ?? '');
}
