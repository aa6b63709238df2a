// Stand-ins for what the services of electron/core are given: a folder, a log, windows, a client.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AuditReading } from '../../../electron/core/sessions/audit-reading.ts';
import type { Log } from '../../../electron/core/log.ts';
import type { CredentialVault } from '../../../electron/core/ports.ts';
import type { Database } from '../../../electron/core/store/database.ts';
import {
  condition,
  eventOf,
  select,
  SELECT_EVENTS,
} from '../../../electron/core/store/history-rows.ts';
import type { ListFacts } from '../../../electron/core/store/session-rows.ts';
import type { StoredAccounts } from '../../../electron/core/store/account-store.ts';
import type { StoredList } from '../../../electron/core/store/session-store.ts';
import type { TrustReport } from '../../../electron/matrix/trust/trust.ts';
import type { DeviceList, MatrixClient } from '../../../electron/matrix/types.ts';
import type { EventName, Payload, Publish } from '../../../electron/shared/contract.ts';
import { ok, type AppError, type Result } from '../../../electron/shared/errors.ts';
import type { HistoryEvent } from '../../../electron/shared/history.ts';
import type { AccountId, CredentialId, DeviceId } from '../../../electron/shared/ids.ts';
import {
  unknownList,
  type Account,
  type Device,
  type Session,
} from '../../../electron/shared/model.ts';
import { NOW } from '../matrix/fake-ports.ts';

/** A folder that is deleted when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** UUIDs that count up. */
export function countingIds(): () => string {
  let next = 0;
  return () => `00000000-0000-4000-8000-${(next++).toString().padStart(12, '0')}`;
}

export interface RecordingLog extends Log {
  readonly records: readonly (readonly [level: string, event: string, details: unknown])[];
}

export function recordingLog(): RecordingLog {
  const records: (readonly [string, string, unknown])[] = [];
  return {
    records,
    info: (event, fields) => void records.push(['info', event, fields]),
    warn: (event, fields) => void records.push(['warn', event, fields]),
    bug(event, error) {
      records.push(['bug', event, error]);
      return 'reference';
    },
  };
}

/** A vault that answers some calls otherwise. */
export function vaultWith(
  vault: CredentialVault,
  changed: Partial<CredentialVault>,
): CredentialVault {
  return {
    set: (item, token) => vault.set(item, token),
    get: (item) => vault.get(item),
    delete: (item) => vault.delete(item),
    probe: () => vault.probe(),
    status: () => vault.status(),
    ...changed,
  };
}

export interface Windows {
  readonly publish: Publish;
  /** The payloads of one event so far, oldest first. */
  of<N extends EventName>(name: N): readonly Payload<N>[];
}

export function windows(): Windows {
  const events: { name: EventName; payload: unknown }[] = [];
  return {
    publish: (name, payload) => void events.push({ name, payload }),
    of: <N extends EventName>(name: N) =>
      events.filter((event) => event.name === name).map((event) => event.payload as Payload<N>),
  };
}

export const ALICE = '00000000-0000-4000-8000-00000000a11c' as AccountId;

/** What the account of `account()` is signed in with. */
export const CREDENTIAL = '00000000-0000-4000-8000-000000c4ed17' as CredentialId;

export function account(part: Partial<Account> = {}): Account {
  return {
    accountId: ALICE,
    userId: '@alice:example.org',
    baseUrl: 'https://matrix.example.org',
    deviceId: 'MUSTER' as DeviceId,
    keptIn: 'keychain',
    credentialId: CREDENTIAL,
    status: { kind: 'signed-in' },
    sessionCount: null,
    signOutRoute: 'requests',
    borrowed: false,
    oauth: null,
    ...part,
  };
}

/** As the store has accounts while nothing else is under way. */
export function stored(accounts: readonly Account[]): StoredAccounts {
  return { accounts, unsettled: [] };
}

/** As a server's list has it. */
export function device(deviceId: string, part: Partial<Device> = {}): Device {
  return {
    deviceId: deviceId as DeviceId,
    displayName: null,
    lastSeenAt: null,
    lastSeenIp: null,
    ...part,
  };
}

/** As Muster has it after its first list, read at `NOW`. */
export function session(deviceId: string, part: Partial<Session> = {}): Session {
  return {
    ...device(deviceId),
    trust: { kind: 'unchecked' },
    dehydrated: false,
    client: null,
    firstSeenAt: NOW,
    isNew: false,
    previousIp: null,
    pinned: false,
    note: null,
    ...part,
  };
}

/** What nothing beside the list is known of. */
export const nothingChecked: Omit<ListFacts, 'fetchedAt' | 'dropped'> = {
  trustCheckedAt: null,
  identity: unknownList.identity,
  unlisted: [],
  keyBackup: 'unchecked',
  lookedAt: null,
  serverAhead: 0,
};

/** A stored list that was read at 1. */
export function storedList(
  sessions: readonly Session[],
  facts: Partial<ListFacts> = {},
  annotations: StoredList['annotations'] = new Map(),
): StoredList {
  return {
    facts: { ...nothingChecked, fetchedAt: 1, dropped: 0, ...facts },
    sessions,
    annotations,
    remembered: new Map(),
  };
}

/** A reading of keys and the rest that found nothing out, but for the given. */
export function reading(part: Partial<AuditReading> & Partial<TrustReport> = {}): AuditReading {
  return {
    report: {
      identity: part.identity ?? { kind: 'unchecked' },
      trust: part.trust ?? new Map(),
      unlisted: part.unlisted ?? [],
      dehydrated: part.dehydrated ?? [],
    },
    keyBackup: part.keyBackup ?? 'unchecked',
    clients: part.clients ?? null,
    readAt: part.readAt ?? NOW,
  };
}

/** A client whose calls are all unexpected but for the given ones. */
export function client(part: Partial<MatrixClient>): MatrixClient {
  const unexpected = (): never => {
    throw new Error('unexpected request');
  };
  return {
    whoami: unexpected,
    listDevices: unexpected,
    getDevice: unexpected,
    renameDevice: unexpected,
    deleteDevices: unexpected,
    logout: unexpected,
    accountPage: unexpected,
    queryKeys: unexpected,
    keyBackup: unexpected,
    dehydratedDevice: unexpected,
    clientInfos: unexpected,
    clearClientInfo: unexpected,
    ...part,
  };
}

export function devices(...sessions: readonly Device[]): Result<DeviceList> {
  return ok({ sessions, dropped: 0 });
}

export const unreachable: AppError = { code: 'unreachable', host: 'matrix.example.org' };

/** A promise that the test settles. */
export function deferred<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
} {
  let settle: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => (settle = resolve));
  return { promise, resolve: (value) => settle?.(value) };
}

/** All events of an account as they are in the file, oldest first. */
export function storedHistory(database: Database, accountId: AccountId): readonly HistoryEvent[] {
  return database.read([], (connection) =>
    select(
      connection,
      SELECT_EVENTS,
      [condition('account_id = ?', accountId)],
      condition('ORDER BY event_id'),
    ).flatMap(eventOf),
  );
}
