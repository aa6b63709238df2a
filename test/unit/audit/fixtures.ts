// Sessions and contexts for the tests of electron/audit.
import fc from 'fast-check';
import { auditContext, type AuditContext } from '../../../electron/audit/findings.ts';
import type { OwnSessions } from '../../../electron/audit/protection.ts';
import type { Report } from '../../../electron/audit/report.ts';
import type { AccountId, DeviceId } from '../../../electron/shared/ids.ts';
import type { ListState, Session, SessionList } from '../../../electron/shared/model.ts';
import type { Trust } from '../../../electron/shared/trust.ts';

export const DAY = 86_400_000;
export const NOW = Date.parse('2026-11-24T09:00:00Z');
export const KEY = 'VzQfPv2OnPEJ6pP3nXqOjVZ0WYrPvJmzKfYFjQBeT1I';

export const ids = (...texts: readonly string[]) => texts as readonly DeviceId[];

/** Muster's own session of the account, and those of other accounts with its Matrix ID. */
export function ownOf(
  deviceId: string | null,
  ...elsewhere: readonly (string | null)[]
): OwnSessions {
  return {
    deviceId: deviceId as DeviceId | null,
    elsewhere: new Set(elsewhere as readonly (DeviceId | null)[]),
  };
}

export function session(deviceId: string, part: Partial<Session> = {}): Session {
  return {
    deviceId: deviceId as DeviceId,
    displayName: 'Element Desktop',
    lastSeenAt: NOW - DAY,
    lastSeenIp: '9.9.9.9',
    trust: { kind: 'verified', fingerprint: KEY },
    dehydrated: false,
    client: null,
    firstSeenAt: NOW - 400 * DAY,
    isNew: false,
    previousIp: null,
    pinned: false,
    note: null,
    ...part,
  };
}

export const state: ListState = {
  fetchedAt: NOW - 60_000,
  dropped: 0,
  refresh: { kind: 'idle' },
  trustCheckedAt: NOW - 60_000,
  identity: { current: { kind: 'present', publicKey: KEY }, pinned: KEY, changed: false },
  unlisted: [],
  keyBackup: 'present',
  lookedAt: null,
  serverAhead: 0,
};

export function context(
  sessions: readonly Session[],
  part: Partial<AuditContext> = {},
): AuditContext {
  const list: SessionList = { accountId: 'account' as AccountId, revision: 1, sessions, state };
  return { ...auditContext(list, ownOf('OWN'), { inactiveDays: 90 }, NOW), ...part };
}

export function report(sessions: readonly Session[], part: Partial<Report> = {}): Report {
  return {
    userId: '@ada:example.org',
    baseUrl: 'https://matrix.example.org',
    version: '1.2.3',
    sessions,
    total: sessions.length,
    state,
    context: context(sessions),
    withAddresses: true,
    ...part,
  };
}

export function textOf(pieces: Iterable<{ readonly text: string }>): string {
  return Array.from(pieces, ({ text }) => text).join('');
}

export const trustKinds: readonly Trust['kind'][] = [
  'verified',
  'not-verified',
  'broken-signature',
  'no-encryption',
  'no-identity',
  'unchecked',
];

function trust(kind: Trust['kind']): Trust {
  switch (kind) {
    case 'verified':
    case 'not-verified':
    case 'no-identity':
      return { kind, fingerprint: KEY };
    case 'broken-signature':
    case 'no-encryption':
    case 'unchecked':
      return { kind };
  }
}

/** Few names and addresses, so that rules meet something; one of the ids is Muster's own. */
export const anySessions: fc.Arbitrary<readonly Session[]> = fc.uniqueArray(
  fc
    .record({
      deviceId: fc.constantFrom('OWN', ...Array.from({ length: 30 }, (_, index) => `D${index}`)),
      displayName: fc.constantFrom('bot', 'Element Web', 'Bot 2', ' ', null),
      lastSeenAt: fc.option(fc.integer({ min: 0, max: 800 }).map((days) => NOW - days * DAY)),
      lastSeenIp: fc.constantFrom('10.0.0.1', '9.9.9.9', '2001:db8::1', 'nonsense', null),
      trust: fc.constantFrom(...trustKinds).map(trust),
      dehydrated: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      pinned: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
      firstSeenAt: fc.integer({ min: 0, max: 60 }).map((days) => NOW - days * DAY),
    })
    .map(({ deviceId, ...part }) => session(deviceId, part)),
  { selector: ({ deviceId }) => deviceId, minLength: 5, maxLength: 20 },
);
