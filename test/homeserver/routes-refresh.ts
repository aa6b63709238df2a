// Exchanging a refresh token for a new pair.
import { type Answer, good, matrixError, parseBody, unrecognized } from './answer.ts';
import { type Context, type Request, type Route, missingToken, open } from './router.ts';

export const refreshRoutes: readonly Route[] = [open('POST', '/refresh', refresh)];

/** What Synapse says of a refresh token that was used, has expired, or was never alive. */
function refresh({ traits, refreshTokens, state, now }: Context, request: Request): Answer {
  if (!refreshTokens) return unrecognized(404);
  if (traits.refresh === 'with-bearer' && !state.token(request.secret ?? '')) return missingToken();
  const body = parseBody(traits, request.text);
  if (body.kind === 'bad') return body.answer;
  const secret = body.members.get('refresh_token');
  if (typeof secret !== 'string')
    return matrixError(400, 'M_MISSING_PARAM', 'Missing params: refresh_token');
  const pair = refreshTokens.exchange(secret, now());
  return pair
    ? good({ ...pair })
    : matrixError(403, 'M_FORBIDDEN', "refresh token isn't valid anymore");
}
