// What a server says about itself: discovery, versions, capabilities.
import { good, unrecognized } from './answer.ts';
import { type Route, open, signedIn } from './router.ts';

export const serverRoutes: readonly Route[] = [
  open('GET', '/.well-known/matrix/client', ({ traits, baseUrl }) =>
    traits.wellKnown ? good({ 'm.homeserver': { base_url: `${baseUrl}/` } }) : unrecognized(404),
  ),
  open('GET', '/_matrix/client/versions', ({ traits }) =>
    good({ versions: versionsUpTo(traits.newestMinor), unstable_features: {} }),
  ),
  signedIn('GET', '/capabilities', () =>
    good({ capabilities: { 'm.change_password': { enabled: false } } }),
  ),
];

function versionsUpTo(newestMinor: number): readonly string[] {
  return ['r0.6.1', ...Array.from({ length: newestMinor }, (_, index) => `v1.${index + 1}`)];
}
