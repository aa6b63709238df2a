// What a server says about itself: discovery, versions, capabilities.
import { good } from './answer.ts';
import { type Route, open, signedIn } from './router.ts';

const matrixVersions = ['r0.6.1', ...Array.from({ length: 15 }, (_, minor) => `v1.${minor + 1}`)];

export const serverRoutes: readonly Route[] = [
  open('GET', '/.well-known/matrix/client', ({ baseUrl }) =>
    good({ 'm.homeserver': { base_url: `${baseUrl}/` } }),
  ),
  open('GET', '/_matrix/client/versions', () =>
    good({ versions: matrixVersions, unstable_features: {} }),
  ),
  signedIn('GET', '/capabilities', () =>
    good({ capabilities: { 'm.change_password': { enabled: false } } }),
  ),
];
