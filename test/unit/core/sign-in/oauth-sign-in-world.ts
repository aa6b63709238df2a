// A sign-in by OAuth 2.0 with everything around it invented: a server that grants what it is asked for.
import type { DeviceAnswer, DeviceCode } from '../../../../electron/matrix/oauth/device.ts';
import type { GrantAnswer, Tokens, WhoAmI } from '../../../../electron/matrix/types.ts';
import { ok } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Account, OAuthBinding } from '../../../../electron/shared/model.ts';
import { AUTH, binding, server } from '../../matrix/oauth/oauth-world.ts';
import { BACK, beginAgain, setUp, type WorldOptions } from './sign-in-world.ts';

export const alice = '@alice:example.org';
export const tokens: Tokens = { access: 'access-1', refresh: 'refresh-1', expiresInMs: 300_000 };
export const grant = {
  kind: 'granted',
  asAsked: true,
  grant: { tokens, binding },
} as const satisfies GrantAnswer;
export const metadata = {
  server,
  accountPage: { issuer: server.issuer, url: `${AUTH}/account`, actions: [] },
};

export interface Script extends WorldOptions {
  readonly granted?: GrantAnswer;
  readonly who?: WhoAmI | 'nobody';
  readonly codeAnswers?: readonly DeviceAnswer[];
  readonly again?: Account;
}

export function world(script: Script = {}) {
  const asked: DeviceId[] = [];
  const revoked: (readonly [OAuthBinding, Tokens])[] = [];
  const codeAnswers = [...(script.codeAnswers ?? [])];
  const all = setUp({
    ...script,
    ...(script.again ? { accounts: [script.again] } : {}),
    protocol: {
      authMetadata: () => Promise.resolve(ok(metadata)),
      prepareAuthorization(at, { redirectUrl, deviceId }) {
        asked.push(deviceId);
        const state = 'state-1';
        const url = `${AUTH}/authorize?state=${state}`;
        const secret = { clientId: 'client-1', verifier: 'verifier-1' };
        return Promise.resolve(ok({ server: at, redirectUrl, deviceId, state, url, ...secret }));
      },
      exchangeCode: () => Promise.resolve(script.granted ?? grant),
      beginDeviceCode(at, { deviceId }) {
        asked.push(deviceId);
        return Promise.resolve(ok(codeFor(at, deviceId)));
      },
      askForGrant: () => Promise.resolve(codeAnswers.shift() ?? { kind: 'pending', slower: false }),
      revoke(from, given) {
        revoked.push([from, given]);
        all.whose.delete(given.access);
        return Promise.resolve(ok(null));
      },
      ...script.protocol,
    },
  });
  const told = () => all.news.of('signIn.changed').map((event) => event.snapshot);
  if (script.who !== 'nobody') {
    const who = script.who ?? { userId: alice, deviceId: null };
    all.whose.set('access-1', who);
  }
  return { ...all, asked, revoked, told };
}

function codeFor(at: DeviceCode['server'], deviceId: DeviceId): DeviceCode {
  return {
    ...{ server: at, deviceId, clientId: 'client-1', deviceCode: 'device-secret' },
    ...{ userCode: 'WDJB-MJHT', page: `${AUTH}/link`, pageWithCode: `${AUTH}/link?c=1` },
    ...{ lifeMs: 60_000, intervalMs: 5_000 },
  };
}

export const comeBackWith = (query: string) => `${BACK}?state=state-1&iss=${AUTH}/&${query}`;

export async function onPage(script: Script = {}, address = alice) {
  const all = world(script);
  const attemptId = script.again
    ? await beginAgain(all.signIn, script.again)
    : await all.begin(address);
  const snapshot = await all.signIn.oauth({ attemptId, keptIn: 'keychain' });
  const comeBack = async (query = 'code=code-1') => {
    const taken = all.browser.comeBack(comeBackWith(query));
    await all.clock.advance(0);
    return taken;
  };
  return { ...all, attemptId, snapshot, comeBack };
}

export async function withCode(script: Script = {}) {
  const all = world(script);
  const attemptId = await (script.again ? beginAgain(all.signIn, script.again) : all.begin());
  const snapshot = await all.signIn.deviceCode({ attemptId, keptIn: 'keychain' });
  return { ...all, attemptId, snapshot };
}
