// Muster's own Matrix client in the suites that have it for their subject.
import { AccountClient } from '../../electron/matrix/account/client.ts';
import { type DiscoveryPorts, type MatrixClient } from '../../electron/matrix/types.ts';
import { type Result, ok } from '../../electron/shared/errors.ts';

export const ports: DiscoveryPorts = {
  fetch: (url, init) => fetch(url, init),
  clock: {
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  random: () => 0.5,
  addressesOf: () => Promise.resolve([]),
};

export function clientOf(baseUrl: string, token: string): MatrixClient {
  return new AccountClient(ports, baseUrl, () => Promise.resolve(ok(token)));
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
