// Which session a sign-in asks for, by every way in: never one that Muster did not make, because the
// server would hand it over and end what another app has of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrantAnswer, OAuthServer } from '../../../../electron/matrix/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import { AUTH, binding, server } from '../../matrix/oauth/oauth-world.ts';
import { account } from '../fake-core.ts';
import { BACK, beginAgain, loginAnswer, setUp } from './sign-in-world.ts';

const ways = ['password', 'sso', 'oauth', 'code'] as const;
type Way = (typeof ways)[number];

const refused: GrantAnswer = { kind: 'failed', error: { code: 'cancelled' } };

/** Signs in once, as `known` again or as somebody new, and notes which session was asked for. */
async function askedFor(known: Account | null, way: Way): Promise<DeviceId> {
  const asked: DeviceId[] = [];
  const codeFrom = (at: OAuthServer, deviceId: DeviceId) => ({
    ...{ server: at, deviceId, clientId: 'client-1', deviceCode: 'secret', userCode: 'ABCDEF' },
    ...{ page: `${AUTH}/link`, pageWithCode: null, lifeMs: 60_000, intervalMs: 5_000 },
  });
  const world = setUp({
    accounts: known ? [known] : [],
    protocol: {
      authMetadata: () =>
        Promise.resolve(
          ok({ server, accountPage: { issuer: server.issuer, url: null, actions: [] } }),
        ),
      login(_, { deviceId }) {
        asked.push(deviceId);
        return Promise.resolve(ok(loginAnswer('token', deviceId)));
      },
      prepareAuthorization(_, { deviceId }) {
        asked.push(deviceId);
        return Promise.resolve(fail({ code: 'cancelled' }));
      },
      beginDeviceCode(at, { deviceId }) {
        asked.push(deviceId);
        return Promise.resolve(ok(codeFrom(at, deviceId)));
      },
      askForGrant: () => Promise.resolve(refused),
    },
  });
  const { signIn } = world;
  const attemptId = known ? await beginAgain(signIn, known) : await world.begin();
  const keptIn = 'this-run';
  switch (way) {
    case 'password':
      await world.password(attemptId, { keptIn });
      break;
    case 'sso':
      await signIn.browser({ attemptId, providerId: null, keptIn });
      world.browser.comeBack(`${BACK}?loginToken=lt`);
      await world.clock.advance(0);
      break;
    case 'oauth':
      await signIn.oauth({ attemptId, keptIn });
      break;
    case 'code':
      await signIn.deviceCode({ attemptId, keptIn });
      break;
  }
  await signIn.close();
  expect(asked).toHaveLength(1);
  return asked[0] ?? expect.fail();
}

const deviceIds = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._~-]{10,20}$/),
  fc.string({ minLength: 1, maxLength: 40 }),
);
/** What an id that was made for this sign-in looks like. */
const fresh = /^[A-Z0-9]{16}$/;

describe.each(ways)('a sign-in by %s', (way) => {
  it('never asks for a session that Muster did not make', async () => {
    await fc.assert(
      fc.asyncProperty(deviceIds, async (id) => {
        const borrowed = account({ deviceId: id as DeviceId, borrowed: true });
        const asked = await askedFor(borrowed, way);
        expect(asked).toMatch(fresh);
        expect(asked).not.toBe(id);
      }),
      { numRuns: 40 },
    );
  });

  const byOAuth = way === 'oauth' || way === 'code';
  const deviceId = 'MUSTERSESSION1' as DeviceId;

  it('asks for the session that Muster made, to make no second one', async () => {
    const own = account({ deviceId, oauth: byOAuth ? binding : null });
    expect(await askedFor(own, way)).toBe(deviceId);
  });

  it('does not ask for a session of the other API, which ends it apart', async () => {
    const own = account({ deviceId, oauth: byOAuth ? null : binding });
    expect(await askedFor(own, way)).toMatch(fresh);
  });

  it('asks for a new one where there is none to ask for', async () => {
    expect(await askedFor(null, way)).toMatch(fresh);
    expect(await askedFor(account({ deviceId: null }), way)).toMatch(fresh);
  });
});
