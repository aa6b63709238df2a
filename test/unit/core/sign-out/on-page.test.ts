import { describe, expect, it } from 'vitest';
import { isOnPage } from '../../../../electron/core/sign-out/on-page.ts';
import type { AccountId, DeviceId, OperationId } from '../../../../electron/shared/ids.ts';
import type { OperationSnapshot } from '../../../../electron/shared/operation.ts';
import { ALICE } from '../fake-core.ts';

const A = 'A' as DeviceId;
const common = { operationId: 'o' as OperationId, accountId: ALICE, total: 2, answered: 0 };
const guided = {
  ...common,
  kind: 'guided',
  gone: 0,
  skipped: 0,
  current: A,
  paused: false,
  page: { host: 'example.org', direct: true, stillListed: false },
  problem: null,
} as const satisfies OperationSnapshot;

describe('a session', () => {
  it('is signed out on the page from when that was opened for it', () => {
    const subject = { accountId: ALICE, deviceId: A };
    expect(isOnPage([guided], subject)).toBe(true);
    expect(isOnPage([{ ...guided, page: null }], subject)).toBe(false);
    expect(isOnPage([guided], { ...subject, deviceId: 'B' as DeviceId })).toBe(false);
    expect(isOnPage([guided], { ...subject, accountId: 'other' as AccountId })).toBe(false);
    expect(isOnPage([{ ...common, kind: 'working', step: 'checking' }], subject)).toBe(false);
    expect(isOnPage([], subject)).toBe(false);
  });
});
