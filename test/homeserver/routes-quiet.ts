// The rest that a Matrix client asks for after signing in, on a server where nothing happens: no
// rooms and no messages. Enough for any client to start and show its sessions.
import { good } from './answer.ts';
import { type Route, signedIn } from './router.ts';

export const quietRoutes: readonly Route[] = [
  signedIn('GET', '/joined_rooms', () => good({ joined_rooms: [] })),
  signedIn('GET', '/pushrules/', () =>
    good({ global: { override: [], content: [], room: [], sender: [], underride: [] } }),
  ),
  signedIn('POST', '/user/*/filter', () => good({ filter_id: '0' })),
  signedIn('GET', '/user/*/filter/*', () => good()),
  signedIn('GET', '/profile/*', (_context, _request, _token, [userId]) =>
    good({ displayname: (userId ?? '').replace(/^@|:.*$/g, '') }),
  ),
];
