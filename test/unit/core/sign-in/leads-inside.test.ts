// A homeserver on the internet whose OAuth 2.0 addresses are inside: asked about before a sign-in begins.
import { describe, expect, it } from 'vitest';
import { signInProtocol } from '../../../../electron/core/sign-in/protocol.ts';
import type { OAuthServer } from '../../../../electron/matrix/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import { fakeServer, json } from '../../matrix/fake-ports.ts';
import { server } from '../../matrix/oauth/oauth-world.ts';
import { account } from '../fake-core.ts';
import { metadata } from './oauth-sign-in-world.ts';
import { SERVER, setUp } from './sign-in-world.ts';

const inside = 'https://10.0.0.5/oauth';
const leads: readonly (keyof OAuthServer)[] = [
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'revocationEndpoint',
  'registrationEndpoint',
  'deviceEndpoint',
];
const refusal = fail({
  ...{ code: 'leads-inside', from: 'matrix.example.org', host: '10.0.0.5' },
  ...{ address: '10.0.0.5', where: 'network' },
});

/** A homeserver at `baseUrl`, whose metadata names what is given in place of the usual. */
function world(named: Partial<OAuthServer>, accounts: readonly Account[] = []) {
  const { ports, requests } = fakeServer(() => json(404, {}));
  const protocol = signInProtocol(ports);
  const leadsInside: typeof protocol.leadsInside = (...asked) => protocol.leadsInside(...asked);
  const authMetadata = () => Promise.resolve(ok({ ...metadata, server: { ...server, ...named } }));
  const all = setUp({ accounts, protocol: { leadsInside, authMetadata } });
  return { ...all, requests };
}

describe('an address of OAuth 2.0 that is inside', () => {
  it.each(leads)('is asked about first: %s', async (name) => {
    const { signIn, requests } = world({ [name]: inside });
    expect(await signIn.begin({ address: 'example.org' })).toEqual(refusal);
    expect(await signIn.begin({ address: 'example.org', agreedTo: ['10.0.0.6'] })).toEqual(refusal);
    const agreed = await signIn.begin({ address: 'example.org', agreedTo: ['10.0.0.5'] });
    expect(agreed).toMatchObject({ value: { kind: 'ready', baseUrl: SERVER } });
    expect(requests).toEqual([]);
  });

  it.each(leads)('is asked about when an account is signed in again: %s', async (name) => {
    const alice = account({ baseUrl: SERVER });
    const { signIn } = world({ [name]: inside }, [alice]);
    const { accountId } = alice;
    expect(await signIn.again({ accountId })).toEqual(refusal);
    const agreed = await signIn.again({ accountId, agreedTo: ['10.0.0.5'] });
    expect(agreed).toMatchObject({ value: { kind: 'ready', again: true } });
  });

  it('is asked about, too, where the homeserver is inside by consent alone', async () => {
    const { ports } = fakeServer(() => json(404, {}));
    const protocol = signInProtocol(ports);
    const named = { ...server, tokenEndpoint: 'https://127.0.0.1:7000/token' };
    const asked = (...agreedTo: readonly string[]) =>
      protocol.leadsInside('https://10.0.0.4', named, agreedTo);
    expect(await asked()).toBeNull();
    expect(await asked('10.0.0.4')).toMatchObject({ host: '127.0.0.1:7000', where: 'computer' });
    expect(await asked('10.0.0.4', '127.0.0.1:7000')).toBeNull();
  });

  it('is none to ask about where the homeserver is inside itself', async () => {
    const home = account({ baseUrl: 'https://10.0.0.4' });
    const { signIn } = world({ tokenEndpoint: inside }, [home]);
    expect(await signIn.again({ accountId: home.accountId })).toMatchObject({ ok: true });
  });
});
