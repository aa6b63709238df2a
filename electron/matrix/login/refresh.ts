// Renewing an access token (spec "Refreshing access tokens"). The refresh token stays good until
// what it was exchanged for is used: so the same one may be sent again, and must be written first.
import { badShape } from '../http/answer.ts';
import type { Reply } from '../http/call.ts';
import { sendCall, v3 } from '../http/call.ts';
import { GET_TRIES } from '../http/repeat.ts';
import type { MatrixPorts, RefreshAnswer } from '../types.ts';
import { readTokens } from './wire.ts';

/** Where servers from before spec v1.3 have it. */
const EARLIER = ['_matrix', 'client', 'v1', 'refresh'];

/** `POST /refresh`; the same token again after a lost connection or a 5xx, three times in all. */
export async function refreshTokens(
  ports: MatrixPorts,
  baseUrl: string,
  refreshToken: string,
): Promise<RefreshAnswer> {
  const send = (path: readonly string[]): Promise<Reply> =>
    sendCall(ports, {
      method: 'POST',
      baseUrl,
      path,
      token: null,
      tries: GET_TRIES,
      body: { refresh_token: refreshToken },
    });
  const first = await send(v3('refresh'));
  const reply = isMissing(first) ? await send(EARLIER) : first;
  if (reply.kind === 'json') {
    const tokens = readTokens(reply.value);
    if (tokens !== null) return { kind: 'renewed', tokens };
    return { kind: 'failed', error: badShape(baseUrl) };
  }
  return isRefused(reply) ? { kind: 'refused' } : { kind: 'failed', error: reply.error };
}

/** Nothing but these two ends a session: not a proxy's 403, not a 400, not a 429. */
function isRefused(reply: Reply): boolean {
  if (reply.kind !== 'error') return false;
  const errcode = reply.matrix?.errcode;
  return (
    (reply.status === 401 && errcode === 'M_UNKNOWN_TOKEN') ||
    // What Synapse says of one that was used or has expired.
    (reply.status === 403 && errcode === 'M_FORBIDDEN')
  );
}

function isMissing(reply: Reply): boolean {
  return reply.kind === 'error' && reply.matrix?.errcode === 'M_UNRECOGNIZED';
}
