// Plays one recorded answer (test/fixtures/wire) to the call that meets it, and words for what Muster
// makes of it. Which answer means what is in wire-families*.test.ts.
import { describe, expect, it } from 'vitest';
import { AccountClient } from '../../../electron/matrix/account/client.ts';
import { logIn, loginMethods } from '../../../electron/matrix/login/login.ts';
import { fetchWellKnown } from '../../../electron/matrix/discovery/well-known.ts';
import { fetchAuthMetadata } from '../../../electron/matrix/oauth/metadata.ts';
import { refreshTokens } from '../../../electron/matrix/login/refresh.ts';
import { readAuthorization } from '../../../electron/matrix/oauth/code.ts';
import { askForGrant, beginDeviceCode } from '../../../electron/matrix/oauth/device.ts';
import { bindingOf, registerClient } from '../../../electron/matrix/oauth/grant.ts';
import { refreshOAuthTokens, revokeTokens } from '../../../electron/matrix/oauth/tokens.ts';
import type {
  AuthDict,
  MatrixClient,
  MatrixPorts,
  OAuthServer,
} from '../../../electron/matrix/types.ts';
import { ok, type AppError } from '../../../electron/shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../../electron/shared/ids.ts';
import { wire, wireAnswer, wireNames } from '../../fixtures/wire/wire.ts';
import { fakeServer } from './fake-ports.ts';

const base = 'https://matrix.example.org';
const host = 'matrix.example.org';
const several: DeviceIds = ['NAMELESS' as DeviceId, 'USED' as DeviceId];
const one: DeviceIds = ['NAMELESS' as DeviceId];
const confirmed: AuthDict = {
  type: 'm.login.password',
  identifier: { type: 'm.id.user', user: '@ada:example.org' },
  password: 'not the one',
  session: 'S',
};
const request = {
  proof: {
    kind: 'password',
    identifier: { kind: 'user', user: '@ada:example.org' },
    password: 'not the one',
  },
  deviceId: 'MUSTERSESSION' as DeviceId,
  deviceName: 'Muster',
} as const;

const byEmail = {
  ...request,
  proof: { ...request.proof, identifier: { kind: 'email', address: 'ada@example.org' } },
} as const;

/** What mas/auth-metadata is read as. */
export const oauthServer: OAuthServer = {
  issuer: 'https://account.example.org/',
  authorizationEndpoint: 'https://account.example.org/authorize',
  tokenEndpoint: 'https://account.example.org/oauth2/token',
  revocationEndpoint: 'https://account.example.org/oauth2/revoke',
  registrationEndpoint: 'https://account.example.org/oauth2/registration',
  deviceEndpoint: 'https://account.example.org/oauth2/device',
  namesItself: false,
  stableScopes: true,
};
const registered = { server: oauthServer, clientId: 'client', deviceId: request.deviceId };
const binding = bindingOf(oauthServer, 'client');

/** What is shown of the code that waits: all but its secret half. */
async function codeToEnter(ports: MatrixPorts): Promise<unknown> {
  const begun = await beginDeviceCode(ports, oauthServer, { baseUrl: base, ...registered });
  if (!begun.ok) return begun;
  const { userCode, page, pageWithCode, lifeMs, intervalMs } = begun.value;
  return { userCode, page, pageWithCode, lifeMs, intervalMs };
}

/** What the address means at which the browser comes back. */
async function answerOf(ports: MatrixPorts): Promise<unknown> {
  const answer = await ports.fetch('https://account.example.org/authorize', {});
  const answered = readAuthorization(answer.headers.get('location') ?? '', {
    ...registered,
    url: '',
    redirectUrl: 'http://127.0.0.1:4711/secret',
    state: 'invented-state',
    verifier: '',
  });
  return answered?.kind === 'code' ? answered.parameters.get('code') : answered;
}

/** The calls, by what they are for. */
const calls = {
  wellKnown: (_: MatrixClient, ports: MatrixPorts) => fetchWellKnown(ports, host, 1),
  methods: (_: MatrixClient, ports: MatrixPorts) => loginMethods(ports, base),
  signIn: (_: MatrixClient, ports: MatrixPorts) => logIn(ports, base, request),
  signInByEmail: (_: MatrixClient, ports: MatrixPorts) => logIn(ports, base, byEmail),
  refresh: (_: MatrixClient, ports: MatrixPorts) => refreshTokens(ports, base, 'refresh token'),
  whoami: (client: MatrixClient) => client.whoami(),
  page: (client: MatrixClient) => client.accountPage(),
  oauth: (_: MatrixClient, ports: MatrixPorts) => fetchAuthMetadata(ports, base),
  register: (_: MatrixClient, ports: MatrixPorts) => registerClient(ports, oauthServer, null),
  comeBack: (_: MatrixClient, ports: MatrixPorts) => answerOf(ports),
  code: (_: MatrixClient, ports: MatrixPorts) => codeToEnter(ports),
  askForGrant: (_: MatrixClient, ports: MatrixPorts) =>
    askForGrant(ports, {
      ...registered,
      ...{ deviceCode: 'secret', userCode: '', page: '', pageWithCode: null },
      ...{ lifeMs: 0, intervalMs: 0 },
    }),
  refreshOAuth: (_: MatrixClient, ports: MatrixPorts) =>
    refreshOAuthTokens(ports, binding, 'refresh token'),
  revoke: (_: MatrixClient, ports: MatrixPorts) =>
    revokeTokens(ports, binding, { access: 'access', refresh: 'refresh', expiresInMs: null }),
  list: (client: MatrixClient) => client.listDevices(),
  /** Both times, with a token that was renewed in between. */
  listOnceMore: (_: MatrixClient, ports: MatrixPorts) =>
    new AccountClient(ports, base, (refusedToken) =>
      Promise.resolve(ok(refusedToken === undefined ? 'access token' : 'renewed token')),
    ).listDevices(),
  look: (client: MatrixClient) => client.getDevice('NAMELESS' as DeviceId),
  rename: (client: MatrixClient) => client.renameDevice('USED' as DeviceId, 'Phone'),
  /** The first request, without `auth`. */
  delete: (client: MatrixClient) => client.deleteDevices(several, null),
  deleteOne: (client: MatrixClient) => client.deleteDevices(one, null),
  confirm: (client: MatrixClient) => client.deleteDevices(several, confirmed),
  /** Whether the browser is done. */
  poll: (client: MatrixClient) => client.deleteDevices(several, { session: 'S' }),
  dehydrated: (client: MatrixClient) => client.dehydratedDevice(),
  logout: (client: MatrixClient) => client.logout(),
} as const;

async function outcome(call: keyof typeof calls, name: string): Promise<unknown> {
  const { ports, clock } = fakeServer(({ url }) =>
    // What asks for a code registers before.
    call === 'code' && url === oauthServer.registrationEndpoint
      ? wire('mas/oauth-registration')
      : wire(name),
  );
  const client = new AccountClient(ports, base, () => Promise.resolve(ok('access token')));
  return clock.until<unknown>(calls[call](client, ports));
}

/** What Muster understands when `call` is answered with `name`. */
export type Reading = readonly [call: keyof typeof calls, name: string, meaning: unknown];

export const failed = (error: AppError, ambiguous = false) => ({
  kind: 'failed',
  error,
  ambiguous,
});
export const lost = { kind: 'session-lost' };
export const deleted = { kind: 'deleted' };
export const renewed = (access: string, refresh: string) => ({
  kind: 'renewed',
  tokens: { access, refresh, expiresInMs: 300_000 },
});
export const page = (reason: 'html' | 'not-json' | 'shape' | 'too-large' | 'empty-404') =>
  ({ code: 'bad-answer', host, reason }) as const;
export const challenge = (
  session: string | null,
  stages: readonly string[],
  more: object = {},
) => ({
  kind: 'challenge',
  challenge: {
    flows: stages.map((stage) => ({ stages: [stage] })),
    completed: [],
    session,
    params: new Map(),
    errcode: null,
    serverText: null,
    ...more,
  },
});
export const no = (errcode: string, serverText: string) => ({ errcode, serverText });
export const refused = (status: number, errcode: string, serverText: string) =>
  ({ code: 'request-refused', status, errcode, serverText }) as const;
export const badRequest = (errcode: string, serverText: string) =>
  failed(refused(400, errcode, serverText));

export const PASSWORD = 'm.login.password';
export const SSO = 'm.login.sso';
export const own = {
  deviceId: 'OWN',
  displayName: 'Own',
  lastSeenAt: 1_795_000_000_000,
  lastSeenIp: '192.0.2.7',
};
export const nameless = {
  deviceId: 'NAMELESS',
  displayName: null,
  lastSeenAt: null,
  lastSeenIp: null,
};
export const ownAndNameless = ok({ sessions: [own, nameless], dropped: 0 });
export const noWay = { oauth: null, password: false, sso: null, others: [] };

/** One test for each reading, and that each answer of the family is read and says where it is from. */
export function describeFamily(family: string, readings: readonly Reading[]): void {
  describe(family, () => {
    it.each(readings)('%s, answered with %s', async (call, name, meaning) => {
      expect(await outcome(call, `${family}/${name}`)).toEqual(meaning);
    });

    it('has no answer that nobody reads, and none of unknown origin', () => {
      const names = wireNames().filter((name) => name.startsWith(`${family}/`));
      const read = new Set(readings.map(([, name]) => `${family}/${name}`));
      expect([...read].sort()).toEqual(names);
      for (const name of names)
        expect(wireAnswer(name).source, name).toMatch(
          /^(recorded from Synapse \d|seen on a real server, |after .+'s source, |after the specification, |invented)/,
        );
    });
  });
}
