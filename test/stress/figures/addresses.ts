// No address that is made of what a server names leaves the origin and the path that it belongs to.
import fc from 'fast-check';
import { pageForSession } from '../../../electron/core/sign-out/account-page.ts';
import {
  checkDiscoveredBaseUrl,
  checkNamedAddress,
  isLoopback,
  parseAddress,
} from '../../../electron/matrix/discovery/address.ts';
import { v3 } from '../../../electron/matrix/http/call.ts';
import { endpointUrl } from '../../../electron/matrix/http/url.ts';
import { ssoPageUrl } from '../../../electron/matrix/login/sso.ts';
import { fallbackPageUrl } from '../../../electron/matrix/uia/fallback-page.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import type { Figure, Tally } from '../figure.ts';
import { hostileAddress, hostileText, samples } from '../hostile-text.ts';

const bases = ['https://example.org', 'https://example.org:8448/hs/a', 'http://127.0.0.1:8008'];

const questions = fc.record({
  base: fc.constantFrom(...bases),
  id: hostileText,
  user: hostileText,
  named: hostileAddress,
});
type Question = typeof questions extends fc.Arbitrary<infer T> ? T : never;

export const addresses: Figure = {
  name: 'addresses from random ids, users, bases, .well-known, metadata',
  goal: 'leaves origin or prefix: 0',
  sizes: { quick: 50_000, whole: 1_000_000 },
  run(tally, size, seed) {
    // Seven addresses are made of each question.
    for (const question of samples(questions, Math.ceil(size / 7), seed)) check(tally, question);
    return Promise.resolve();
  },
};

function check(tally: Tally, { base, id, user, named }: Question): void {
  const under = (made: string | null, ...path: readonly string[]): void => {
    tally.count();
    if (made !== null && !isUnder(made, base, path)) tally.fail(`${JSON.stringify(id)}: ${made}`);
  };
  const devices = v3('devices', id);
  under(endpointUrl(base, devices), ...devices);
  const data = v3('user', user, 'account_data', `io.element.${id}`);
  under(endpointUrl(base, data), ...data);
  under(ssoPageUrl(base, id, 'http://127.0.0.1:1/x'), ...v3('login', 'sso', 'redirect', id));
  under(fallbackPageUrl(base, id, user), ...v3('auth', id, 'fallback', 'web'));

  const fail = (made: string): void => tally.fail(`${JSON.stringify(named)}: ${made}`);
  tally.count(3);
  const discovered = checkDiscoveredBaseUrl(named, base.startsWith('http:'));
  if (discovered !== null && !isPlain(discovered, base)) fail(discovered);
  const endpoint = checkNamedAddress(named, base);
  if (endpoint !== null && !isPlain(endpoint, base)) fail(endpoint);
  const page = { issuer: base, url: named, actions: ['org.matrix.device_delete'] };
  const opened = pageForSession(page, { baseUrl: base, oauth: null }, id as DeviceId);
  if (opened.ok && new URL(opened.value.url).origin !== new URL(base).origin)
    fail(opened.value.url);
  const typed = parseAddress(named);
  if (typed.ok && typed.value.kind === 'url' && !isPlain(typed.value.baseUrl, 'http://127.0.0.1'))
    fail(typed.value.baseUrl);
}

/** That the parser reads these segments, decoded, below the base, and nothing else. */
function isUnder(made: string, base: string, path: readonly string[]): boolean {
  const url = new URL(made);
  if (url.origin !== new URL(base).origin || url.username !== '' || url.hash !== '') return false;
  const prefix = `${new URL(base).pathname.replace(/\/$/, '')}/`;
  if (!url.pathname.startsWith(prefix)) return false;
  const segments = url.pathname.slice(prefix.length).split('/');
  return (
    segments.length === path.length &&
    segments.every((segment, index) => decodeURIComponent(segment) === path[index])
  );
}

/** https, or http from this computer to this computer; without anything that isn't an address. */
function isPlain(made: string, base: string): boolean {
  const url = new URL(made);
  const isLocal = isLoopback(url.hostname) && new URL(base).protocol === 'http:';
  return (
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) &&
    url.username === '' &&
    url.password === '' &&
    url.hash === ''
  );
}
