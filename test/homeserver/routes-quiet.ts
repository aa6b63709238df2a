// The rest that a Matrix client asks for after signing in, on a server where nothing happens: no
// rooms, no messages, no keys. Enough for any client to start and show its sessions.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, good, matrixError } from './answer.ts';
import { type Request, type Route, signedIn } from './router.ts';

const LONGEST_POLL = 30_000;

export const quietRoutes: readonly Route[] = [
  signedIn('GET', '/sync', (_context, request) => sync(request)),
  signedIn('POST', '/keys/upload', () => good({ one_time_key_counts: { signed_curve25519: 50 } })),
  signedIn('POST', '/keys/query', () => good({ device_keys: {}, failures: {} })),
  signedIn('GET', '/room_keys/version', () =>
    matrixError(404, 'M_NOT_FOUND', 'No current backup version'),
  ),
  signedIn('GET', '/joined_rooms', () => good({ joined_rooms: [] })),
  signedIn('GET', '/pushrules/', () =>
    good({ global: { override: [], content: [], room: [], sender: [], underride: [] } }),
  ),
  signedIn('POST', '/user/*/filter', () => good({ filter_id: '0' })),
  signedIn('GET', '/user/*/filter/*', () => good()),
  signedIn('GET', '/user/*/account_data/*', () =>
    matrixError(404, 'M_NOT_FOUND', 'Account data not found'),
  ),
  signedIn('GET', '/profile/*', (_context, _request, _token, [userId]) =>
    good({ displayname: (userId ?? '').replace(/^@|:.*$/g, '') }),
  ),
];

/** The first answer comes at once; after it, waits as long as the client asked for. */
async function sync({ query }: Request): Promise<Answer> {
  const asked = Number(query.get('timeout') ?? 0);
  if (query.has('since') && asked > 0)
    await sleep(Math.min(asked, LONGEST_POLL), undefined, { ref: false });
  return good({
    next_batch: 's0',
    rooms: {},
    device_one_time_keys_count: { signed_curve25519: 50 },
  });
}
