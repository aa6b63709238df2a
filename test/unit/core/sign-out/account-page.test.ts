import { describe, expect, it } from 'vitest';
import {
  pageForSession,
  safeAccountPage,
  type PageOwner,
} from '../../../../electron/core/sign-out/account-page.ts';
import { openAccountPage } from '../../../../electron/core/sign-out/open-account-page.ts';
import type { MatrixClient } from '../../../../electron/matrix/types.ts';
import { fail, ok, type Result } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { fakeClock } from '../../matrix/fake-ports.ts';
import { account, ALICE, client, unreachable } from '../fake-core.ts';

const ISSUER = 'https://account.example.org/';
const BASE_URL = 'https://matrix.example.org';
const OWNER: PageOwner = { baseUrl: BASE_URL, oauth: null };

const judge = (url: string) => safeAccountPage({ url, issuer: ISSUER }, OWNER);

const bad: readonly string[] = [
  '',
  ' ',
  'account.example.org',
  '//account.example.org/',
  '/account',
  'http://account.example.org/',
  'HTTP://account.example.org/',
  'https:account.example.org',
  'https:/account.example.org',
  'https:///account.example.org',
  'https:\\\\account.example.org',
  'https://account.example.org\\@evil.example',
  'https://evil.example\\.account.example.org/',
  'https://account.example.org/\\..\\x',
  'httpsx://account.example.org/',
  'https',
  'https://',
  'https://?',
  'https://#',
  'https://evil.example/',
  'https://evil.example/https://account.example.org/',
  'https://evil.example/?account.example.org',
  'https://evil.example#account.example.org',
  'https://account.example.org.evil.example/',
  'https://evilaccount.example.org/',
  'https://account.example.org.',
  'https://example.org/',
  'https://sub.account.example.org/',
  'https://account.example.org:8443/',
  'https://account.example.org:0/',
  'https://account.example.org:65536/',
  'https://account.example.org:x/',
  'https://user@account.example.org/',
  'https://user:password@account.example.org/',
  'https://:password@account.example.org/',
  'https://account.example.org@evil.example/',
  'https://account.example.org%40evil.example/',
  'https://account.example.org%2fevil.example/',
  'https://account.example.org%00.evil.example/',
  'https://[::1]/',
  'https://127.0.0.1/',
  'https://localhost/',
  'https://0x7f.1/',
  ' https://account.example.org/',
  'https://account.example.org/ ',
  'https://account.example.org/a b',
  'https://account.example.org/\n',
  'https://acc\nount.example.org/',
  'ht\ttps://account.example.org/',
  'https://account.example.org/\r\nx',
  'https://account.example.org/\0',
  'https://account.example.org/\x1b[2J',
  'https://account.example.org/\x7f',
  'https://account.example.org/\u0085',
  'https://account.example.org/\u202egpj.exe',
  'https://account.example.org/\u200b',
  'https://аccount.example.org/',
  'https://account。example.org/',
  `https://account.example.org/${'x'.repeat(2_000)}`,
  'javascript:alert(1)',
  'javascript://account.example.org/%0aalert(1)',
  'data:text/html,account.example.org',
  'file:///etc/passwd',
  'file://account.example.org/share',
  'app://bundle/index.html',
  'chrome://settings',
  'ms-msdt://account.example.org/',
  'vscode://account.example.org/',
  'ssh://account.example.org/',
  'blob:https://account.example.org/x',
  'view-source:https://account.example.org/',
];

describe('an account page', () => {
  it.each(bad)('is not opened: %j', (url) => {
    expect(judge(url)).toBeNull();
  });

  it.each([
    ['https://account.example.org/', 'https://account.example.org/'],
    [
      'https://matrix.example.org/account?x=%20&y#z',
      'https://matrix.example.org/account?x=%20&y#z',
    ],
    ['HTTPS://Account.Example.ORG:443/a', 'https://account.example.org/a'],
  ])('is opened on a host of the server: %s', (url, opened) => {
    expect(judge(url)).toBe(opened);
  });

  it('has a longest address, also as browsers spell it, and with the session in it', () => {
    const fill = (start: string, length: number) => start + 'x'.repeat(length - start.length);
    const longest = fill('https://account.example.org/', 2_000);
    expect(judge(longest)).toBe(longest);
    expect(judge(`${longest}x`)).toBeNull();
    // As long as it came, though browsers spell it shorter.
    expect(judge(fill('https://account.example.org:443/', 2_001))).toBeNull();
    // The spelling of browsers has one character more.
    expect(judge(fill('https://account.example.org?', 2_000))).toBeNull();
    expect(judge(fill('https://account.example.org?', 1_999))).not.toBeNull();
    const actions = ['org.matrix.device_delete'];
    const asked = '?action=org.matrix.device_delete&device_id=D';
    const page = (url: string) =>
      pageForSession({ issuer: ISSUER, url, actions }, OWNER, 'D' as DeviceId);
    const shorter = longest.slice(0, 2_000 - asked.length);
    expect(page(shorter)).toEqual(ok({ url: shorter + asked, direct: true }));
    expect(page(`${shorter}x`)).toEqual(ok({ url: `${shorter}x`, direct: false }));
  });

  it('may be on the port that the issuer has, and no other', () => {
    const issuer = 'https://account.example.org:8443/';
    const judgeUrl = (url: string) => safeAccountPage({ url, issuer }, OWNER);
    expect(judgeUrl('https://account.example.org:8443/a')).not.toBeNull();
    expect(judgeUrl('https://account.example.org/a')).toBeNull();
  });

  it('may be on the host on which the person signed in, wherever the issuer is', () => {
    const issuer = 'https://example.org/';
    const url = 'https://auth.example.org/account/';
    const judgeOf = (oauth: PageOwner['oauth'], named = url) =>
      safeAccountPage({ url: named, issuer }, { baseUrl: BASE_URL, oauth });
    const signedInAt = (authorizationEndpoint: string | null): PageOwner['oauth'] => ({
      issuer,
      clientId: 'muster',
      authorizationEndpoint,
      tokenEndpoint: 'https://auth.example.org/oauth2/token',
      revocationEndpoint: 'https://auth.example.org/oauth2/revoke',
    });
    expect(judgeOf(signedInAt('https://auth.example.org/authorize'))).toBe(url);
    expect(judgeOf(signedInAt('https://auth.example.org:8443/authorize'))).toBeNull();
    expect(judgeOf(signedInAt(null))).toBeNull();
    expect(judgeOf(null)).toBeNull();
    const plain = 'http://auth.example.org/account/';
    expect(judgeOf(signedInAt('http://auth.example.org/authorize'), plain)).toBeNull();
  });

  it('is judged by the homeserver alone when the issuer is no address', () => {
    expect(safeAccountPage({ url: 'https://x.example/', issuer: 'x.example' }, OWNER)).toBeNull();
    expect(safeAccountPage({ url: `${BASE_URL}/a`, issuer: '' }, OWNER)).toBe(`${BASE_URL}/a`);
  });
});

describe('opening the account page', () => {
  async function open(accountPage: MatrixClient['accountPage'], answer: Result<null> = ok(null)) {
    const opened: string[] = [];
    const result = await openAccountPage(
      {
        accounts: { get: (accountId) => (accountId === ALICE ? account() : undefined) },
        client: () => client({ accountPage }),
        clock: fakeClock(),
        openExternal(url) {
          opened.push(url);
          return Promise.resolve(answer);
        },
      },
      ALICE,
    );
    return { result, opened };
  }

  it('opens what is safe', async () => {
    const url = 'https://account.example.org/sessions';
    expect(await open(() => Promise.resolve(ok({ url, issuer: ISSUER, actions: [] })))).toEqual({
      result: ok(null),
      opened: [url],
    });
  });

  it('says that no browser was opened, with the address', async () => {
    const url = 'https://account.example.org/sessions';
    const notOpened = fail({ code: 'browser-not-opened', address: url });
    const page = ok({ url, issuer: ISSUER, actions: [] });
    expect((await open(() => Promise.resolve(page), notOpened)).result).toEqual(notOpened);
  });

  it.each([
    [
      ok({ url: 'https://evil.example/', issuer: ISSUER, actions: [] }),
      fail({ code: 'unsafe-link', address: 'https://evil.example/' }),
    ],
    [ok({ url: null, issuer: ISSUER, actions: [] }), fail({ code: 'not-found' })],
    [ok(null), fail({ code: 'not-found' })],
    [fail(unreachable), fail(unreachable)],
  ])('opens nothing else', async (page, result) => {
    expect(await open(() => Promise.resolve(page))).toEqual({ result, opened: [] });
  });
});
