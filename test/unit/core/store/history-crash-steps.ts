// The lists that the child of history-crash.test.ts is given, and the events that lead there.
import type { AccountId, CredentialId, DeviceId } from '../../../../electron/shared/ids.ts';
import type { Account, Device } from '../../../../electron/shared/model.ts';

export const crashAccount: Account = {
  accountId: '00000000-0000-4000-8000-00000000c4a5' as AccountId,
  userId: '@crash:example.org',
  baseUrl: 'https://matrix.example.org',
  deviceId: null,
  keptIn: 'keychain',
  credentialId: '00000000-0000-4000-8000-00000000c4a6' as CredentialId,
  status: { kind: 'signed-in' },
  sessionCount: null,
  signOutRoute: 'requests',
  borrowed: false,
  oauth: null,
};

const WINDOW = 20;

/** A window of sessions that moves on by one a step; the second one of it has a new name. */
export function listOfStep(step: number): readonly Device[] {
  return Array.from({ length: WINDOW }, (_, index) => ({
    deviceId: `S${step + index}` as DeviceId,
    displayName: index < 2 ? 'about to go' : null,
    lastSeenAt: null,
    lastSeenIp: null,
  }));
}

/** Which step a stored list is of; 0 before the first. */
export function stepOf(sessions: readonly Pick<Device, 'deviceId'>[]): number {
  const numbers = sessions.map(({ deviceId }) => Number(deviceId.slice(1)));
  return numbers.length === 0 ? 0 : Math.min(...numbers);
}

/** As "kind id", of every step up to this one. The first list has no events. */
export function eventsUpTo(step: number): readonly string[] {
  return Array.from({ length: Math.max(0, step - 1) }, (_, index) => index + 2).flatMap((at) => [
    `gone S${at - 1}`,
    `renamed S${at + 1}`,
    `appeared S${at + WINDOW - 1}`,
  ]);
}
