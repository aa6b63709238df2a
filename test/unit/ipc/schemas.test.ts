import { describe, expect, it } from 'vitest';
import { schemas } from '../../../electron/ipc/schemas.ts';
import type { CallName } from '../../../electron/shared/contract.ts';
import { DEVICE_ID_MAX, TYPED_TEXT_MAX } from '../../../electron/shared/limits.ts';

const id = '00000000-0000-4000-8000-000000000001';

const good: Readonly<Record<CallName, unknown>> = {
  'app.snapshot': null,
  'signIn.begin': { address: '@alice:example.org' },
  'signIn.again': { accountId: id },
  'signIn.password': { attemptId: id, user: 'alice', password: ' p ', keptIn: 'keychain' },
  'signIn.settle': { attemptId: id, choice: 'this-run' },
  'signIn.cancel': { attemptId: id },
  'accounts.remove': { accountId: id, insist: false },
  'accounts.openAccountPage': { accountId: id },
  'sessions.open': { accountId: id },
  'sessions.refresh': { accountId: id },
  'sessions.detail': { accountId: id, deviceId: '../\0\ud800' },
  'sessions.rename': { accountId: id, deviceId: 'A', displayName: '😀'.repeat(100) },
  'signOut.start': { accountId: id, deviceIds: ['A', '__proto__'] },
  'signOut.answer': { operationId: id, password: 'p' },
  'signOut.cancel': { operationId: id },
  'signOut.dismiss': { operationId: id },
  'settings.save': { selectedAccountId: null, sort: { column: 'name', direction: 'ascending' } },
};

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
      expect(accepts(name, { ...argument, [key]: 17 })).toBe(false);
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
    ['sessions.open', { accountId: '../' }],
    ['signOut.start', { accountId: id, deviceIds: [] }],
    ['signOut.answer', { operationId: id, password: '' }],
    ['signOut.answer', { operationId: id, password: 'x'.repeat(TYPED_TEXT_MAX + 1) }],
    ['signIn.begin', { address: 'x'.repeat(TYPED_TEXT_MAX + 1) }],
  ] as const)('of %s refuses what is too short or too long', (name, argument) => {
    expect(accepts(name, argument)).toBe(false);
  });

  it('take as many sessions as an account may have, and no more', () => {
    const deviceIds = Array.from({ length: 500_000 }, (_, index) => `D${index}`);
    expect(accepts('signOut.start', { accountId: id, deviceIds })).toBe(true);
    deviceIds.push('one more');
    expect(accepts('signOut.start', { accountId: id, deviceIds })).toBe(false);
  });
});
