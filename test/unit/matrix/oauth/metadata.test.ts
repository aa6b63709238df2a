// What is read from `/auth_metadata`: only a server that is safe to sign in at, and only addresses that
// are safe to go to.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchAuthMetadata, readAuthMetadata } from '../../../../electron/matrix/oauth/metadata.ts';
import { badAddresses } from '../../../fixtures/bad-addresses.ts';
import { fakeServer, json } from '../fake-ports.ts';
import { AUTH, BASE, metadata, server } from './oauth-world.ts';

const read = (part: object, baseUrl = BASE) =>
  readAuthMetadata({ ...metadata, ...part }, baseUrl, true);

const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'registration_endpoint',
] as const;

describe('the metadata of an authorization server', () => {
  it('is read whole', () => {
    expect(read({})).toEqual({
      accountPage: {
        issuer: `${AUTH}/`,
        url: `${AUTH}/account`,
        actions: ['org.matrix.device_delete'],
      },
      server,
    });
  });

  it('is asked for at the stable path first, and tells the names of scopes by the path', async () => {
    const old = fakeServer(({ url }) =>
      url.includes('/unstable/org.matrix.msc2965/') ? json(200, metadata) : json(404, {}),
    );
    expect(await fetchAuthMetadata(old.ports, BASE)).toMatchObject({
      value: { server: { stableScopes: false } },
    });
    expect(old.requests).toHaveLength(2);
    const now = fakeServer(() => json(200, metadata));
    expect(await fetchAuthMetadata(now.ports, BASE)).toMatchObject({
      value: { server: { stableScopes: true } },
    });
    expect(now.requests).toHaveLength(1);
  });

  it.each([
    { code_challenge_methods_supported: ['plain'] },
    { code_challenge_methods_supported: undefined },
    { response_types_supported: ['token'] },
    { response_modes_supported: ['fragment', 'form_post'] },
    { response_modes_supported: 'query' },
    { grant_types_supported: ['implicit', 'urn:ietf:params:oauth:grant-type:device_code'] },
    { grant_types_supported: [] },
    { issuer: 'nowhere' },
    ...endpoints.map((name) => ({ [name]: undefined })),
  ])('is no server to sign in at without what a safe sign-in needs: %o', (part) => {
    expect(read(part)).toMatchObject({ server: null, accountPage: { url: `${AUTH}/account` } });
  });

  it.each(endpoints)('takes no %s that is not plainly a safe address', (name) => {
    for (const address of badAddresses)
      expect({ address, server: read({ [name]: address })?.server }).toEqual({
        address,
        server: null,
      });
    expect(read({ [name]: 'http://auth.example.org/x' })?.server).toBeNull();
    expect(read({ [name]: 'http://127.0.0.1:8080/x' })?.server).toBeNull();
    expect(
      read({ [name]: 'http://127.0.0.1:8080/x' }, 'http://localhost:8008')?.server,
    ).not.toBeNull();
  });

  it('is taken from no answer, however broken, with an address that is not safe', () => {
    const members = Object.keys(metadata);
    const broken = fc.dictionary(
      fc.constantFrom(...members),
      fc.oneof(fc.jsonValue(), fc.webUrl()),
    );
    fc.assert(
      fc.property(broken, (part) => {
        const { issuer, ...addresses } = read(part)?.server ?? { issuer: null };
        expect(issuer === null || URL.canParse(issuer)).toBe(true);
        for (const address of Object.values(addresses))
          if (typeof address === 'string') expect(new URL(address).protocol).toBe('https:');
      }),
      { numRuns: 2_000 },
    );
  });

  it('means what RFC 8414 says where it names no modes and no grants', () => {
    const part = { response_modes_supported: undefined, grant_types_supported: undefined };
    expect(read(part)?.server).toEqual({ ...server, deviceEndpoint: null });
  });

  it('has a device grant only where it says both where and that', () => {
    expect(read({ grant_types_supported: ['authorization_code'] })?.server).toEqual({
      ...server,
      deviceEndpoint: null,
    });
    expect(read({ device_authorization_endpoint: 'ftp://x/' })?.server).toEqual({
      ...server,
      deviceEndpoint: null,
    });
  });
});
