// A dead token is believed only when it was seen twice: proxies and restarting servers answer
// M_UNKNOWN_TOKEN too, and an account that is called signed out by mistake frightens people.
import type { MatrixClient } from '../../matrix/types.ts';
import type { Result } from '../../shared/errors.ts';

/**
 * Sends a request that may be repeated. `session-ended` comes back only when a second request
 * said so too; when `whoami` says that the token is alive, the request is sent once more.
 */
export async function withConfirmedEnd<T>(
  client: Pick<MatrixClient, 'whoami'>,
  send: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const first = await send();
  if (first.ok || first.error.code !== 'session-ended') return first;
  const second = await client.whoami();
  return second.ok ? send() : second;
}
