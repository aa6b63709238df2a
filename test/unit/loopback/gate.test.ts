// Who is let in by the loopback host.
import { describe, expect, it } from 'vitest';
import { isOwnRequest, isToken, newToken } from '../../../electron/loopback/gate.ts';

const host = '127.0.0.1:4000';

describe('isOwnRequest', () => {
  it('takes an address that was typed, and the own page', () => {
    expect(isOwnRequest({ host, 'sec-fetch-site': 'none' }, host, 'page')).toBe(true);
    expect(isOwnRequest({ host, 'sec-fetch-site': 'same-origin' }, host, 'page')).toBe(true);
    expect(isOwnRequest({ host, origin: `http://${host}` }, host, 'page')).toBe(true);
    expect(isOwnRequest({ host, origin: `http://${host}` }, host, 'socket')).toBe(true);
  });

  it.each([
    ['another name for this computer', { host: 'localhost:4000' }],
    ['a name that was rebound to this computer', { host: 'evil.example:4000' }],
    ['another port', { host: '127.0.0.1:4001' }],
    ['no host', {}],
    ['another origin', { host, origin: 'http://evil.example' }],
    ['another port of this computer', { host, origin: 'http://127.0.0.1:4001' }],
    ['https', { host, origin: `https://${host}` }],
    ['an opaque origin', { host, origin: 'null' }],
    ['a link on another site', { host, 'sec-fetch-site': 'cross-site' }],
    ['another port by the same browser', { host, 'sec-fetch-site': 'same-site' }],
  ])('refuses %s', (_name, headers) => {
    expect(isOwnRequest(headers, host, 'page')).toBe(false);
    expect(isOwnRequest(headers, host, 'socket')).toBe(false);
  });

  it('wants every WebSocket to name its origin', () => {
    expect(isOwnRequest({ host }, host, 'socket')).toBe(false);
  });
});

describe('isToken', () => {
  it('takes the token and nothing else', () => {
    const token = newToken();
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(isToken(token, token)).toBe(true);
    for (const wrong of [newToken(), token.slice(1), `${token} `, '', null, undefined, 1, [token]])
      expect(isToken(wrong, token)).toBe(false);
  });
});
