import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  recommendationKey,
  recommendationsOf,
  type Recommendation,
} from '../../../electron/audit/recommendations.ts';
import {
  cardWords,
  verdictSentence,
  verificationDoubt,
} from '../../../electron/audit/verdict-words.ts';
import type { ListState, Session } from '../../../electron/shared/model.ts';
import { anySessions, context, DAY, ids, KEY, NOW, session, state } from './fixtures.ts';

const unverified = { trust: { kind: 'not-verified', fingerprint: KEY } } as const;
const broken = { trust: { kind: 'broken-signature' } } as const;
const old = { lastSeenAt: NOW - 200 * DAY } as const;
const looked: ListState = { ...state, lookedAt: NOW - DAY };

function recommend(sessions: readonly Session[], list: Partial<ListState> = {}) {
  return recommendationsOf(sessions, { audit: context(sessions), list: { ...looked, ...list } });
}

function kinds(sessions: readonly Session[], list: Partial<ListState> = {}) {
  return recommend(sessions, list).map(({ kind }) => kind);
}

/** Twelve sessions of one name, one a day. */
const script = Array.from({ length: 12 }, (_, index) =>
  session(`S${index}`, { displayName: 'backup', lastSeenAt: NOW - (index + 1) * DAY }),
);

const changed = { ...state.identity, changed: true };

describe('recommendations', () => {
  it('are none where all is known and well', () => {
    expect(kinds([session('OWN'), session('A'), session('B')])).toEqual([]);
  });

  it('come in the order of their urgency, whatever the order of the list', () => {
    const sessions = [
      session('H', { trust: { kind: 'unchecked' } }),
      session('U', unverified),
      ...script,
      session('I', old),
      session('N', { isNew: true }),
      session('X', broken),
    ];
    const all = kinds(sessions, { identity: changed, unlisted: ids('GHOST') });
    expect(all).toEqual([
      'identity-changed',
      'broken-signature',
      'new',
      'inactive',
      'cluster',
      'in-use-not-verified',
      'unlisted-keys',
      'unchecked',
    ]);
    expect(kinds(sessions.toReversed(), { identity: changed, unlisted: ids('GHOST') })).toEqual(
      all,
    );
  });

  it('count an unknown last seen neither as old nor as in use', () => {
    expect(kinds([session('A', { ...unverified, lastSeenAt: null })])).toEqual([]);
  });

  it('call nothing new on the first look', () => {
    expect(kinds([session('A', { isNew: true })], { lookedAt: null })).toEqual([]);
  });

  it('tell what could not be checked, but not while keys are read for the first time', () => {
    const sessions = [session('A', { trust: { kind: 'unchecked' } })];
    expect(kinds(sessions, { trustCheckedAt: null })).toEqual(['unchecked']);
    expect(kinds(sessions, { trustCheckedAt: null, refresh: { kind: 'refreshing' } })).toEqual([]);
    expect(kinds(sessions, { refresh: { kind: 'refreshing' } })).toEqual(['unchecked']);
  });

  it('carry what a person asks next', () => {
    const sessions = [
      session('A', { ...old, trust: { kind: 'no-encryption' } }),
      session('B', { ...old, trust: { kind: 'unchecked' } }),
      session('C', { lastSeenAt: NOW - 91 * DAY }),
    ];
    expect(recommend(sessions)[0]).toEqual({
      kind: 'inactive',
      deviceIds: ids('A', 'B', 'C'),
      days: 90,
      newestAt: NOW - 91 * DAY,
      keys: { known: 1, unknown: 1 },
    });
  });

  it("never mean Muster's own session or the offline key store", () => {
    fc.assert(
      fc.property(anySessions, (generated) => {
        const sessions = [
          ...generated.filter(({ deviceId }) => deviceId !== 'OWN'),
          session('OWN', { ...broken, isNew: true, ...old }),
        ];
        const kept = new Set([
          'OWN',
          ...sessions.filter(({ dehydrated }) => dehydrated).map(({ deviceId }) => deviceId),
        ]);
        for (const { kind, deviceIds } of recommend(sessions)) {
          if (kind === 'cluster') continue;
          expect(deviceIds.filter((id) => kept.has(id))).toEqual([]);
        }
      }),
    );
  });

  it('have one name each', () => {
    const twelve = (prefix: string, displayName: string | null) =>
      script.map((one, index) =>
        session(`${prefix}${index}`, { lastSeenAt: one.lastSeenAt, displayName }),
      );
    const sessions = [...twelve('A', 'inactive'), ...twelve('B', null), session('I', old)];
    const keys = recommend(sessions).map(recommendationKey);
    expect(keys).toEqual(['inactive', 'cluster:inactive', 'cluster']);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the verdict', () => {
  const facts = { sessions: 215, keyBackup: 'present', doubt: null } as const;
  const say = (sessions: readonly Session[], list: Partial<ListState> = {}) =>
    verdictSentence(recommend(sessions, list), facts);
  const many = (count: number, part: Partial<Session>) =>
    Array.from({ length: count }, (_, index) =>
      session(`M${index}`, { displayName: `name ${index}`, ...part }),
    );

  it.each<[string, readonly Session[], Partial<ListState>]>([
    ['Nothing stands out among your 215 sessions.', [session('A')], {}],
    ['One of your 215 sessions has a broken signature.', [session('A', broken)], {}],
    [
      '7 of your 215 sessions look abandoned, and one has a broken signature.',
      [...many(7, old), session('X', broken)],
      {},
    ],
    [
      '3 of your 215 sessions are in use and not verified, and one could not be checked.',
      [...many(3, unverified), session('X', { trust: { kind: 'unchecked' } })],
      {},
    ],
    ['2 of your 215 sessions could not be checked.', many(2, { trust: { kind: 'unchecked' } }), {}],
    [
      'One session has encryption keys, but is not in the list.',
      [session('A')],
      { unlisted: ids('GHOST') },
    ],
    [
      'The server shows another identity for this account than the one that Muster knows.',
      many(7, old),
      { identity: changed },
    ],
  ])('%s', (sentence, sessions, list) => {
    expect(say(sessions, list)).toBe(sentence);
  });

  it('does not praise an account that has no other session', () => {
    expect(verdictSentence([], { ...facts, sessions: 1 })).toBe('No other session is signed in.');
  });
});

describe('what is said where nothing can be verified', () => {
  const doubt = (list: Partial<ListState>) => verificationDoubt({ ...state, ...list });
  const current = (kind: 'none' | 'broken' | 'unchecked') => ({
    identity: { current: { kind }, pinned: null, changed: false },
  });

  it('names the reason, and none where sessions were looked at', () => {
    expect(doubt({})).toBeNull();
    expect(doubt(current('none'))).toContain('no cross-signing set up');
    expect(doubt(current('broken'))).toContain("don't fit together");
    expect(doubt(current('unchecked'))).toContain('could not be checked');
    expect(
      doubt({ ...current('unchecked'), trustCheckedAt: null, refresh: { kind: 'refreshing' } }),
    ).toContain('still being checked');
  });

  it('keeps the verdict from praising what nobody could see', () => {
    const facts = { sessions: 9, keyBackup: 'present', doubt: doubt(current('none')) } as const;
    expect(verdictSentence([], facts)).toBe(
      'Nothing that could be checked stands out among your 9 sessions.',
    );
  });
});

describe('the words of a card', () => {
  const times = { ago: () => '16 months ago', day: () => '24 Aug' };
  const inactive = (keys: { known: number; unknown: number }): Recommendation => ({
    kind: 'inactive',
    deviceIds: ids('A', 'B'),
    days: 90,
    newestAt: 0,
    keys,
  });

  it.each([
    [{ known: 0, unknown: 0 }, 'present', 'None holds message keys.'],
    [{ known: 91, unknown: 0 }, 'present', '91 hold message keys; the server has a key backup.'],
    [{ known: 1, unknown: 0 }, 'none', 'One holds message keys; the server has no key backup.'],
    [
      { known: 4, unknown: 2 },
      'unchecked',
      '4 hold message keys, of 2 that is not known; whether there is a key backup is not known.',
    ],
    [
      { known: 0, unknown: 2 },
      'none',
      'Whether they hold message keys is not known; the server has no key backup.',
    ],
  ] as const)(
    'claims no more of keys than is known: %j, backup %s',
    (keys, keyBackup, sentence) => {
      const { reason } = cardWords(inactive(keys), { sessions: 9, keyBackup, doubt: null }, times);
      expect(reason).toBe(`The newest was seen on 24 Aug. ${sentence}`);
    },
  );
});
