// One account's way to its server: each call carries a token that is read for it and kept no longer.
import { sendCall, type Call, type Reply } from '../http/call.ts';
import type { ServerClock } from '../server-clock.ts';
import type { AccessToken, MatrixPorts } from '../types.ts';

/** One account's way to its server. */
export interface Authorized {
  readonly ports: MatrixPorts;
  readonly baseUrl: string;
  readonly accessToken: AccessToken;
  readonly serverClock: ServerClock;
}

/**
 * Sends a call with the account's token, which is read for it and kept no longer. Sends it once more
 * where the server calls the token unknown and another one can be had: it has done nothing then. Where
 * it calls that one unknown, too, it is `not-let-in`: what renews tokens hasn't ended the session.
 */
export async function sendAuthorized(
  from: Authorized,
  call: Omit<Call, 'baseUrl' | 'token'>,
): Promise<Reply> {
  const token = await from.accessToken();
  if (!token.ok) return { kind: 'failed', error: token.error, maybeSent: false };
  const send = (value: string): Promise<Reply> =>
    sendCall(from.ports, { ...call, baseUrl: from.baseUrl, token: value });
  const reply = await send(token.value);
  if (!isTokenUnknown(reply)) return reply;
  const other = await from.accessToken(token.value);
  if (other.ok) {
    if (other.value === token.value) return reply;
    const second = await send(other.value);
    return isTokenUnknown(second) ? { ...second, error: { code: 'not-let-in' } } : second;
  }
  if (other.error.code === 'session-ended') return reply;
  return { kind: 'failed', error: other.error, maybeSent: false };
}

function isTokenUnknown(reply: Reply): reply is Extract<Reply, { kind: 'error' }> {
  return (
    reply.kind === 'error' &&
    reply.error.code === 'session-ended' &&
    reply.matrix?.errcode === 'M_UNKNOWN_TOKEN'
  );
}
