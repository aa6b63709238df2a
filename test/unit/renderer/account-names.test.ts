// How accounts, addresses and lists are named.
import { describe, expect, it } from 'vitest';
import {
  avatarHues,
  avatarLetter,
  serverName,
  userParts,
} from '../../../renderer/format/account-names.ts';
import { addressKey } from '../../../renderer/format/address-key.ts';
import { summary } from '../../../renderer/views/sessions/summary.ts';
import { hour, listState, minute, now } from '../../fixtures/contract-data.ts';

describe('names', () => {
  it('shows the host, its port and path', () => {
    expect(serverName('https://matrix.example.org')).toBe('matrix.example.org');
    expect(serverName('http://localhost:8008/matrix')).toBe('localhost:8008/matrix');
    expect(serverName('no address')).toBe('no address');
  });

  it('parts a Matrix ID where its server begins', () => {
    expect(userParts('@a:example.org:8448')).toEqual({ local: '@a', server: 'example.org:8448' });
    expect(userParts('@:x')).toEqual({ local: '@', server: 'x' });
    expect(userParts('nobody')).toEqual({ local: 'nobody', server: '' });
  });

  it('gives up to six accounts six colours, each its own wherever that is free', () => {
    const users = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `@${name}:example.org`);
    expect(new Set(avatarHues(users)).size).toBe(6);
    const same = Array.from({ length: 6 }, () => '@a:example.org');
    expect(new Set(avatarHues(same)).size).toBe(6);
    expect(avatarHues(['@a:example.org'])).toEqual(avatarHues(users).slice(0, 1));
    expect(avatarHues([...same, '@a:example.org'])[6]).toBe(avatarHues(same)[0]);
  });

  it('finds a letter', () => {
    expect(avatarLetter('@élodie:x')).toBe('É');
    expect(avatarLetter('@__:')).toBe('?');
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
