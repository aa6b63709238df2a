// The window's own sentences about the audit: honest about what isn't known, quoted where not ours.
import { describe, expect, it } from 'vitest';
import { auditContext } from '../../../electron/audit/findings.ts';
import { ownSessions, type Protection } from '../../../electron/audit/protection.ts';
import type { HistoryChange } from '../../../electron/shared/history.ts';
import type { Session } from '../../../electron/shared/model.ts';
import type { KeyBackup } from '../../../electron/shared/trust.ts';
import { watchWords } from '../../../renderer/views/accounts/watch-words.ts';
import { byDay } from '../../../renderer/views/history/by-day.ts';
import { protectionWords } from '../../../renderer/views/sessions/protection-words.ts';
import { daysOf, keepChoices, keptFor, watchChoices } from '../../../renderer/words/choices.ts';
import { barWords, filterWords, rangeWords } from '../../../renderer/words/filters.ts';
import { changeWords } from '../../../renderer/words/history.ts';
import { alarmWords } from '../../../renderer/words/identity.ts';
import { keySentences } from '../../../renderer/words/sign-out.ts';
import {
  account,
  accountId,
  day,
  deviceId,
  historyAct,
  historyEvent,
  minute,
  now,
  session,
  sessionList,
  verified,
} from '../../fixtures/contract-data.ts';

describe('the filters', () => {
  const from = new Date(2025, 11, 1).getTime();
  const to = new Date(2026, 3, 1).getTime();

  it.each([
    [{ unknown: true, from: 0, to: 0 }, 'last seen unknown'],
    [{ unknown: false, from, to }, 'last seen Dec 2025 to Mar 2026'],
    [{ unknown: false, from, to: new Date(2026, 0, 1).getTime() }, 'last seen in Dec 2025'],
    [{ unknown: false, from, to: Number.POSITIVE_INFINITY }, 'last seen since Dec 2025'],
    [{ unknown: true, from: 0, to }, 'last seen unknown or until Mar 2026'],
    [{ unknown: false, from: 0, to: Number.POSITIVE_INFINITY }, 'last seen at any known time'],
  ])('%j', (range, words) => {
    expect(rangeWords(range)).toBe(words);
  });

  it('are listed one after the other', () => {
    const seen = { unknown: true, from: 0, to: 0 };
    expect(
      filterWords({ concern: { key: 'inactive', title: 'not seen for 30 days' }, seen }),
    ).toEqual(['not seen for 30 days', 'last seen unknown']);
    expect(barWords({ month: { from: 0, to }, count: 9, shown: 2 })).toBe(
      'Mar 2026 or before: 9 sessions, 2 of them shown',
    );
  });
});

describe('history', () => {
  const all: readonly HistoryChange[] = [
    { kind: 'appeared' },
    { kind: 'gone' },
    { kind: 'renamed', from: null, to: 'Evil' },
    { kind: 'address-changed', from: '1.1.1.1', to: null },
    { kind: 'seen-again', previouslyAt: now - 300 * day },
    { kind: 'trust-changed', from: 'verified', to: 'unchecked' },
    { kind: 'identity-changed', from: null, to: 'abcdefghijkl' },
    { kind: 'signed-out' },
  ];

  it.each(all)('$kind has plain words', (change) => {
    const text = changeWords(change)
      .map((part) => (typeof part === 'string' ? part : `“${part.quoted}”`))
      .join('');
    expect(text).toMatch(/^[A-Z]/);
    expect(text).not.toMatch(/undefined|null|device|-changed/);
  });

  it('keeps other people’s text apart', () => {
    expect(changeWords({ kind: 'renamed', from: 'a', to: 'b' })).toEqual([
      'Renamed',
      ' from ',
      { quoted: 'a' },
      ' to ',
      { quoted: 'b' },
    ]);
  });

  it('stands under its days, each once', () => {
    const acts = [0, 1, 30, 0].map((ago, index) =>
      historyAct([historyEvent(9 - index, { kind: 'gone' }, { at: now - ago * day })]),
    );
    expect(byDay(acts, now).map(({ name, acts: of }) => [name, of.length])).toEqual([
      ['today', 2],
      ['yesterday', 1],
      ['25 Oct', 1],
    ]);
  });
});

describe('message keys at a sign-out', () => {
  const told = (sessions: readonly Session[], keyBackup: KeyBackup): string =>
    keySentences(
      sessions,
      auditContext(
        sessionList(sessions, { keyBackup }),
        ownSessions(accountId, [account()]),
        { inactiveDays: 90 },
        now,
      ),
    ).join(' ');
  const bot = session('BOT', { trust: { kind: 'no-encryption' } });
  const unknown = session('U', { trust: { kind: 'unchecked' } });
  const phone = session('P', { trust: verified('P') });

  it('are no matter where there are none', () => {
    expect(told([bot, session('B2', { trust: bot.trust })], 'none')).toBe(
      'None of them has message keys: nothing becomes unreadable.',
    );
  });

  it('are told, and the backup as it is known', () => {
    expect(told([bot, unknown, phone], 'none')).toBe(
      'Message keys are deleted with them. There is no key backup on the server: messages that only they can read are lost.',
    );
    expect(told([phone, session('P2')], 'unchecked')).toContain('could not be checked');
    expect(told([phone], 'present')).toContain('whether everything is in it is not known');
  });
});

describe('what is kept out of selections', () => {
  it('is named', () => {
    const words = (...protections: readonly Protection[]): string =>
      protectionWords(new Map(protections.map((why, index) => [deviceId(`D${index}`), why])));
    expect(words()).toBe('');
    expect(words('own')).toBe('this session is kept');
    expect(words('own', 'own-elsewhere')).toBe(
      "this session and Muster's at another address are kept",
    );
    expect(words('own', 'dehydrated')).toBe('this session and the key store are kept');
    expect(words('own', 'dehydrated', 'pinned')).toBe(
      'this session, the key store and 1 pinned are kept',
    );
    expect(words('pinned', 'pinned')).toBe('2 pinned are kept');
  });
});

describe('an alarm', () => {
  it.each(['present', 'none', 'broken', 'unchecked'] as const)('of %s accuses nobody', (kind) => {
    const words = alarmWords(kind === 'present' ? { kind, publicKey: 'x' } : { kind });
    expect(words.title).toMatch(/^The identity of this account .*\.$/);
    expect(words.question).toMatch(/\?$/);
    expect(Object.values(words).join(' ')).not.toMatch(/attack|hack|danger/i);
  });
});

describe('choices', () => {
  it('always hold what is set', () => {
    expect(watchChoices(7)[0]).toEqual({ value: 7, label: 'every 7 minutes' });
    expect(watchChoices(null).some(({ value }) => value === null)).toBe(true);
    expect(keepChoices(45).map(({ value }) => value)).toContain(45);
    expect(keptFor(730)).toBe('2 years');
  });

  it.each([
    ['90', 90],
    [' 1 ', 1],
    ['3650', 3_650],
    ['0', null],
    ['3651', null],
    ['9.5', null],
    ['', null],
  ])('%j days', (text, days) => {
    expect(daysOf(text)).toBe(days);
  });
});

describe('watching', () => {
  it('counts accounts that can be read, and claims no time that isn’t known', () => {
    const gap = { accountId, because: 'keychain', readAt: null } as const;
    const watch = (accounts: number, unwatched: readonly (typeof gap)[] = [], on = true) => ({
      ...{ on, accounts, unwatched },
    });
    expect(watchWords(watch(3, [gap]), now - 3 * minute, now)).toBe(
      'Watching 2 of 3 accounts · checked 3 minutes ago',
    );
    expect(watchWords(watch(2), null, now)).toBe('Watching 2 accounts');
    expect(watchWords(watch(1), null, now)).toBe('Watching 1 account');
    expect(watchWords(watch(1, [gap]), null, now)).toBe('Not watching');
    expect(watchWords(watch(0), null, now)).toBe('Not watching');
    expect(watchWords(watch(2, [], false), now, now)).toBe('Not watching · checked just now');
  });
});
