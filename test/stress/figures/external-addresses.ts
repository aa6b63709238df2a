// What the system browser is given: https of a host that is allowed, or http on this computer.
import fc from 'fast-check';
import { safeAccountPage } from '../../../electron/core/sign-out/account-page.ts';
import { externalUrl } from '../../../electron/shell/external-url.ts';
import { badAddresses } from '../../fixtures/bad-addresses.ts';
import type { Figure } from '../figure.ts';
import { hostileAddress, samples } from '../hostile-text.ts';

const owner = { baseUrl: 'https://matrix.example.org', oauth: null };
const issuer = 'https://example.org/';
const allowed = new Set(['matrix.example.org', 'example.org']);

const named = fc.oneof(
  hostileAddress,
  fc.constantFrom(...badAddresses),
  hostileAddress.map((address) => address.replaceAll('evil.example', 'example.org')),
);

export const externalAddresses: Figure = {
  name: 'what openExternal is given',
  goal: 'not https of an allowed host: 0',
  sizes: { quick: 20_000, whole: 100_000 },
  run(tally, size, seed) {
    for (const url of samples(named, size, seed)) {
      tally.count();
      const page = safeAccountPage({ url, issuer }, owner);
      const given = page === null ? null : externalUrl(page);
      if (given !== null && !isAllowed(given)) tally.fail(`${JSON.stringify(url)}: ${given}`);
      const direct = externalUrl(url);
      if (direct !== null && !isWeb(direct)) tally.fail(`${JSON.stringify(url)}: ${direct}`);
    }
    return Promise.resolve();
  },
};

function isAllowed(given: string): boolean {
  const { protocol, host } = new URL(given);
  return protocol === 'https:' && allowed.has(host) && isWeb(given);
}

function isWeb(given: string): boolean {
  const { protocol, hostname, username, password } = new URL(given);
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocal);
  return isSafe && username === '' && password === '' && /^[!-~]{1,2000}$/.test(given);
}
