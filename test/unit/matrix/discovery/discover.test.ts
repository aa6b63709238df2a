import { describe, expect, it } from 'vitest';
import { discover } from '../../../../electron/matrix/discovery/discover.ts';
import {
  fakeServer,
  html,
  json,
  nodeError,
  type FakeServer,
  type Scripted,
} from '../fake-ports.ts';

const WELL_KNOWN = 'https://example.org/.well-known/matrix/client';
const versions = (): Response => json(200, { versions: ['v1.11'] });
const pointsTo = (base_url: unknown) => (): Response => json(200, { 'm.homeserver': { base_url } });
const redirect =
  (location: string, status = 302) =>
  (): Response =>
    new Response(null, { status, headers: { location } });

/** A world in which only these addresses answer; every other one refuses the connection. */
function world(routes: Record<string, () => Scripted>): FakeServer {
  return fakeServer(({ url }) => routes[url]?.() ?? nodeError('ECONNREFUSED'));
}

function discovered(server: FakeServer, typed: string) {
  return server.clock.until(discover(server.ports, typed, []));
}

function urls(server: FakeServer): string[] {
  return [...new Set(server.requests.map(({ url }) => url))];
}

describe('a server name', () => {
  it('leads to the base URL of its .well-known, when that is Matrix', async () => {
    const server = world({
      [WELL_KNOWN]: pointsTo('https://matrix.example.org/'),
      'https://matrix.example.org/_matrix/client/versions': versions,
    });
    expect(await discovered(server, '@alice:example.org')).toEqual({
      ok: true,
      value: { baseUrl: 'https://matrix.example.org', userId: '@alice:example.org' },
    });
  });

  it('is asked on its host without the port, then guessed with it (404)', async () => {
    const server = world({
      [WELL_KNOWN]: () => html(404),
      'https://example.org:8448/_matrix/client/versions': versions,
    });
    expect(await discovered(server, 'example.org:8448')).toEqual({
      ok: true,
      value: { baseUrl: 'https://example.org:8448', userId: null },
    });
  });

  it.each([
    ['HTML', () => html(200)],
    ['an empty body', () => new Response(null)],
    ['no base_url', () => json(200, {})],
    ['a base_url that is no URL', pointsTo('matrix.example.org')],
    ['plain http', pointsTo('http://matrix.example.org')],
    ['403', () => html(403)],
    ['204', () => new Response(null, { status: 204 })],
    ['201 with a base_url', () => json(201, { 'm.homeserver': { base_url: 'https://x.org' } })],
    ['more than 64 KiB', () => json(200, { x: 'x'.repeat(65_536) })],
    ['a redirect to plain http', redirect('http://example.org/x')],
    ['a redirect with a password', redirect('https://a:b@example.org/x')],
    ['a redirect to nowhere', () => new Response(null, { status: 301 })],
    ['a redirect to a file', redirect('file:///etc/passwd')],
    ['a redirect to itself', redirect(WELL_KNOWN)],
  ])('is not guessed past a broken .well-known: %s', async (_, answer) => {
    const server = world({ [WELL_KNOWN]: answer });
    expect(await discovered(server, 'example.org')).toEqual({
      ok: false,
      error: { code: 'not-a-homeserver', host: 'example.org', reason: 'well-known-broken' },
    });
    expect(urls(server)).toEqual([WELL_KNOWN]);
  });

  it('follows five redirects of .well-known on https, and not a sixth', async () => {
    const hops = Array.from({ length: 6 }, (_, hop) => `https://example.org/hop${hop}`);
    const chain = (length: number): Record<string, () => Scripted> => ({
      [WELL_KNOWN]: redirect('/hop0', 308),
      ...Object.fromEntries(
        hops
          .slice(0, length)
          .map((url, hop) => [
            url,
            hop === length - 1 ? pointsTo('https://m.example.org') : redirect(`hop${hop + 1}`, 307),
          ]),
      ),
      'https://m.example.org/_matrix/client/versions': versions,
    });
    expect(await discovered(world(chain(5)), 'example.org')).toMatchObject({ ok: true });
    expect(await discovered(world(chain(6)), 'example.org')).toMatchObject({
      error: { reason: 'well-known-broken' },
    });
  });

  it('tells a passing trouble from a broken .well-known', async () => {
    const failing = world({ [WELL_KNOWN]: () => html(503) });
    expect(await discovered(failing, 'example.org')).toMatchObject({
      error: { code: 'server-failed', status: 503 },
    });
    expect(failing.requests).toHaveLength(3);
    const limited = world({ [WELL_KNOWN]: () => json(429, {}) });
    expect(await discovered(limited, 'example.org')).toMatchObject({
      error: { code: 'rate-limited' },
    });
    expect(limited.requests).toHaveLength(1);
  });

  it('stops where the named server is no homeserver', async () => {
    const base = 'https://matrix.example.org/_matrix/client/versions';
    const server = world({
      [WELL_KNOWN]: pointsTo('https://matrix.example.org'),
      [base]: () => html(200),
    });
    expect(await discovered(server, 'example.org')).toEqual({
      ok: false,
      error: { code: 'not-a-homeserver', host: 'matrix.example.org', reason: 'no-versions' },
    });
    expect(urls(server)).toEqual([WELL_KNOWN, base]);
  });

  it('does not ask a port again that could not be reached', async () => {
    const server = world({});
    expect(await discovered(server, 'example.org')).toEqual({
      ok: false,
      error: { code: 'unreachable', host: 'example.org' },
    });
    expect(urls(server)).toEqual([WELL_KNOWN]);
    expect(server.requests).toHaveLength(3);
  });

  it('is tried on its own port when nothing answers on 443', async () => {
    const server = world({ 'https://example.org:8448/_matrix/client/versions': versions });
    expect(await discovered(server, 'example.org:8448')).toMatchObject({ ok: true });
  });

  it('never leads to plain http over a network', async () => {
    const server = world({ 'http://example.org/_matrix/client/versions': versions });
    expect(await discovered(server, 'example.org')).toMatchObject({ ok: false });
    expect(server.requests.every(({ url }) => url.startsWith('https:'))).toBe(true);
  });

  it('does not ask twice after a refused certificate', async () => {
    const server = world({ [WELL_KNOWN]: () => nodeError('CERT_HAS_EXPIRED') });
    expect(await discovered(server, 'example.org')).toEqual({
      ok: false,
      error: { code: 'tls', host: 'example.org' },
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('on loopback', () => {
  it('a name may lead to plain http, after https', async () => {
    const server = fakeServer(({ url }) => {
      if (url === 'http://localhost:8008/_matrix/client/versions') return versions();
      return nodeError(url.includes(':8008') ? 'ERR_SSL_WRONG_VERSION_NUMBER' : 'ECONNREFUSED');
    });
    expect(await discovered(server, '@alice:localhost:8008')).toEqual({
      ok: true,
      value: { baseUrl: 'http://localhost:8008', userId: '@alice:localhost:8008' },
    });
    expect(server.requests.map(({ url }) => url)).toEqual([
      'https://localhost/.well-known/matrix/client',
      'https://localhost:8008/_matrix/client/versions',
      'http://localhost:8008/_matrix/client/versions',
    ]);
  });
});

describe('an address', () => {
  const MATRIX = 'https://matrix.example.org/_matrix/client/versions';
  const ITSELF = 'https://example.org/_matrix/client/versions';

  it('of a host alone leads where its name leads', async () => {
    const server = world({
      [WELL_KNOWN]: pointsTo('https://matrix.example.org'),
      [MATRIX]: versions,
      [ITSELF]: versions,
    });
    for (const typed of ['https://example.org', 'https://example.org/', 'example.org'])
      expect(await discovered(server, typed)).toEqual({
        ok: true,
        value: { baseUrl: 'https://matrix.example.org', userId: null },
      });
  });

  it.each([
    ['that has none', () => html(404)],
    ['whose one is broken', () => html(200)],
    ['whose one names plain http', pointsTo('http://matrix.example.org')],
    ['whose one names something else', pointsTo('https://elsewhere.example')],
  ])('of a host %s is taken at its word', async (_, wellKnown) => {
    const server = world({ [WELL_KNOWN]: wellKnown, [ITSELF]: versions });
    expect(await discovered(server, 'https://example.org')).toEqual({
      ok: true,
      value: { baseUrl: 'https://example.org', userId: null },
    });
  });

  it('whose .well-known leads nowhere, and which is no homeserver, fails as its name does', async () => {
    const broken = world({ [WELL_KNOWN]: () => html(200), [ITSELF]: () => html(404) });
    const nowhere = world({ [WELL_KNOWN]: pointsTo('https://matrix.example.org') });
    for (const server of [broken, nowhere])
      expect(await discovered(server, 'https://example.org')).toEqual(
        await discovered(server, 'example.org'),
      );
  });

  it('is taken at its word with a path or a port: no .well-known', async () => {
    const port = world({ 'https://example.org:8448/_matrix/client/versions': versions });
    expect(await discovered(port, 'https://example.org:8448')).toMatchObject({ ok: true });
    expect(port.requests).toHaveLength(1);
    const server = world({ 'https://example.org/m/_matrix/client/versions': versions });
    expect(await discovered(server, 'https://example.org/m/')).toEqual({
      ok: true,
      value: { baseUrl: 'https://example.org/m', userId: null },
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [
      'HTML',
      () => html(200),
      { code: 'not-a-homeserver', host: 'example.org', reason: 'no-versions' },
    ],
    [
      '404',
      () => html(404),
      { code: 'not-a-homeserver', host: 'example.org', reason: 'no-versions' },
    ],
    [
      'JSON of another kind',
      () => json(200, {}),
      { code: 'not-a-homeserver', host: 'example.org', reason: 'no-versions' },
    ],
    [
      '403',
      () => html(403),
      { code: 'not-a-homeserver', host: 'example.org', reason: 'no-versions' },
    ],
    [
      'versions before v1 alone',
      () => json(200, { versions: ['r0.5.0', 'r0.6.1'] }),
      { code: 'not-a-homeserver', host: 'example.org', reason: 'too-old' },
    ],
    ['500', () => html(500), { code: 'server-failed', status: 500, serverText: null }],
    [
      'a redirect',
      () => new TypeError('fetch failed', { cause: new Error('unexpected redirect') }),
      { code: 'redirected', host: 'example.org' },
    ],
    ['no such name', () => nodeError('ENOTFOUND'), { code: 'unreachable', host: 'example.org' }],
    [
      'a connection that takes too long',
      () => nodeError('CONNECT_TIMEOUT'),
      { code: 'timed-out', host: 'example.org', phase: 'connect' },
    ],
  ])('that answers %s', async (_, answer, error) => {
    const server = world({
      [WELL_KNOWN]: () => html(404),
      'https://example.org/_matrix/client/versions': answer,
    });
    expect(await discovered(server, 'https://example.org')).toEqual({ ok: false, error });
  });
});

describe('an e-mail address', () => {
  it('leads to the homeserver of its host', async () => {
    const server = world({
      [WELL_KNOWN]: pointsTo('https://matrix.example.org'),
      'https://matrix.example.org/_matrix/client/versions': versions,
    });
    expect(await discovered(server, 'alice@example.org')).toEqual({
      ok: true,
      value: { baseUrl: 'https://matrix.example.org', userId: null },
    });
  });

  it.each<[string, Record<string, () => Scripted>]>([
    ['is no homeserver', { [WELL_KNOWN]: () => html(404) }],
    ['has no such port', {}],
    [
      'sends everything on',
      {
        [WELL_KNOWN]: () => html(404),
        'https://example.org/_matrix/client/versions': () =>
          new TypeError('fetch failed', { cause: new Error('unexpected redirect') }),
      },
    ],
    ['has another certificate', { [WELL_KNOWN]: () => nodeError('CERT_HAS_EXPIRED') }],
  ])('says that it does not tell the server, where its host %s', async (_, routes) => {
    expect(await discovered(world(routes), 'alice@example.org')).toEqual({
      ok: false,
      error: { code: 'invalid-address', reason: 'email' },
    });
  });

  it('tells a passing trouble of its host as such', async () => {
    const server = world({ [WELL_KNOWN]: () => html(503) });
    expect(await discovered(server, 'alice@example.org')).toMatchObject({
      error: { code: 'server-failed' },
    });
  });
});

it('sends nothing for what is no address', async () => {
  const server = world({});
  expect(await discovered(server, 'http://example.org')).toEqual({
    ok: false,
    error: { code: 'invalid-address', reason: 'insecure' },
  });
  expect(server.requests).toHaveLength(0);
});
