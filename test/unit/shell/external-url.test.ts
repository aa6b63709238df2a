// What reaches the system browser, and above all what doesn't.
import { describe, expect, it } from 'vitest';
import { externalUrl } from '../../../electron/shell/external-url.ts';
import { badAddresses } from '../../fixtures/bad-addresses.ts';

describe('externalUrl', () => {
  // The account page of a server must be https; the sign-in page of one on this computer need not.
  it.each(badAddresses.filter((address) => address !== 'http://127.0.0.1/'))(
    'refuses %j',
    (address) => {
      expect(externalUrl(address)).toBeNull();
    },
  );

  it.each([
    'http://127.0.0.1.evil.example/',
    'http://127.0.0.1:80@evil.example/',
    'http://127.0.0.1\\@evil.example/',
    'http://localhost.evil.example/',
    'http://2130706433/',
    'http://127.1/',
    'http://127.0.0.1',
    'http://127.0.0.999/',
    'http://127.0.0.1/a b',
    'xhttp://127.0.0.1/',
  ])('refuses %j, which only looks like this computer', (address) => {
    expect(externalUrl(address)).toBeNull();
  });

  it.each([
    ['https://account.example.org/', 'https://account.example.org/'],
    ['HTTPS://Account.Example.org', 'https://account.example.org/'],
    [
      'https://example.org:8443/account/?action=org.matrix.devices_list#top',
      'https://example.org:8443/account/?action=org.matrix.devices_list#top',
    ],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['http://127.0.0.1:8008/login?redirectUrl=x', 'http://127.0.0.1:8008/login?redirectUrl=x'],
    ['http://localhost:8008/', 'http://localhost:8008/'],
    ['http://127.0.0.53/', 'http://127.0.0.53/'],
    ['http://[::1]/', 'http://[::1]/'],
    [`https://a.org/${'x'.repeat(1_986)}`, `https://a.org/${'x'.repeat(1_986)}`],
  ])('opens %s as %s', (address, opened) => {
    expect(externalUrl(address)).toBe(opened);
  });
});
