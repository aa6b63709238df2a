// What reaches the system browser, and above all what doesn't.
import { describe, expect, it } from 'vitest';
import { externalUrl } from '../../../electron/shell/external-url.ts';
import { badAddresses } from '../../fixtures/bad-addresses.ts';

describe('externalUrl', () => {
  it.each(badAddresses)('refuses %j', (address) => {
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
  ])('opens %s as %s', (address, opened) => {
    expect(externalUrl(address)).toBe(opened);
  });
});
