// The marks of recommendations that are put aside: the same for the same, another for anything else.
import { describe, expect, it } from 'vitest';
import { asideMark, mayPutAside } from '../../../electron/audit/put-aside.ts';
import type { Recommendation } from '../../../electron/audit/recommendations.ts';
import { isAsideMark } from '../../../electron/shared/aside-mark.ts';
import type { AccountId } from '../../../electron/shared/ids.ts';
import { accountId, deviceId } from '../../fixtures/contract-data.ts';

function unlisted(...ids: readonly string[]): Recommendation {
  return { kind: 'unlisted-keys', deviceIds: ids.map(deviceId) };
}

const mark = asideMark(accountId, unlisted('A', 'B'));

describe('the mark of a recommendation', () => {
  it('is the same for the same sessions in any order', () => {
    expect(asideMark(accountId, unlisted('B', 'A'))).toBe(mark);
    expect(isAsideMark(mark)).toBe(true);
  });

  it('is another for another session, concern or account', () => {
    const others = [
      asideMark(accountId, unlisted('A')),
      asideMark(accountId, unlisted('A', 'B', 'C')),
      asideMark(accountId, unlisted('AB')),
      asideMark(accountId, { kind: 'unchecked', deviceIds: ['A', 'B'].map(deviceId) }),
      asideMark('account-other' as AccountId, unlisted('A', 'B')),
    ];
    expect(new Set([mark, ...others]).size).toBe(others.length + 1);
  });

  it('tells nothing of what it stands for, and has one form', () => {
    expect(isAsideMark('0123456789abcdeF')).toBe(false);
    expect(isAsideMark(`${mark}0`)).toBe(false);
    expect(isAsideMark(` ${mark}`)).toBe(false);
  });

  it('is for everything but an alarm', () => {
    expect(mayPutAside({ kind: 'identity-changed', deviceIds: [] })).toBe(false);
    expect(mayPutAside(unlisted('A'))).toBe(true);
  });
});
