import { describe, expect, it } from 'vitest';
import { schemas } from '../../../electron/ipc/schemas.ts';
import type { CallName } from '../../../electron/shared/contract.ts';
import {
  DEVICE_ID_MAX,
  NOTE_MAX,
  RULE_NAME_MAX,
  RULES_MAX,
  SESSIONS_MAX,
  TYPED_TEXT_MAX,
} from '../../../electron/shared/limits.ts';

const id = '00000000-0000-4000-8000-000000000001';

const historyFilter = { kinds: ['gone'], text: 'x', during: { from: 1, until: 2 } };

const good: Readonly<Record<CallName, unknown>> = {
  'app.snapshot': null,
  'signIn.begin': { address: '@alice:example.org' },
  'signIn.again': { accountId: id },
  'signIn.password': {
    attemptId: id,
    identifier: { kind: 'phone', country: 'DE', phone: '0160 123' },
    password: ' p ',
    keptIn: 'keychain',
  },
  'signIn.token': { attemptId: id, token: 'syt_x', keptIn: 'this-run' },
  'signIn.browser': { attemptId: id, providerId: null, keptIn: 'keychain' },
  'signIn.pasteBack': { attemptId: id, text: 'http://127.0.0.1:1/' },
  'signIn.providerIcon': { attemptId: id, providerId: 'oidc-github' },
  'signIn.oauth': { attemptId: id, keptIn: 'keychain' },
  'signIn.deviceCode': { attemptId: id, keptIn: 'keychain' },
  'signIn.openPage': { attemptId: id },
  'signIn.stopWaiting': { attemptId: id },
  'signIn.settle': { attemptId: id, choice: 'this-run' },
  'signIn.cancel': { attemptId: id },
  'accounts.remove': { accountId: id, insist: false },
  'accounts.openAccountPage': { accountId: id },
  'accounts.dismissLeftBehind': { credentialId: id },
  'sessions.open': { accountId: id },
  'sessions.refresh': { accountId: id },
  'sessions.detail': { accountId: id, deviceId: '../\0\ud800' },
  'sessions.rename': { accountId: id, deviceId: 'A', displayName: '😀'.repeat(100) },
  'sessions.annotate': { accountId: id, deviceId: 'A', pinned: true, note: 'hall\n\ud800' },
  'sessions.acceptIdentity': { accountId: id, publicKey: null },
  'history.ofSession': { accountId: id, deviceId: 'A', before: 7 },
  'history.acts': { accountId: null, filter: historyFilter, before: 7 },
  'history.ofAct': { accountId: id, actId: 7, filter: historyFilter, after: 7 },
  'history.timeline': { accountId: id },
  'exports.save': { accountId: id, deviceIds: null, format: 'csv', withAddresses: false },
  'exports.cancel': null,
  'signOut.review': { accountId: id, deviceIds: ['A', '__proto__'] },
  'signOut.start': { reviewId: id },
  'signOut.answer': { operationId: id, answer: { kind: 'password', password: 'p' } },
  'signOut.cancel': { operationId: id },
  'signOut.dismiss': { operationId: id },
  'settings.save': {
    selectedAccountId: null,
    sort: { column: 'trust', direction: 'ascending' },
    grouping: 'network',
    inactiveDays: 90,
    watchMinutes: null,
    notify: true,
    historyDays: 730,
    startAtLogin: false,
    keepInTray: false,
    putAside: ['0123456789abcdef'],
    computerName: null,
    rules: [
      { name: 'Bots', rule: { neverUsed: true, name: 'bot *', keepNewest: 2 } },
      { name: 'Nameless', rule: { name: null, network: '10.0.0.0/8', trust: ['no-encryption'] } },
    ],
  },
};

/** Members of which any fitting number will do. */
const figures = ['before', 'after', 'actId', 'inactiveDays', 'historyDays', 'watchMinutes'];

const calls = Object.entries(good) as [CallName, unknown][];

const accepts = (name: CallName, argument: unknown) => schemas[name].safeParse(argument).success;

describe('the schemas', () => {
  it.each(calls)('of %s lets the contract’s argument through unchanged', (name, argument) => {
    expect(schemas[name].safeParse(argument)).toEqual({ success: true, data: argument });
  });

  it.each(calls)('of %s refuses more, less and nothing', (name, argument) => {
    expect(accepts(name, undefined)).toBe(false);
    expect(accepts(name, 'text')).toBe(false);
    if (typeof argument !== 'object' || argument === null) return;
    expect(accepts(name, null)).toBe(false);
    expect(accepts(name, { ...argument, more: 1 })).toBe(false);
    for (const key of Object.keys(argument)) {
      const less: Record<string, unknown> = { ...argument };
      Reflect.deleteProperty(less, key);
      expect(accepts(name, less)).toBe(false);
      if (!figures.includes(key)) expect(accepts(name, { ...argument, [key]: 17 })).toBe(false);
      expect(accepts(name, { ...argument, [key]: Symbol('none') })).toBe(false);
    }
  });

  /** Every value of a choice, and the ends of every range, beside what `good` has of it. */
  const alsoGood: readonly [CallName, Readonly<Record<string, unknown>>][] = [
    ['signIn.begin', { address: 'x'.repeat(TYPED_TEXT_MAX) }],
    ['signIn.password', { identifier: { kind: 'user', user: 'alice' } }],
    ['signIn.password', { identifier: { kind: 'email', address: 'a@example.org' } }],
    ['signIn.password', { password: 'x' }],
    ['signIn.browser', { providerId: 'oidc-github' }],
    ['signIn.settle', { choice: 'try-keychain' }],
    ['signIn.settle', { choice: 'sign-out' }],
    ['sessions.detail', { deviceId: 'x'.repeat(DEVICE_ID_MAX) }],
    ['sessions.acceptIdentity', { publicKey: 'x'.repeat(64) }],
    ['history.ofSession', { before: null }],
    ['history.acts', { accountId: id, before: null }],
    ['history.acts', { filter: { kinds: [], text: '', during: null } }],
    ['history.ofAct', { after: null }],
    ['exports.save', { deviceIds: [], format: 'json' }],
    ['exports.save', { deviceIds: ['A'], format: 'html' }],
    ['signOut.answer', { answer: { kind: 'text', text: 'x' } }],
    ['signOut.answer', { answer: { kind: 'consent' } }],
    ['signOut.answer', { answer: { kind: 'open-policy', index: 0 } }],
    ['signOut.answer', { answer: { kind: 'open-page' } }],
    ['signOut.answer', { answer: { kind: 'finished-there' } }],
    ['signOut.answer', { answer: { kind: 'try-now' } }],
    ['signOut.answer', { answer: { kind: 'go-on' } }],
    ['signOut.answer', { answer: { kind: 'other-way', stage: 'm.login.sso' } }],
    ['signOut.answer', { answer: { kind: 'pause' } }],
    ['signOut.answer', { answer: { kind: 'skip' } }],
    ['settings.save', { selectedAccountId: id }],
    ['settings.save', { sort: { column: 'name', direction: 'descending' } }],
    ['settings.save', { sort: { column: 'last-seen', direction: 'ascending' } }],
    ['settings.save', { sort: { column: 'address', direction: 'ascending' } }],
    ['settings.save', { inactiveDays: 1, watchMinutes: 5, historyDays: 30 }],
    ['settings.save', { inactiveDays: 3_650, watchMinutes: 1_440, historyDays: 3_650 }],
    ['settings.save', { computerName: 'Attic 2' }],
    ['settings.save', { rules: rulesOf(RULES_MAX) }],
    ['settings.save', { rules: [{ name: 'x'.repeat(RULE_NAME_MAX), rule: { keepNewest: 1 } }] }],
    ['settings.save', { rules: [{ name: 'Old', rule: { notSeenForDays: 9 } }] }],
  ];

  function rulesOf(count: number): readonly object[] {
    return Array.from({ length: count }, (_, n) => ({ name: `R${n}`, rule: { keepNewest: 1 } }));
  }

  it.each(alsoGood)('of %s let %j through unchanged', (name, changed) => {
    const argument = { ...(good[name] as object), ...changed };
    expect(schemas[name].safeParse(argument)).toEqual({ success: true, data: argument });
  });

  const renamed = (displayName: string) =>
    schemas['sessions.rename'].safeParse({ accountId: id, deviceId: 'A', displayName });

  it('take a session name without the space around it', () => {
    expect(renamed('  Kitchen ')).toMatchObject({ data: { displayName: 'Kitchen' } });
    for (const none of ['', ' \n\t '])
      expect(renamed(none)).toMatchObject({ data: { displayName: '' } });
  });

  it.each([
    ['101 code points', '😀'.repeat(101)],
    ['a lone surrogate', 'a\ud83d'],
    ['too much to look at', ' '.repeat(TYPED_TEXT_MAX + 1)],
  ])('refuse %s as a session name', (_, displayName) => {
    expect(renamed(displayName).success).toBe(false);
  });

  it.each([
    ['sessions.detail', { accountId: id, deviceId: '' }],
    ['sessions.detail', { accountId: id, deviceId: 'x'.repeat(DEVICE_ID_MAX + 1) }],
    ['sessions.open', { accountId: '..' }],
    ['signOut.review', { accountId: id, deviceIds: [] }],
    ['signOut.start', { reviewId: '' }],
    ['signOut.answer', { operationId: id, answer: { kind: 'password', password: '' } }],
    [
      'signOut.answer',
      { operationId: id, answer: { kind: 'text', text: 'x'.repeat(TYPED_TEXT_MAX + 1) } },
    ],
    ['signOut.answer', { operationId: id, answer: { kind: 'open-policy', index: -1 } }],
    ['signIn.token', { attemptId: id, token: '', keptIn: 'keychain' }],
    ['sessions.acceptIdentity', { accountId: id, publicKey: 'x'.repeat(65) }],
    ['signOut.answer', { operationId: id, answer: { kind: 'text', text: '' } }],
    ['signOut.answer', { operationId: id, answer: { kind: 'other-way', stage: '' } }],
    ['signIn.begin', { address: 'x'.repeat(TYPED_TEXT_MAX + 1) }],
  ] as const)('of %s refuses what is too short or too long', (name, argument) => {
    expect(accepts(name, argument)).toBe(false);
  });

  const answers = [
    { kind: 'password', password: 'p', more: 1 },
    { kind: 'text', text: 'x', more: 1 },
    { kind: 'consent', more: 1 },
    { kind: 'open-policy', index: 0, more: 1 },
    { kind: 'open-page', more: 1 },
    { kind: 'finished-there', more: 1 },
    { kind: 'other-way', stage: 'x', more: 1 },
    { kind: 'pause', more: 1 },
    { kind: 'skip', more: 1 },
    { kind: 'open-policy', index: 0.5 },
    { kind: 'open-policy' },
    { kind: 'password' },
    { kind: 'text' },
    { kind: 'other-way' },
    { kind: '' },
    {},
  ];

  it.each(answers)('refuse the answer %j', (answer) => {
    expect(accepts('signOut.answer', { operationId: id, answer })).toBe(false);
  });

  const identifiers = [
    { kind: 'user', user: 'alice', more: 1 },
    { kind: 'user' },
    { kind: 'email', address: 'a@example.org', more: 1 },
    { kind: 'email' },
    { kind: 'phone', country: 'DE', phone: '1', more: 1 },
    { kind: 'phone', country: 'DE' },
    { kind: 'phone', country: 'DEU', phone: '1' },
    { kind: 'phone', country: 'ADE', phone: '1' },
    { kind: 'phone', country: 'D', phone: '1' },
    { kind: 'phone', country: 'de', phone: '1' },
    { kind: '', user: 'alice' },
  ];

  it.each(identifiers)('refuse the identifier %j', (identifier) => {
    const argument = { ...(good['signIn.password'] as object), identifier };
    expect(accepts('signIn.password', argument)).toBe(false);
  });

  const settings = good['settings.save'] as Record<string, unknown>;

  it.each([
    ['grouping', 'colour'],
    ['inactiveDays', 0],
    ['inactiveDays', 3_651],
    ['inactiveDays', 1.5],
    ['watchMinutes', 4],
    ['watchMinutes', 1_441],
    ['computerName', 'a; b'],
    ['computerName', ''],
    ['historyDays', 29],
    ['historyDays', Infinity],
    ['historyDays', 3_651],
    ['historyDays', 30.5],
    ['sort', { column: 'name', direction: 'ascending', more: 1 }],
    ['sort', { column: 'name', direction: '' }],
    ['sort', { column: '', direction: 'ascending' }],
    ['rules', rulesOf(RULES_MAX + 1)],
    ['rules', [{ name: 'x', rule: { neverUsed: true }, more: 1 }]],
    ['rules', [{ name: 'x', rule: { neverUsed: false } }]],
    ['rules', [{ name: 'x', rule: { trust: Array(7).fill('verified') } }]],
    ['rules', [{ name: '', rule: { neverUsed: true } }]],
    ['rules', [{ name: 'x'.repeat(RULE_NAME_MAX + 1), rule: { neverUsed: true } }]],
    ['rules', Array.from({ length: 2 }, () => ({ name: 'twice', rule: { neverUsed: true } }))],
    ['rules', [{ name: 'asks nothing', rule: {} }]],
    ['rules', [{ name: 'asks nothing', rule: { name: undefined } }]],
    ['rules', [{ name: 'no network', rule: { network: '10.0.0.0/99' } }]],
    ['rules', [{ name: 'no trust', rule: { trust: ['admired'] } }]],
    ['rules', [{ name: 'more', rule: { neverUsed: true, colour: 'red' } }]],
  ])('refuse settings with %s %j', (key, value) => {
    expect(accepts('settings.save', { ...settings, [key]: value })).toBe(false);
  });

  it('leave an absent condition out of a rule', () => {
    const rules = [{ name: 'Old', rule: { notSeenForDays: 9, name: undefined } }];
    expect(schemas['settings.save'].safeParse({ ...settings, rules })).toMatchObject({
      data: { rules: [{ name: 'Old', rule: { notSeenForDays: 9 } }] },
    });
    const parsed = schemas['settings.save'].safeParse({ ...settings, rules });
    expect(parsed.success && Object.keys(parsed.data.rules[0]?.rule ?? {})).toEqual([
      'notSeenForDays',
    ]);
  });

  it('take a note as it is, an empty one as none, and none that is too long', () => {
    const noted = (note: unknown) =>
      schemas['sessions.annotate'].safeParse({ accountId: id, deviceId: 'A', pinned: false, note });
    expect(noted('  two\nlines ')).toMatchObject({ data: { note: '  two\nlines ' } });
    for (const none of [' \n', '', null])
      expect(noted(none)).toMatchObject({ data: { note: null } });
    expect(noted('x'.repeat(NOTE_MAX)).success).toBe(true);
    expect(noted('x'.repeat(NOTE_MAX + 1)).success).toBe(false);
  });

  it('take as many sessions as an account may have, and no more', () => {
    const deviceIds = Array.from({ length: SESSIONS_MAX }, (_, index) => `D${index}`);
    expect(accepts('signOut.review', { accountId: id, deviceIds })).toBe(true);
    deviceIds.push('one more');
    expect(accepts('signOut.review', { accountId: id, deviceIds })).toBe(false);
  });
});
