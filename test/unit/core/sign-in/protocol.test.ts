// What a sign-in asks, and of whom: each function of its protocol, on a server that refuses everything.
import { expect, it } from 'vitest';
import { signInProtocol, type SignInProtocol } from '../../../../electron/core/sign-in/protocol.ts';
import { readAuthorization } from '../../../../electron/matrix/oauth/code.ts';
import { ok } from '../../../../electron/shared/errors.ts';
import { fakeServer, json } from '../../matrix/fake-ports.ts';
import { AUTH, BASE, binding, OURS, registered, server } from '../../matrix/oauth/oauth-world.ts';
import { BACK } from './sign-in-world.ts';

const granted = { server, clientId: 'client-1', deviceId: OURS };
const authorization = {
  ...{ ...granted, redirectUrl: BACK, verifier: 'verifier-1' },
  ...{ state: 'state-1', url: `${AUTH}/authorize` },
};
const code = {
  ...{ ...granted, deviceCode: 'device-secret', userCode: 'WDJB-MJHT' },
  ...{ page: `${AUTH}/link`, pageWithCode: null, lifeMs: 60_000, intervalMs: 5_000 },
};
const tokens = { access: 'access-1', refresh: 'refresh-1', expiresInMs: null };
const answered = readAuthorization(`${BACK}?code=code-1&state=state-1&iss=${AUTH}/`, authorization);
if (answered?.kind !== 'code') throw new Error('no answer');
const { parameters } = answered;

/** What sends requests. */
type Asking = Exclude<keyof SignInProtocol, 'leadsInside'>;

const asked: Readonly<Record<Asking, string>> = {
  discover: `GET ${BASE}/_matrix/client/versions`,
  loginMethods: `GET ${BASE}/_matrix/client/v3/login`,
  authMetadata: `GET ${BASE}/_matrix/client/v1/auth_metadata`,
  providerIcon: `GET ${BASE}/_matrix/media/v3/thumbnail/example.org/icon?width=48&height=48&method=scale`,
  login: `POST ${BASE}/_matrix/client/v3/login`,
  prepareAuthorization: `POST ${AUTH}/register`,
  exchangeCode: `POST ${AUTH}/token`,
  beginDeviceCode: `POST ${AUTH}/device`,
  askForGrant: `POST ${AUTH}/token`,
  revoke: `POST ${AUTH}/revoke`,
  client: `GET ${BASE}/_matrix/client/v3/account/whoami`,
};
const calls: Readonly<Record<Asking, (protocol: SignInProtocol) => Promise<unknown>>> = {
  discover: (to) => to.discover(BASE, []),
  loginMethods: (to) => to.loginMethods(BASE),
  authMetadata: (to) => to.authMetadata(BASE),
  providerIcon: (to) => to.providerIcon(BASE, 'mxc://example.org/icon'),
  login: (to) =>
    to.login(BASE, {
      proof: { kind: 'login-token', token: 'lt_1' },
      deviceId: OURS,
      deviceName: 'Muster on kitchen',
    }),
  prepareAuthorization: (to) =>
    to.prepareAuthorization(server, { redirectUrl: BACK, deviceId: OURS }),
  exchangeCode: (to) => to.exchangeCode(authorization, parameters),
  beginDeviceCode: (to) => to.beginDeviceCode(server, { baseUrl: BASE, deviceId: OURS }),
  askForGrant: (to) => to.askForGrant(code),
  revoke: (to) => to.revoke(binding, tokens),
  client: (to) => to.client(BASE, () => Promise.resolve(ok('access-1'))).whoami(),
};

it.each(Object.keys(calls) as Asking[])('%s asks where it should', async (name) => {
  const { ports, requests } = fakeServer(({ url }) =>
    url === `${AUTH}/register` ? registered() : json(403, {}),
  );
  await calls[name](signInProtocol(ports));
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toContain(asked[name]);
});
