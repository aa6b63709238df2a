import { describe, expect, it } from 'vitest';
import { schemas } from '../../../electron/ipc/schemas.ts';
import type { CallName } from '../../../electron/shared/contract.ts';
import { DEVICE_ID_MAX, NOTE_MAX, TYPED_TEXT_MAX } from '../../../electron/shared/limits.ts';

const id = '00000000-0000-4000-8000-000000000001';

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
  'sessions.open': { accountId: id },
  'sessions.refresh': { accountId: id },
  'sessions.detail': { accountId: id, deviceId: '../\0\ud800' },
  'sessions.rename': { accountId: id, deviceId: 'A', displayName: '😀'.repeat(100) },
  'sessions.annotate': { accountId: id, deviceId: 'A', pinned: true, note: 'hall\n\ud800' },
  'sessions.acceptIdentity': { accountId: id, publicKey: null },
  'history.page': { accountId: id, deviceId: null, text: 'x', before: 7 },
  'history.timeline': { accountId: id },
  'exports.save': { accountId: id, deviceIds: null, format: 'csv', withAddresses: false },
  'exports.cancel': null,
  'signOut.start': { accountId: id, deviceIds: ['A', '__proto__'] },
  'signOut.answer': { operationId: id, answer: { kind: 'password', password: 'p' } },
  'signOut.cancel': { operationId: id },
  'signOut.dismiss': { operationId: id },
  'settings.save': {
    selectedAccountId: null,
    sort: { column: 'trust', direction: 'ascending' },
    inactiveDays: 90,
    watchMinutes: null,
    notify: true,
    historyDays: 730,
    startAtLogin: false,
    keepInTray: false,
    rules: [
      { name: 'Bots', rule: { neverUsed: true, name: 'bot *', keepNewest: 2 } },
      { name: 'Nameless', rule: { name: null, network: '10.0.0.0/8', trust: ['no-encryption'] } },
    ],
  },
};

/** Members of which any fitting number will do. */
const figures = ['before', 'inactiveDays', 'historyDays', 'watchMinutes'];

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

  const renamed = (displayName: string) =>
    schemas['sessions.rename'].safeParse({ accountId: id, deviceId: 'A', displayName });

  it('take a session name without the space around it', () => {
    expect(renamed('  Kitchen ')).toMatchObject({ data: { displayName: 'Kitchen' } });
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\t '],
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
    ['signOut.start', { accountId: id, deviceIds: [] }],
    ['signOut.answer', { operationId: id, answer: { kind: 'password', password: '' } }],
    [
      'signOut.answer',
      { operationId: id, answer: { kind: 'text', text: 'x'.repeat(TYPED_TEXT_MAX + 1) } },
    ],
    ['signOut.answer', { operationId: id, answer: { kind: 'open-policy', index: -1 } }],
    ['signIn.begin', { address: 'x'.repeat(TYPED_TEXT_MAX + 1) }],
  ] as const)('of %s refuses what is too short or too long', (name, argument) => {
    expect(accepts(name, argument)).toBe(false);
  });

  const settings = good['settings.save'] as Record<string, unknown>;

  it.each([
    ['inactiveDays', 0],
    ['inactiveDays', 3_651],
    ['inactiveDays', 1.5],
    ['watchMinutes', 4],
    ['watchMinutes', 1_441],
    ['historyDays', 29],
    ['historyDays', Infinity],
    ['rules', [{ name: '', rule: { neverUsed: true } }]],
    ['rules', [{ name: 'x'.repeat(61), rule: { neverUsed: true } }]],
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
    expect(noted(' \n')).toMatchObject({ data: { note: null } });
    expect(noted('x'.repeat(NOTE_MAX)).success).toBe(true);
    expect(noted('x'.repeat(NOTE_MAX + 1)).success).toBe(false);
  });

  it('take as many sessions as an account may have, and no more', () => {
    const deviceIds = Array.from({ length: 500_000 }, (_, index) => `D${index}`);
    expect(accepts('signOut.start', { accountId: id, deviceIds })).toBe(true);
    deviceIds.push('one more');
    expect(accepts('signOut.start', { accountId: id, deviceIds })).toBe(false);
  });
});
