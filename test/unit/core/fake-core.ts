// Stand-ins for what the services of electron/core are given: a folder, a log, windows, a client.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Log } from '../../../electron/core/log.ts';
import type { MatrixClient } from '../../../electron/matrix/types.ts';
import type { EventName, Payload, Publish } from '../../../electron/shared/contract.ts';
import { ok, type AppError, type Result } from '../../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../../electron/shared/ids.ts';
import type { Account, Session } from '../../../electron/shared/model.ts';

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

export function account(part: Partial<Account> = {}): Account {
  return {
    accountId: ALICE,
    userId: '@alice:example.org',
    baseUrl: 'https://matrix.example.org',
    deviceId: 'MUSTER' as DeviceId,
    keptIn: 'keychain',
    status: { kind: 'signed-in' },
    sessionCount: null,
    ...part,
  };
}

export function session(deviceId: string, part: Partial<Session> = {}): Session {
  return {
    deviceId: deviceId as DeviceId,
    displayName: null,
    lastSeenAt: null,
    lastSeenIp: null,
    ...part,
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
    ...part,
  };
}

export function devices(...sessions: readonly Session[]): Result<{
  readonly sessions: readonly Session[];
  readonly dropped: number;
}> {
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
