// Which addresses a sign-out may open in the user's browser, and that none leads to another place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageForSession } from '../../../../electron/core/sign-out/account-page.ts';
import { fallbackPage, webPage } from '../../../../electron/core/sign-out/browser-page.ts';
import type { AccountPage } from '../../../../electron/matrix/types.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { externalUrl } from '../../../../electron/shell/external-url.ts';

const BASE = 'https://matrix.example.org/hs';

describe('a confirmation page', () => {
  it('is on the homeserver, with stage and session in their places', () => {
    expect(fallbackPage(BASE, 'm.login.sso', 'a b/c?d')).toBe(
      `${BASE}/_matrix/client/v3/auth/m.login.sso/fallback/web?session=a%20b%2Fc%3Fd`,
    );
    expect(fallbackPage('http://127.0.0.1:8008', 'x', 's')).toMatch(/^http:\/\/127/);
    expect(fallbackPage('http://[::1]:8008', 'x', 's')).toMatch(/^http:\/\/\[::1\]/);
  });

  it.each([
    ['http://matrix.example.org', 'x', 's'],
    ['http://127.0.0.1.evil.example', 'x', 's'],
    ['http://10.0.0.1', 'x', 's'],
    [BASE, '..', 's'],
    [BASE, 'x', '\ud800'],
    [BASE, 'x', 's'.repeat(2_000)],
  ])('is none for %s, %s, %s', (base, stage, session) => {
    expect(fallbackPage(base, stage, session)).toBeNull();
  });

  it('never leaves the origin and the path, whatever the server names', () => {
    const stage = fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/).filter((name) => !/^\.+$/.test(name));
    fc.assert(
      fc.property(stage, fc.string({ unit: 'binary' }), (name, session) => {
        const address = fallbackPage(BASE, name, session);
        if (address === null) return;
        const url = new URL(address);
        expect(url.origin).toBe('https://matrix.example.org');
        expect(url.pathname).toBe(`/hs/_matrix/client/v3/auth/${name}/fallback/web`);
        expect([...url.searchParams]).toEqual([['session', session]]);
        expect(externalUrl(address)).toBe(address);
      }),
    );
  });
});

describe('the page of a policy', () => {
  it.each([
    ['https://policies.example/a?b#c', true],
    ['http://policies.example/', false],
    ['http://127.0.0.1:631/', false],
    ['https://user@policies.example/', false],
    ['https:policies.example', false],
    ['javascript:alert(1)', false],
    ['https://policies.example/\u202e', false],
    ['https://:password@policies.example/', false],
    ['https://policies.example:65536/', false],
    [`https://policies.example/${'x'.repeat(1_975)}`, true],
    [`https://policies.example/${'x'.repeat(1_976)}`, false],
    // The parser writes it longer.
    [`https://policies.example/${'"'.repeat(1_000)}`, false],
  ])('%s: %s', (address, opened) => {
    expect(webPage(address, BASE) !== null).toBe(opened);
  });

  it('may be plain http on a homeserver that is on this computer, and only there', () => {
    expect(webPage('http://127.0.0.1:8008/terms', 'http://127.0.0.1:8008')).not.toBeNull();
    expect(webPage('http://127.0.0.1:631/', 'http://127.0.0.1:8008')).toBeNull();
    expect(webPage('http://10.0.0.1:8008/terms', 'http://10.0.0.1:8008')).toBeNull();
  });
});

describe('the account page of a session', () => {
  const page: AccountPage = {
    issuer: 'https://id.example.org/',
    url: 'https://id.example.org/account?a=%20b&c',
    actions: ['org.matrix.session_end', 'org.matrix.device_delete'],
  };
  const open = (changes: Partial<AccountPage>, id = 'ABC') =>
    pageForSession({ ...page, ...changes }, { baseUrl: BASE, oauth: null }, id as DeviceId);
  const value = (url: string, direct: boolean) => ({ ok: true, value: { url, direct } });

  it('asks for the deletion by the stable name, and keeps what the address has', () => {
    expect(open({})).toEqual(
      value(`${page.url}&action=org.matrix.device_delete&device_id=ABC`, true),
    );
    expect(open({ url: 'https://id.example.org/account#top' }, 'a/b&c=d')).toEqual(
      value(
        'https://id.example.org/account?action=org.matrix.device_delete&device_id=a%2Fb%26c%3Dd#top',
        true,
      ),
    );
  });

  it('asks by the older name where the server knows only that', () => {
    expect(open({ actions: ['org.matrix.session_end'] })).toEqual(
      value(`${page.url}&action=org.matrix.session_end&device_id=ABC`, true),
    );
  });

  it.each([
    ['the server names no action', { actions: ['org.matrix.profile'] }, 'ABC'],
    ['the id would become another', {}, 'A\ud800'],
    ['the id is too long', {}, 'x'.repeat(1_990)],
  ])('is the page as it is where %s', (_, changes, id) => {
    expect(open(changes, id)).toEqual(value(page.url ?? '', false));
  });

  it.each([
    [{ url: null }, { code: 'not-found' }],
    [
      { url: 'http://id.example.org/account' },
      { code: 'unsafe-link', address: 'http://id.example.org/account' },
    ],
    [
      { url: 'https://evil.example/account' },
      { code: 'unsafe-link', address: 'https://evil.example/account' },
    ],
    [
      { url: `https://evil.example/${'x'.repeat(5_000)}` },
      { code: 'unsafe-link', address: `https://evil.example/${'x'.repeat(279)}` },
    ],
  ])('is none for %j', (changes, error) => {
    expect(open(changes)).toEqual({ ok: false, error });
  });
});
