// A server on the internet that leads to this computer or into a private network: whether that is seen,
// and that nothing is sent there before the user has agreed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discover } from '../../../../electron/matrix/discovery/discover.ts';
import { askBefore, leadsInside } from '../../../../electron/matrix/discovery/inside.ts';
import { fail } from '../../../../electron/shared/errors.ts';
import { fakeServer, json } from '../fake-ports.ts';

const host = (hostname: string, ...addresses: readonly string[]) => ({ hostname, addresses });
const example = host('example.org', '9.9.9.9');

describe('a name on the internet', () => {
  it.each([
    ['an address of this computer', host('127.0.0.1'), 'computer', '127.0.0.1'],
    ['another of this computer', host('127.8.9.1'), 'computer', '127.8.9.1'],
    ['this computer in IPv6', host('[::1]'), 'computer', '::1'],
    ['IPv4 in IPv6', host('[::ffff:7f00:1]'), 'computer', '::ffff:7f00:1'],
    ['no address at all', host('0.0.0.0'), 'computer', '0.0.0.0'],
    ['localhost', host('localhost'), 'computer', '127.0.0.1'],
    ['a name below localhost', host('api.localhost.'), 'computer', '127.0.0.1'],
    ['a private network', host('10.1.2.3'), 'network', '10.1.2.3'],
    ['another', host('172.31.0.1'), 'network', '172.31.0.1'],
    ['a router', host('192.168.1.1'), 'network', '192.168.1.1'],
    ['a private network in IPv6', host('[fd00::1]'), 'network', 'fd00::1'],
    ['a link', host('169.254.169.254'), 'network', '169.254.169.254'],
    ['a link in IPv6', host('[fe80::1]'), 'network', 'fe80::1'],
    ['the network of a provider', host('100.64.0.1'), 'network', '100.64.0.1'],
    ['a name of such', host('matrix.example.org', '192.168.1.5'), 'network', '192.168.1.5'],
    ['a name of this computer', host('m.example.org', '127.0.0.1'), 'computer', '127.0.0.1'],
    ['a name of both', host('m.example.org', '9.9.9.9', '10.0.0.1'), 'network', '10.0.0.1'],
  ])('leads inside with %s', (_, to, where, address) => {
    expect(leadsInside(example, to)).toEqual({ where, address });
    expect(leadsInside(host('example.org'), to)).toEqual({ where, address });
    // Whoever has a public address, too, is on the internet.
    expect(leadsInside(host('example.org', '10.0.0.9', '9.9.9.9'), to)).toEqual({ where, address });
  });

  it.each([
    ['an address on the internet', host('8.8.8.8')],
    ['a name on the internet', host('matrix.example.org', '8.8.8.8', '2001:4860:4860::8888')],
    ['a name of which nothing is known', host('matrix.example.org')],
    ['what proxies hand out for every name', host('matrix.example.org', '198.18.0.7')],
    ['itself', host('example.org', '10.0.0.1', '9.9.9.9')],
    ['a name that begins like this computer', host('localhost.example.net', '8.8.8.8')],
    ['a name that begins like an address', host('10.0.0.1.example.net', '8.8.8.8')],
  ])('leads nowhere else with %s', (_, to) => {
    expect(leadsInside(example, to)).toBeNull();
  });

  it.each([
    host('127.0.0.1'),
    host('localhost'),
    host('192.168.1.1'),
    host('[fd00::1]'),
    host('home.example', '192.168.1.7'),
  ])('is not asked about where $hostname was typed, which is inside itself', (typed) => {
    expect(leadsInside(typed, host('192.168.1.5'))).toBeNull();
    expect(leadsInside(typed, host('127.0.0.1'))).toBeNull();
  });
});

const addresses: Readonly<Record<string, readonly string[]>> = {
  'example.org': ['9.9.9.9'],
  'inside.example.org': ['192.168.1.5'],
  'outside.example.org': ['8.8.8.8'],
};

/** A network on which each host says of itself what `answers` has; all of them are homeservers. */
function network(answers: Readonly<Record<string, () => Response>>) {
  const server = fakeServer(({ url }) => {
    const { host: asked, pathname } = new URL(url);
    if (pathname.endsWith('/versions')) return json(200, { versions: ['v1.11'] });
    return answers[asked]?.() ?? json(404, {});
  });
  const looked: string[] = [];
  const ports = {
    ...server.ports,
    addressesOf(url: string) {
      looked.push(url);
      return Promise.resolve(addresses[new URL(url).hostname] ?? []);
    },
  };
  const find = (typed: string, ...agreedTo: readonly string[]) =>
    server.clock.until(discover(ports, typed, agreedTo));
  const asked = () => server.requests.map(({ url }) => new URL(url).host);
  return { find, asked, looked };
}

const wellKnown = (base: string) => () => json(200, { 'm.homeserver': { base_url: base } });
const redirect = (location: string) => () =>
  new Response(null, { status: 302, headers: { location } });
const refusal = (at: string, address: string, where: 'computer' | 'network') =>
  fail({ code: 'leads-inside', from: 'example.org', host: at, address, where });

const leads = [
  ['https://inside.example.org', 'inside.example.org', '192.168.1.5', 'network'],
  ['https://inside.example.org:8448/', 'inside.example.org:8448', '192.168.1.5', 'network'],
  ['https://10.0.0.1/matrix', '10.0.0.1', '10.0.0.1', 'network'],
  ['https://127.0.0.1:9443', '127.0.0.1:9443', '127.0.0.1', 'computer'],
  ['https://[::1]', '[::1]', '::1', 'computer'],
  ['https://[64:ff9b::a00:1]', '[64:ff9b::a00:1]', '64:ff9b::a00:1', 'network'],
  ['https://nas.local', 'nas.local', 'nas.local', 'network'],
  ['https://matrix.corp.internal', 'matrix.corp.internal', 'matrix.corp.internal', 'network'],
  ['https://router.home.arpa', 'router.home.arpa', 'router.home.arpa', 'network'],
] as const;
const typed = ['example.org', '@alice:example.org', 'https://example.org', 'alice@example.org'];

describe.each(typed)('%s', (name) => {
  it.each(leads)('whose .well-known names %s is asked about first', async (base, at, ip, where) => {
    const { find, asked } = network({ 'example.org': wellKnown(base) });
    expect(await find(name)).toEqual(refusal(at, ip, where));
    expect(asked()).not.toContain(at);
    expect(await find(name, at)).toMatchObject({ value: { baseUrl: base.replace(/\/$/, '') } });
    expect(asked()).toContain(at);
  });

  it.each(leads)('whose .well-known is at %s is asked about first', async (base, at, ip, where) => {
    const { find, asked } = network({
      'example.org': redirect(`${base}/well-known`),
      [at]: wellKnown('https://outside.example.org'),
    });
    expect(await find(name)).toEqual(refusal(at, ip, where));
    expect(asked()).not.toContain(at);
    expect(await find(name, at)).toMatchObject({ ok: true });
  });

  it('that leads to the internet is asked nothing about', async () => {
    const { find } = network({ 'example.org': wellKnown('https://outside.example.org') });
    expect(await find(name)).toMatchObject({ value: { baseUrl: 'https://outside.example.org' } });
  });
});

it('a name with a port, whose .well-known is inside, is asked about before the port is', async () => {
  const { find, asked } = network({ 'example.org': redirect('https://10.0.0.1/well-known') });
  expect(await find('example.org:8448')).toEqual(refusal('10.0.0.1', '10.0.0.1', 'network'));
  expect(asked()).toEqual(['example.org']);
});

it('what is written out as an address is looked up by nobody', async () => {
  const { find, looked } = network({ 'example.org': wellKnown('https://10.0.0.1') });
  expect(await find('example.org')).toEqual(refusal('10.0.0.1', '10.0.0.1', 'network'));
  expect(looked).toEqual(['https://example.org']);
});

describe('consent', () => {
  it('is for one host with its port, and for none that this one leads to', async () => {
    const { find, asked } = network({
      'example.org': redirect('https://10.0.0.1/well-known'),
      '10.0.0.1': wellKnown('https://10.0.0.2'),
    });
    expect(await find('example.org', '10.0.0.2', '10.0.0.1:8448')).toEqual(
      refusal('10.0.0.1', '10.0.0.1', 'network'),
    );
    expect(await find('example.org', '10.0.0.1')).toEqual(
      refusal('10.0.0.2', '10.0.0.2', 'network'),
    );
    expect(asked()).not.toContain('10.0.0.2');
  });

  it('is not asked for where the name itself was typed, whose addresses nobody looks up', async () => {
    const { find, looked } = network({});
    expect(await find('inside.example.org')).toMatchObject({ ok: true });
    expect(await find('https://192.168.1.5:8448')).toMatchObject({ ok: true });
    expect(looked).toEqual([]);
  });

  it('comes before every request inside, whatever a server names', async () => {
    const inside = ['127.0.0.1', '10.0.0.1:8448', 'inside.example.org', '[::1]', 'localhost'];
    const outside = ['outside.example.org', 'example.org', '8.8.8.8'];
    const anyHost = fc.constantFrom(...inside, ...outside);
    const anyAnswer = fc.oneof(
      anyHost.map((to) => wellKnown(`https://${to}`)),
      anyHost.map((to) => redirect(`https://${to}/x`)),
    );
    const world = fc.dictionary(anyHost, anyAnswer);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...typed),
        anyAnswer,
        world,
        fc.subarray(inside),
        async (name, first, answers, agreedTo) => {
          const { find, asked } = network({ ...answers, 'example.org': first });
          const found = await find(name, ...agreedTo);
          if (!found.ok && found.error.code === 'leads-inside') refused += 1;
          const reached = asked().filter((at) => inside.includes(at));
          expect(agreedTo).toEqual(expect.arrayContaining(reached));
        },
      ),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});

it('what is no address to ask is none to ask about', async () => {
  const ports = { addressesOf: () => Promise.resolve([]) };
  expect(await askBefore(ports, 'https://example.org', 'urn:issuer', [])).toBeNull();
});
