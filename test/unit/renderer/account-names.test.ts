// How accounts, addresses and lists are named.
import { describe, expect, it } from 'vitest';
import { avatarHue, avatarLetter, serverName } from '../../../renderer/format/account-names.ts';
import { addressKey } from '../../../renderer/format/address-key.ts';
import { summary } from '../../../renderer/views/sessions/summary.ts';
import { hour, listState, minute, now } from '../../fixtures/contract-data.ts';

describe('names', () => {
  it('shows the host, its port and path', () => {
    expect(serverName('https://matrix.example.org')).toBe('matrix.example.org');
    expect(serverName('http://localhost:8008/matrix')).toBe('localhost:8008/matrix');
    expect(serverName('no address')).toBe('no address');
  });

  it('finds a letter, and the same colour each time', () => {
    expect(avatarLetter('@élodie:x')).toBe('É');
    expect(avatarLetter('@__:')).toBe('?');
    expect(avatarHue('@alice:example.org')).toBe(avatarHue('@alice:example.org'));
  });

  it('orders addresses by number', () => {
    expect(addressKey('9.0.0.1') < addressKey('10.0.0.1')).toBe(true);
    expect(addressKey('2001:DB8::1')).toBe('2001:db8::1');
  });
});

describe('summary', () => {
  it('says how old, and what is missing', () => {
    expect(summary(listState({ dropped: 3 }), now)).toBe(
      "read 2 minutes ago · 3 entries of the server's answer were unusable and are not shown",
    );
  });

  it('does not count a list that was never read', () => {
    const state = listState({ fetchedAt: null, refresh: { kind: 'refreshing' } });
    expect(summary(state, now)).toBe('Reading the list…');
    expect(summary(listState({ fetchedAt: null }), now)).toBe('Not read yet');
  });

  it('marks an old list while a new one is read', () => {
    const state = listState({
      fetchedAt: now - 2 * hour - minute,
      refresh: { kind: 'refreshing' },
    });
    expect(summary(state, now)).toBe('read 2 hours ago, reading again…');
  });
});
