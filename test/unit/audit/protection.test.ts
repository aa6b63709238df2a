import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOwnKnown,
  maySignOut,
  newestOfAllVerified,
  ownSessions,
  protectionOf,
  protectionsOf,
} from '../../../electron/audit/protection.ts';
import type { AccountId } from '../../../electron/shared/ids.ts';
import { account, deviceId } from '../../fixtures/contract-data.ts';
import { anySessions, DAY, ids, NOW, ownOf, session } from './fixtures.ts';

const OWN = ownOf('OWN', 'ELSEWHERE');

describe('the sessions that Muster made', () => {
  const here = account({ accountId: 'here' as AccountId, deviceId: deviceId('OWN') });
  const there = account({ accountId: 'there' as AccountId, deviceId: deviceId('ELSEWHERE') });
  const other = account({
    accountId: 'other' as AccountId,
    userId: '@bob:example.org',
    deviceId: deviceId('BOBS'),
  });
  const unknown = { ...there, accountId: 'unknown' as AccountId, deviceId: null };

  it('are those of every account with the same Matrix ID, and of no other', () => {
    expect(ownSessions(here.accountId, [here, there, other])).toEqual(ownOf('OWN', 'ELSEWHERE'));
    expect(ownSessions(there.accountId, [here, there, other])).toEqual(ownOf('ELSEWHERE', 'OWN'));
    expect(ownSessions(other.accountId, [here, there, other])).toEqual(ownOf('BOBS'));
  });

  it('are none of an account that is gone', () => {
    expect(ownSessions(here.accountId, [there])).toEqual(ownOf(null));
  });

  it('let each session go alone only while one of them is unknown', () => {
    const own = ownSessions(here.accountId, [here, unknown]);
    expect(isOwnKnown(own)).toBe(false);
    expect(maySignOut(session('A'), 2, own)).toBe(false);
    expect(maySignOut(session('A'), 1, own)).toBe(true);
    expect(isOwnKnown(ownSessions(here.accountId, [here, there]))).toBe(true);
  });
});

describe('what a session is protected by', () => {
  it('is the strongest reason', () => {
    const both = { pinned: true, dehydrated: true };
    expect(protectionOf(session('OWN', both), OWN)).toBe('own');
    expect(protectionOf(session('ELSEWHERE', both), OWN)).toBe('own-elsewhere');
    expect(protectionOf(session('A', both), OWN)).toBe('dehydrated');
    expect(protectionOf(session('A', { pinned: true }), OWN)).toBe('pinned');
    expect(protectionOf(session('A'), OWN)).toBeNull();
    expect(protectionOf(session('OWN'), ownOf(null))).toBeNull();
  });

  it('is known of a whole list', () => {
    const list = [session('A'), session('OWN'), session('P', { pinned: true })];
    expect([...protectionsOf(list, OWN)]).toEqual([
      ['OWN', 'own'],
      ['P', 'pinned'],
    ]);
  });
});

describe('a sign-out', () => {
  it.each([
    ['own', session('OWN'), false, false],
    ['own at another address', session('ELSEWHERE'), false, false],
    ['dehydrated', session('A', { dehydrated: true }), false, false],
    ['pinned and dehydrated', session('A', { dehydrated: true, pinned: true }), false, false],
    ['pinned', session('A', { pinned: true }), true, false],
    ['any other', session('A'), true, true],
  ])('of one that is %s: alone or with others', (_, chosen, alone, among) => {
    expect(maySignOut(chosen, 1, OWN)).toBe(alone);
    expect(maySignOut(chosen, 2, OWN)).toBe(among);
  });

  it('takes one alone where any may be the own one', () => {
    expect(maySignOut(session('A'), 1, ownOf(null))).toBe(true);
    expect(maySignOut(session('A'), 2, ownOf(null))).toBe(false);
    expect(maySignOut(session('A'), 1, ownOf('OWN', null))).toBe(true);
    expect(maySignOut(session('A'), 2, ownOf('OWN', null))).toBe(false);
  });

  it('of several never takes what is protected, and of one only what is pinned', () => {
    fc.assert(
      fc.property(anySessions, fc.integer({ min: 1, max: 500_000 }), (list, total) =>
        list.every((each) => {
          const protection = protectionOf(each, OWN);
          const isFree = protection === null || (protection === 'pinned' && total === 1);
          return maySignOut(each, total, OWN) === isFree;
        }),
      ),
    );
  });
});

describe('the last verified session of a selection', () => {
  const list = [
    session('A', { lastSeenAt: NOW - DAY }),
    session('B', { lastSeenAt: NOW }),
    session('OWN'),
    session('STORE', { dehydrated: true }),
  ];
  const of = (...chosen: readonly string[]) =>
    newestOfAllVerified(new Set(ids(...chosen)), list, OWN);

  it('is the newest when all of them are selected, by whatever hand', () => {
    expect(of('A', 'B')).toBe('B');
    expect(of('A')).toBeNull();
    expect(of()).toBeNull();
  });
});
