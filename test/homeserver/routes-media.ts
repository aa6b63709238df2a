// The content repository, as far as people need it who aren't signed in: the pictures of identity
// providers.
import { type Answer, matrixError } from './answer.ts';
import { type Context, type Request, type Route, open } from './router.ts';

export const mediaRoutes: readonly Route[] = [
  open('GET', '/_matrix/media/v3/thumbnail/*/*', thumbnail),
];

/** In the size that it has, whatever is asked for: clients must cope. */
function thumbnail(
  { sso, state }: Context,
  _request: Request,
  [server, id]: readonly string[],
): Answer {
  const provider = sso?.providers.find((one) => one.id === id);
  if (!provider?.picture || server !== state.serverName)
    return matrixError(404, 'M_NOT_FOUND', 'Not found');
  const headers = { 'content-type': 'image/png' };
  return { status: 200, body: {}, raw: provider.picture, headers };
}
