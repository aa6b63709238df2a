// Server names in people's own letters: whoever is signed in by any way is the one that was typed.
import { describe, expect, it } from 'vitest';
import { discover } from '../../../../electron/matrix/discovery/discover.ts';
import type { GrantAnswer } from '../../../../electron/matrix/types.ts';
import { ok } from '../../../../electron/shared/errors.ts';
import type { AttemptId, DeviceId } from '../../../../electron/shared/ids.ts';
import { fakeServer, html, json } from '../../matrix/fake-ports.ts';
import { AUTH, binding, server } from '../../matrix/oauth/oauth-world.ts';
import { BACK, setUp } from './sign-in-world.ts';

const ascii = '@alice:xn--bcher-kva.example';
const baseUrl = 'https://xn--bcher-kva.example';
const typedNames = [
  '@alice:bücher.example',
  '@alice:BÜCHER.example',
  '@alice:bücher。example',
  ascii,
];
const tokens = { access: 'access-1', refresh: 'refresh-1', expiresInMs: 300_000 };
const grant: GrantAnswer = { kind: 'granted', asAsked: true, grant: { tokens, binding } };

/** A homeserver of that name, which signs everybody in as Alice. */
function world() {
  const network = fakeServer(({ url }) =>
    url === `${baseUrl}/_matrix/client/versions` ? json(200, { versions: ['v1.11'] }) : html(404),
  );
  const all = setUp({
    protocol: {
      discover: (address) => network.clock.until(discover(network.ports, address, [])),
      authMetadata: () =>
        Promise.resolve(
          ok({ server, accountPage: { issuer: server.issuer, url: null, actions: [] } }),
        ),
      login(_, { deviceId, proof }) {
        if (proof.kind === 'password')
          expect(proof.identifier).toEqual({ kind: 'user', user: ascii });
        const answer = { access: 'token-1', refresh: null, expiresInMs: null };
        return Promise.resolve(ok({ userId: ascii, deviceId, tokens: answer }));
      },
      prepareAuthorization: (at, { redirectUrl, deviceId }) =>
        Promise.resolve(
          ok({
            ...{ server: at, redirectUrl, deviceId, state: 'state-1', url: `${AUTH}/authorize` },
            ...{ clientId: 'client-1', verifier: 'verifier-1' },
          }),
        ),
      exchangeCode: () => Promise.resolve(grant),
    },
  });
  for (const token of ['pasted', 'access-1'])
    all.whose.set(token, { userId: ascii, deviceId: null as DeviceId | null });
  const comeBack = async (query: string) => {
    expect(all.browser.comeBack(`${BACK}?${query}`)).toBe(true);
    await all.clock.advance(0);
  };
  return { ...all, comeBack };
}

type World = ReturnType<typeof world>;

const ways: Readonly<
  Record<string, (world: World, attemptId: AttemptId, typed: string) => Promise<unknown>>
> = {
  password: ({ password }, attemptId, typed) => password(attemptId, { user: typed }),
  token: ({ signIn }, attemptId) =>
    signIn.token({ attemptId, token: 'pasted', keptIn: 'keychain' }),
  async 'single sign-on'({ signIn, comeBack }, attemptId) {
    await signIn.browser({ attemptId, providerId: null, keptIn: 'keychain' });
    await comeBack('loginToken=lt_1');
  },
  async OAuth({ signIn, comeBack }, attemptId) {
    await signIn.oauth({ attemptId, keptIn: 'keychain' });
    await comeBack(`state=state-1&iss=${AUTH}/&code=code-1`);
  },
};

describe.each(Object.entries(ways))('by %s', (_, way) => {
  it.each(typedNames)('%s is signed in', async (typed) => {
    const all = world();
    await way(all, await all.begin(typed), typed);
    expect(all.accounts.list()).toMatchObject([{ userId: ascii, baseUrl }]);
  });
});

it('a name that is typed with the password is meant as the network has it', async () => {
  const all = world();
  await all.password(await all.begin('bücher.example'), { user: ' @alice:bücher.example ' });
  expect(all.accounts.list()).toMatchObject([{ userId: ascii }]);
});

it('somebody else of the same server is not let in', async () => {
  const all = world();
  const attemptId = await all.begin('@bob:bücher.example');
  expect(await all.signIn.token({ attemptId, token: 'pasted', keptIn: 'keychain' })).toMatchObject({
    value: { problem: { code: 'wrong-user', expected: '@bob:xn--bcher-kva.example' } },
  });
});
