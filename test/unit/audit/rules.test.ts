import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRule, selectByRule, wildcard } from '../../../electron/audit/rules.ts';
import { newestOfAllVerified, protectionOf } from '../../../electron/audit/protection.ts';
import type { AuditContext } from '../../../electron/audit/findings.ts';
import type { Session } from '../../../electron/shared/model.ts';
import type { Rule } from '../../../electron/shared/rules.ts';
import { anySessions, context, DAY, KEY, NOW, ownOf, session, trustKinds } from './fixtures.ts';

const unverified = { kind: 'not-verified', fingerprint: KEY } as const;

const sessions: readonly Session[] = [
  session('OWN', { trust: unverified, displayName: 'Muster' }),
  session('NEW', { trust: unverified, displayName: 'Element Web' }),
  session('OLD', { trust: unverified, displayName: 'element web', lastSeenAt: NOW - 91 * DAY }),
  session('BOT1', { trust: { kind: 'no-encryption' }, displayName: 'bot', lastSeenIp: '10.0.0.1' }),
  session('BOT2', {
    trust: { kind: 'no-encryption' },
    displayName: 'bot',
    lastSeenAt: NOW - 2 * DAY,
    lastSeenIp: '10.0.0.2',
  }),
  session('GHOST', { trust: { kind: 'unchecked' }, displayName: null, lastSeenAt: null }),
  session('FRESH', {
    trust: { kind: 'unchecked' },
    displayName: '  ',
    lastSeenAt: null,
    firstSeenAt: NOW - DAY + 1,
  }),
  session('SIX', { trust: unverified, displayName: 'Tab\tname', lastSeenIp: '2001:db8::7' }),
];

const selected = (rule: Rule) => selectByRule(rule, sessions, context(sessions)).selected;

describe('a rule', () => {
  it.each([
    [{ notSeenForDays: 90 }, ['OLD']],
    [{ neverUsed: true }, ['GHOST']],
    [{ trust: ['no-encryption', 'unchecked'] }, ['BOT1', 'BOT2', 'GHOST', 'FRESH']],
    [{ name: 'ELEMENT*' }, ['NEW', 'OLD']],
    [{ name: '*b' }, ['NEW', 'OLD']],
    [{ name: 'bot' }, ['BOT1', 'BOT2']],
    [{ name: 'bo' }, []],
    [{ name: null }, ['GHOST', 'FRESH']],
    [{ network: '10.0.0.2' }, ['BOT2']],
    [{ network: '10.0.0.0/24' }, ['BOT1', 'BOT2']],
    [{ network: '2001:db8::/32' }, ['SIX']],
    [{ keepNewest: 1 }, ['BOT2']],
    [{ keepNewest: 1, notSeenForDays: 1, trust: ['no-encryption'] }, ['BOT2']],
    [{ trust: ['not-verified'], notSeenForDays: 30, name: '*web' }, ['OLD']],
  ] satisfies readonly (readonly [Rule, readonly string[]])[])(
    '%j selects %j',
    (rule, expected) => {
      expect(selected(rule)).toEqual(expected);
    },
  );

  it('names what it means but leaves out, with the reason', () => {
    const list = [
      session('OWN'),
      session('ELSEWHERE', { trust: unverified }),
      session('STORE', { dehydrated: true }),
      session('PIN', { pinned: true, trust: unverified }),
      session('X', { trust: unverified }),
      session('LAST'),
    ];
    const { selected, excluded } = selectByRule(
      { name: '*' },
      list,
      context(list, { own: ownOf('OWN', 'ELSEWHERE') }),
    );
    expect(selected).toEqual(['X']);
    expect([...excluded]).toEqual([
      ['OWN', 'own'],
      ['ELSEWHERE', 'own-elsewhere'],
      ['STORE', 'dehydrated'],
      ['PIN', 'pinned'],
      ['LAST', 'last-verified'],
    ]);
  });

  it('that means all verified sessions spares the newest of them', () => {
    const list = [
      session('A', { lastSeenAt: NOW - 9 * DAY }),
      session('B', { lastSeenAt: NOW - 2 * DAY }),
      session('C', { lastSeenAt: null }),
    ];
    const { selected, excluded } = selectByRule({ trust: ['verified'] }, list, context(list));
    expect(selected).toEqual(['A', 'C']);
    expect([...excluded]).toEqual([['B', 'last-verified']]);
  });

  it('counts what is protected among the newest that it keeps', () => {
    const list = [
      session('PIN', { pinned: true, lastSeenAt: NOW, trust: unverified }),
      session('A', { lastSeenAt: NOW - DAY, trust: unverified }),
      session('B', { lastSeenAt: NOW - 2 * DAY, trust: unverified }),
    ];
    expect(selectByRule({ keepNewest: 2 }, list, context(list)).selected).toEqual(['B']);
  });

  it.each([
    [{}, 'nothing-asked'],
    [{ notSeenForDays: 0 }, 'days'],
    [{ notSeenForDays: 1.5 }, 'days'],
    [{ trust: [] }, 'trust'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(257) }, 'name'],
    [{ network: '10.0.0' }, 'network'],
    [{ keepNewest: 0 }, 'keep-newest'],
    [{ name: null, notSeenForDays: 90 }, null],
  ] satisfies readonly (readonly [Rule, unknown])[])('%j has the problem %j', (rule, problem) => {
    expect(checkRule(rule)).toBe(problem);
    if (problem !== null) expect(selected(rule)).toEqual([]);
  });

  const anyCondition: fc.Arbitrary<Rule> = fc.oneof(
    fc.record({ notSeenForDays: fc.integer({ min: 1, max: 400 }) }),
    fc.constant<Rule>({ neverUsed: true }),
    fc.record({ trust: fc.subarray([...trustKinds], { minLength: 1 }) }),
    fc.record({ name: fc.constantFrom('*', 'bot*', '*e*', null) }),
    fc.record({ network: fc.constantFrom('10.0.0.0/8', '9.9.9.9', '::/0', '0.0.0.0/0') }),
    fc.record({ keepNewest: fc.integer({ min: 1, max: 5 }) }),
  );
  const anyRule = fc
    .array(anyCondition, { minLength: 1, maxLength: 3 })
    .map((conditions) => conditions.reduce((rule, condition) => ({ ...rule, ...condition })));

  it('never selects what is protected, nor the last that could verify: 100,000 of them', () => {
    const rulesOfAList = fc.array(anyRule, { minLength: 20, maxLength: 20 });
    let selections = 0;
    const isSafe = (rule: Rule, list: readonly Session[], audit: AuditContext): boolean => {
      const { selected, excluded } = selectByRule(rule, list, audit);
      if (selected.length > 0) selections += 1;
      const chosen = new Set(selected);
      return (
        newestOfAllVerified(chosen, list, audit.own) === null &&
        list.every((one) => !chosen.has(one.deviceId) || protectionOf(one, audit.own) === null) &&
        selected.every((deviceId) => !excluded.has(deviceId))
      );
    };
    fc.assert(
      fc.property(anySessions, rulesOfAList, (list, rules) => {
        const audit = context(list);
        return rules.every((rule) => isSafe(rule, list, audit));
      }),
      { numRuns: 5_000 },
    );
    expect(selections).toBeGreaterThan(20_000);
  }, 60_000);
});

describe('a pattern', () => {
  it.each([
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*c', 'abcd', false],
    ['a*a', 'a', false],
    ['*b*d*', 'abcde', true],
    ['*d*b*', 'abcde', false],
    ['**', '', true],
    ['(.+)', 'x', false],
    ['ÄRGER*', 'ärger 1', true],
  ])('%j on %j: %s', (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });

  it('agrees with the plain definition', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(few, text, (pattern, given) => {
        const plain = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(wildcard(pattern)(given)).toBe(plain.test(given));
      }),
    );
  });

  it('takes no time that an attacker could choose', () => {
    const matches = wildcard(`${'*a'.repeat(120)}*b`);
    for (let n = 0; n < 2_000; n++) expect(matches('a'.repeat(1_024))).toBe(false);
  });
});
