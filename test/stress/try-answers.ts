// Calls every endpoint of Muster's protocol code, again and again, on a server that answers as it likes.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Ed25519Verifier } from '../../electron/core/host/ed25519.ts';
import { AccountClient } from '../../electron/matrix/account/client.ts';
import { discover } from '../../electron/matrix/discovery/discover.ts';
import { logIn, loginMethods } from '../../electron/matrix/login/login.ts';
import { refreshTokens } from '../../electron/matrix/login/refresh.ts';
import type { VerifyEd25519 } from '../../electron/matrix/trust/signed-json.ts';
import { judgeTrust } from '../../electron/matrix/trust/trust.ts';
import { step, uiaStart } from '../../electron/matrix/uia/uia.ts';
import type { Clock, Fetch, MatrixClient, DiscoveryPorts } from '../../electron/matrix/types.ts';
import { ok } from '../../electron/shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../electron/shared/ids.ts';
import { createRandom, type Random } from '../homeserver/random.ts';
import { Tally } from './figure.ts';
import { watchThread } from './watch-thread.ts';

const LANES = 8;
/** All limits of time pass so many times faster. */
const HASTE = 40;
/** Far longer than the longest limit of time of one call with all its tries. */
const HANG_MS = 60_000;

const user = '@alice:example.org';
const ids = ['AAAA', 'BBBB', 'CCCC'] as readonly string[] as DeviceIds;

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms / HASTE);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal?.addEventListener('abort', wake, { once: true });
    }),
};

export interface Tried {
  readonly tried: number;
  readonly failures: readonly string[];
}

/** `fetch` is the host's; `base` where a hostile server is. Plain data, because it may cross from Electron. */
export async function tryAnswers(
  fetch: Fetch,
  base: string,
  size: number,
  seed: number,
): Promise<Tried> {
  const tally = new Tally();
  const prototype = Object.getOwnPropertyNames(Object.prototype).join();
  const onThrown = (error: unknown) => tally.fail(`thrown: ${String(error)}`);
  process.on('uncaughtException', onThrown);
  process.on('unhandledRejection', onThrown);
  const stop = watchThread((ms) => tally.fail(`a block of ${ms} ms`));
  const ports: DiscoveryPorts = {
    clock,
    random: () => 0.5,
    addressesOf: () => Promise.resolve([]),
    fetch: (url, init) => {
      tally.count();
      return fetch(url, init);
    },
  };
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    ask(tally, ports, base, size, createRandom(seed + lane)),
  );
  await Promise.all(lanes);
  stop();
  process.off('uncaughtException', onThrown);
  process.off('unhandledRejection', onThrown);
  if (Object.getOwnPropertyNames(Object.prototype).join() !== prototype || 'polluted' in {})
    tally.fail('Object.prototype is another');
  return { tried: tally.tried, failures: tally.failures };
}

async function ask(
  tally: Tally,
  ports: DiscoveryPorts,
  base: string,
  size: number,
  random: Random,
): Promise<void> {
  const client = new AccountClient(ports, base, () => Promise.resolve(ok('token')));
  const verify = new Ed25519Verifier().verify;
  while (tally.tried < size) {
    const [name, call] = random.pick(Object.entries(callsOf(client, ports, base, verify)));
    let timer: NodeJS.Timeout | undefined;
    const hang = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('hung'), HANG_MS);
    });
    const outcome = await Promise.race([call().then(() => 'ended'), hang]).catch(
      (error: unknown) => `rejected: ${error instanceof Error ? (error.stack ?? '') : ''}`,
    );
    clearTimeout(timer);
    if (outcome !== 'ended') tally.fail(`${name} ${outcome}`);
  }
}

function callsOf(
  client: MatrixClient,
  ports: DiscoveryPorts,
  baseUrl: string,
  verify: VerifyEd25519,
): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    discover: () => discover(ports, baseUrl, []),
    loginMethods: () => loginMethods(ports, baseUrl),
    logIn: () =>
      logIn(ports, baseUrl, {
        proof: { kind: 'password', identifier: { kind: 'user', user: 'alice' }, password: 'x' },
        deviceId: 'AAAA' as DeviceId,
        deviceName: 'Muster',
      }),
    refreshTokens: () => refreshTokens(ports, baseUrl, 'refresh'),
    whoami: () => client.whoami(),
    listDevices: () => client.listDevices(),
    getDevice: () => client.getDevice('AAAA' as DeviceId),
    renameDevice: () => client.renameDevice('AAAA' as DeviceId, 'x'),
    deleteDevices: () => confirm(client),
    accountPage: () => client.accountPage(),
    keyBackup: () => client.keyBackup(),
    dehydratedDevice: () => client.dehydratedDevice(),
    clientInfos: () => client.clientInfos(),
    async queryKeys() {
      const keys = await client.queryKeys(user);
      const tools = { verify, pause: () => nextTurn() };
      if (keys.ok) await judgeTrust(keys.value, user, ids, tools);
    },
  };
}

/** One round of a sign-out, with what the reducer makes of the question. */
async function confirm(client: MatrixClient): Promise<void> {
  const answer = await client.deleteDevices(ids, null);
  if (answer.kind !== 'challenge') return;
  const { state } = step(uiaStart, { kind: 'begin', preferred: null });
  step(state, { kind: 'challenged', challenge: answer.challenge });
}
