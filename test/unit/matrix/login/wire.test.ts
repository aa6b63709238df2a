import { describe, expect, it } from 'vitest';
import {
  readLoginAnswer,
  readLoginMethods,
  readTokens,
} from '../../../../electron/matrix/login/wire.ts';

const sso = (more: object) => readLoginMethods({ flows: [{ type: 'm.login.sso', ...more }] })?.sso;

describe('login methods', () => {
  it('are read by type, each once and bounded', () => {
    const flows = [
      { type: 'm.login.password' },
      { type: 'm.login.sso' },
      { type: 'm.login.token', get_login_token: true },
      { type: 7 },
      'nonsense',
      { type: 'x'.repeat(129) },
      ...Array.from({ length: 40 }, (_, i) => ({ type: `t${i % 30}` })),
    ];
    const methods = readLoginMethods({ flows });
    expect(methods).toMatchObject({
      password: true,
      sso: { providers: [], preferred: false },
    });
    expect(methods?.others).toEqual(Array.from({ length: 20 }, (_, i) => `t${i}`));
  });

  it('may be none, but not absent', () => {
    expect(readLoginMethods({ flows: [] })).toEqual({
      oauth: null,
      password: false,
      sso: null,
      others: [],
    });
    expect(readLoginMethods({})).toBeNull();
    expect(readLoginMethods([])).toBeNull();
  });

  it('name identity providers; what can not be used is left out', () => {
    const identity_providers = [
      { id: 'oidc-github', name: 'GitHub', brand: 'github', icon: 'mxc://x/y' },
      { id: 'ldap', name: 'Directory', icon: 'https://evil.example/track.png' },
      { id: 'cas', name: 'CAS', icon: 'mxc://x/../y' },
      { id: 'saml', name: 'Company', brand: 'NOT A BRAND' },
      { id: 'saml', name: 'Twice' },
      { id: '..', name: 'Up' },
      { id: 'a/b', name: 'Path' },
      { id: '', name: 'Nothing' },
      { id: 'nameless', name: '' },
      { id: 'x'.repeat(256), name: 'Long' },
      { id: 'long-name', name: 'n'.repeat(500) },
      null,
    ];
    expect(sso({ identity_providers })?.providers).toEqual([
      { id: 'oidc-github', name: 'GitHub', brand: 'github', icon: 'mxc://x/y' },
      { id: 'ldap', name: 'Directory', brand: null, icon: null },
      { id: 'cas', name: 'CAS', brand: null, icon: null },
      { id: 'saml', name: 'Company', brand: null, icon: null },
      { id: 'long-name', name: 'n'.repeat(100), brand: null, icon: null },
    ]);
    const many = Array.from({ length: 50 }, (_, i) => ({ id: `p${i}`, name: 'P' }));
    expect(sso({ identity_providers: many })?.providers).toHaveLength(20);
    expect(sso({ identity_providers: 'none' })?.providers).toEqual([]);
  });

  it.each([
    [{ oauth_aware_preferred: true }, true],
    [{ 'org.matrix.msc3824.delegated_oidc_compatibility': true }, true],
    [{ oauth_aware_preferred: 'yes' }, false],
    [{}, false],
  ])('the wish of the server for its web page: %j is %j', (more, preferred) => {
    expect(sso(more)?.preferred).toBe(preferred);
  });
});

describe('tokens', () => {
  const none = { refresh: null, expiresInMs: null };

  it.each([
    [
      { user_id: '@a:b', access_token: 't', device_id: 'D', refresh_token: 'r', expires_in_ms: 5 },
      { userId: '@a:b', deviceId: 'D', tokens: { access: 't', refresh: 'r', expiresInMs: 5 } },
    ],
    [
      { user_id: '@a:b', access_token: 't' },
      { userId: '@a:b', deviceId: null, tokens: { access: 't', ...none } },
    ],
    [{ user_id: 'a', access_token: 't' }, null],
    [{ user_id: '@a:b' }, null],
    [{ user_id: '@a:b', access_token: '' }, null],
    [{ user_id: '@a:b', access_token: 'a\r\nX: y' }, null],
    [{ user_id: '@a:b', access_token: 'x'.repeat(16_385) }, null],
  ])('of a login: %#', (json, expected) => {
    expect(readLoginAnswer(json)).toEqual(expected);
  });

  it.each([
    [
      { access_token: 't', refresh_token: 7, expires_in_ms: -1 },
      { access: 't', ...none },
    ],
    [
      { access_token: 't', refresh_token: '', expires_in_ms: 'soon' },
      { access: 't', ...none },
    ],
    [{ refresh_token: 'r' }, null],
  ])('of a refresh: %#', (json, expected) => {
    expect(readTokens(json)).toEqual(expected);
  });
});
