import { describe, expect, it } from 'vitest';
import type { AddressProblem } from '../../../../electron/shared/errors.ts';
import {
  checkDiscoveredBaseUrl,
  checkNamedAddress,
  parseAddress,
  typedMatrixId,
} from '../../../../electron/matrix/discovery/address.ts';

function serverName(userId: string | null, hostname: string, host: string, loopback = false) {
  return { ok: true, value: nameOf(userId, hostname, host, loopback) };
}

function nameOf(userId: string | null, hostname: string, host: string, loopback: boolean) {
  return { kind: 'server-name', userId, ofEmail: false, hostname, host, loopback };
}

function ofEmail(hostname: string, host = hostname) {
  return { ok: true, value: { ...nameOf(null, hostname, host, false), ofEmail: true } };
}

/** `name`: the host that is asked first. */
function url(baseUrl: string, name: string | null = null) {
  const value = { kind: 'url', baseUrl, name: name && nameOf(null, name, name, false) };
  return { ok: true, value };
}

function refused(reason: AddressProblem) {
  return { ok: false, error: { code: 'invalid-address', reason } };
}

describe('parseAddress', () => {
  it.each([
    ['@alice:example.org', serverName('@alice:example.org', 'example.org', 'example.org')],
    ['  @alice:example.org\n', serverName('@alice:example.org', 'example.org', 'example.org')],
    ['@a:b.org:8448', serverName('@a:b.org:8448', 'b.org', 'b.org:8448')],
    ['@a=/+é:b.org', serverName('@a=/+é:b.org', 'b.org', 'b.org')],
    ['@a:[::1]:8008', serverName('@a:[::1]:8008', '[::1]', '[::1]:8008', true)],
    ['@a:example.org:', serverName('@a:example.org', 'example.org', 'example.org')],
    ['@a:example.org/ ', serverName('@a:example.org', 'example.org', 'example.org')],
    ['@a:b.org:8448/', serverName('@a:b.org:8448', 'b.org', 'b.org:8448')],
    ['@a b:example.org', serverName('@a b:example.org', 'example.org', 'example.org')],
    ['@:example.org', serverName('@:example.org', 'example.org', 'example.org')],
    ['@a"ĸ😀:example.org', serverName('@a"ĸ😀:example.org', 'example.org', 'example.org')],
    [
      '@a:bücher.example',
      serverName('@a:xn--bcher-kva.example', 'xn--bcher-kva.example', 'xn--bcher-kva.example'),
    ],
    ['example.org', serverName(null, 'example.org', 'example.org')],
    ['example.org/', serverName(null, 'example.org', 'example.org')],
    ['example.org:', serverName(null, 'example.org', 'example.org')],
    ['\u00a0example.org ', serverName(null, 'example.org', 'example.org')],
    ['localhost:8008/', serverName(null, 'localhost', 'localhost:8008', true)],
    ['EXAMPLE.org:8448', serverName(null, 'example.org', 'example.org:8448')],
    ['bücher.example', serverName(null, 'xn--bcher-kva.example', 'xn--bcher-kva.example')],
    ['localhost:8008', serverName(null, 'localhost', 'localhost:8008', true)],
    ['127.1.2.3', serverName(null, '127.1.2.3', '127.1.2.3', true)],
    ['127.0.0.10:8008', serverName(null, '127.0.0.10', '127.0.0.10:8008', true)],
    [
      `${'a'.repeat(251)}.org`,
      serverName(null, `${'a'.repeat(251)}.org`, `${'a'.repeat(251)}.org`),
    ],
    ['https://example.org', url('https://example.org', 'example.org')],
    ['HTTPS://example.org/', url('https://example.org', 'example.org')],
    ['https://example.org:443', url('https://example.org', 'example.org')],
    ['https://example.org:8448', url('https://example.org:8448')],
    ['https://matrix', url('https://matrix', 'matrix')],
    ['matrix:8448', serverName(null, 'matrix', 'matrix:8448')],
    ['@alice:matrix', serverName('@alice:matrix', 'matrix', 'matrix')],
    ['localhost', serverName(null, 'localhost', 'localhost', true)],
    ['[::1]', serverName(null, '[::1]', '[::1]', true)],
    ['alice@example.org', ofEmail('example.org')],
    ['Alice.B+x@Bücher.example ', ofEmail('xn--bcher-kva.example')],
    ['https://example.org:8448/matrix//', url('https://example.org:8448/matrix')],
    ['http://localhost:8008', url('http://localhost:8008')],
    ['http://127.0.0.1/', url('http://127.0.0.1')],
    ['http://[::1]:1', url('http://[::1]:1')],
  ])('understands %j', (typed, expected) => {
    expect(parseAddress(typed)).toEqual(expected);
  });

  it.each([
    '',
    ' ',
    '@',
    '@:',
    '/',
    ':',
    '@al ice:exam ple.org',
    '@a:b_c.org',
    '@a\ud83d:example.org',
    '@a\u0000:example.org',
    'two words',
    'a@b@example.org',
    'alice@',
    'alice@exam%70le.org',
    'alice@example.org/path',
    `${'a'.repeat(254)}@example.org`,
    'example.org/path',
    'example.org?x',
    'example.org#x',
    'exam\\ple.org',
    'example.org:0',
    'example.org:65536',
    'example.org:port',
    'https:evil.org',
    'https:/evil.org',
    'https://',
    'https:///x',
    'ftp://example.org',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://user:pw@example.org',
    'https://example.org?',
    'https://example.org/#',
    'https://a b',
    'https://exa\tmple.org',
    'https://0x7f.1',
    '0x7f.1',
    'http://2130706433',
    'https://[::1',
    'https://example.org:0',
    'https://%65xample.org',
    '１２７.0.0.1',
    `${'a'.repeat(252)}.org`,
    `@${'a'.repeat(250)}:example.org`,
    'example.org\u0000',
  ])('refuses %j', (typed) => {
    expect(parseAddress(typed)).toEqual(refused('syntax'));
  });

  it.each(['alice', 'Alice ', '@alice', '@alice:', 'bücher', 'alice/'])(
    'misses the server in %j',
    (typed) => {
      expect(parseAddress(typed)).toEqual(refused('no-server'));
    },
  );

  it.each([
    'http://example.org',
    'http://localhost.example.org',
    'http://10.0.0.1',
    'http://128.0.0.1',
  ])('refuses plain http over a network: %j', (typed) => {
    expect(parseAddress(typed)).toEqual(refused('insecure'));
  });
});

it.each([
  [' @alice:bücher.example ', '@alice:xn--bcher-kva.example'],
  ['@Alice:Example.org', '@Alice:Example.org'],
  ['alice', null],
  ['example.org', null],
  ['alice@example.org', null],
  ['https://example.org', null],
])('the Matrix ID in %j is %j', (typed, userId) => {
  expect(typedMatrixId(typed)).toBe(userId);
});

describe('checkDiscoveredBaseUrl', () => {
  it.each([
    ['https://matrix.example.org/', false, 'https://matrix.example.org'],
    ['https://matrix.example.org/a/b/', false, 'https://matrix.example.org/a/b'],
    ['http://matrix.example.org', false, null],
    ['http://matrix.example.org', true, null],
    ['http://127.0.0.1:8008', false, null],
    ['http://127.0.0.1:8008/', true, 'http://127.0.0.1:8008'],
    ['matrix.example.org', false, null],
    ['https://u@matrix.example.org', false, null],
    ['https://matrix.example.org/?a', false, null],
    ['javascript:1', false, null],
    ['https:evil.org', false, null],
    ['xhttp://127.0.0.1:8008', true, null],
    ['https://exa\tmple.org', false, null],
  ])('%j (typed loopback: %j) is %j', (text, typedLoopback, expected) => {
    expect(checkDiscoveredBaseUrl(text, typedLoopback)).toBe(expected);
  });
});

describe('checkNamedAddress', () => {
  const base = 'https://matrix.example.org';
  const local = 'http://127.0.0.1:8008';
  const long = (length: number) => `https://example.org/${'x'.repeat(length - 20)}`;

  it.each([
    ['https://Example.org', base, 'https://example.org/'],
    ['https://example.org:8443/token?x=1', base, 'https://example.org:8443/token?x=1'],
    ['http://127.0.0.1:1/token', local, 'http://127.0.0.1:1/token'],
    ['http://[::1]/token', 'http://localhost', 'http://[::1]/token'],
    [long(1_000), base, long(1_000)],
    [long(1_001), base, null],
    ['http://example.org/token', base, null],
    ['http://example.org/token', local, null],
    ['http://127.0.0.1:1/token', base, null],
    ['https://user@example.org/', base, null],
    ['https://:password@example.org/', base, null],
    ['https://example.org/#part', base, null],
    ['https://example.org:0/', base, null],
    ['https://example.org:65536/', base, null],
    ['https://example.org\\@evil.example/', base, null],
    ['https:example.org', base, null],
    [' https://example.org', base, null],
    ['https://example.org/a b', base, null],
    ['https://example.org/é', base, null],
    ['ftp://127.0.0.1/', local, null],
    ['', base, null],
  ])('%j (of %s) is %j', (text, baseUrl, expected) => {
    expect(checkNamedAddress(text, baseUrl)).toBe(expected);
  });
});
