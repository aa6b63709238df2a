// Sessions, and what is known of a whole list, as rows of the database and back. What comes out of a
// file is checked, because it can be damaged or edited. No SQL is run here.
import type { DeviceId } from '../../shared/ids.ts';
import type { ListState, Session } from '../../shared/model.ts';
import type { ClientInfo, Identity, KeyBackup, Trust } from '../../shared/trust.ts';
import { fingerprintOf } from '../changes/device-diff.ts';
import { identityState } from '../changes/identity.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** What is stored of a list besides its rows. */
export type ListFacts = Omit<ListState, 'refresh' | 'fetchedAt'> & { readonly fetchedAt: number };

export type Column = string | number | null;

export const sessionColumns = [
  'device_id',
  'display_name',
  'last_seen_ts',
  'last_seen_ip',
  'first_seen_ts',
  'is_new',
  'previous_ip',
  'trust',
  'fingerprint',
  'dehydrated',
  'client',
] as const;

export function sessionToRow(session: Session): readonly Column[] {
  return [
    toStoredText(session.deviceId),
    textColumn(session.displayName),
    session.lastSeenAt,
    textColumn(session.lastSeenIp),
    session.firstSeenAt,
    session.isNew ? 1 : 0,
    textColumn(session.previousIp),
    session.trust.kind === 'unchecked' ? null : session.trust.kind,
    textColumn(fingerprintOf(session.trust)),
    session.dehydrated ? 1 : 0,
    session.client === null ? null : JSON.stringify(session.client),
  ];
}

/** Null where the row can't be used. Pin and note are in another table. */
export function sessionOfRow(row: unknown): Session | null {
  if (!Array.isArray(row)) return null;
  const [deviceId, name, seenAt, ip, firstSeen, isNew, previousIp, ...rest] =
    row as readonly unknown[];
  const [trust, fingerprint, dehydrated, client] = rest;
  if (typeof deviceId !== 'string') return null;
  return {
    deviceId: fromStoredText(deviceId) as DeviceId,
    displayName: textOf(name),
    lastSeenAt: numberOf(seenAt),
    lastSeenIp: textOf(ip),
    trust: trustOf(trust, textOf(fingerprint)),
    dehydrated: dehydrated === 1,
    client: clientOf(client),
    firstSeenAt: numberOf(firstSeen) ?? 0,
    isNew: isNew === 1,
    previousIp: textOf(previousIp),
    pinned: false,
    note: null,
  };
}

export const factColumns = [
  'fetched_at',
  'dropped',
  'trust_checked_at',
  'identity',
  'identity_key',
  'pinned_key',
  'unlisted',
  'key_backup',
  'looked_at',
  'server_ahead',
] as const;

export function factsToRow(facts: ListFacts): readonly Column[] {
  const { current, pinned } = facts.identity;
  return [
    facts.fetchedAt,
    facts.dropped,
    facts.trustCheckedAt,
    current.kind === 'unchecked' ? null : current.kind,
    current.kind === 'present' ? toStoredText(current.publicKey) : null,
    textColumn(pinned),
    JSON.stringify(facts.unlisted),
    facts.keyBackup === 'unchecked' ? null : facts.keyBackup,
    facts.lookedAt,
    facts.serverAhead,
  ];
}

export function factsOfRow(row: unknown): ListFacts | null {
  if (!Array.isArray(row)) return null;
  const [fetchedAt, dropped, checkedAt, identity, key, pinned, unlisted, backup, looked, ahead] =
    row as readonly unknown[];
  if (typeof fetchedAt !== 'number' || typeof dropped !== 'number') return null;
  return {
    fetchedAt,
    dropped,
    trustCheckedAt: numberOf(checkedAt),
    identity: identityState(identityOf(identity, textOf(key)), textOf(pinned)),
    unlisted: idsOf(unlisted),
    keyBackup: keyBackupOf(backup),
    lookedAt: numberOf(looked),
    serverAhead: numberOf(ahead) ?? 0,
  };
}

export function textColumn(text: string | null): string | null {
  return text === null ? null : toStoredText(text);
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? fromStoredText(value) : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Undefined where the column holds no JSON. */
export function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function trustOf(kind: unknown, fingerprint: string | null): Trust {
  switch (kind) {
    case 'verified':
    case 'not-verified':
    case 'no-identity':
      return fingerprint === null ? { kind: 'unchecked' } : { kind, fingerprint };
    case 'broken-signature':
    case 'no-encryption':
      return { kind };
    default:
      return { kind: 'unchecked' };
  }
}

function identityOf(kind: unknown, publicKey: string | null): Identity {
  if (kind === 'present' && publicKey !== null) return { kind, publicKey };
  return kind === 'none' || kind === 'broken' ? { kind } : { kind: 'unchecked' };
}

function keyBackupOf(value: unknown): KeyBackup {
  return value === 'present' || value === 'none' ? value : 'unchecked';
}

function idsOf(value: unknown): readonly DeviceId[] {
  const ids = jsonOf(value);
  if (!Array.isArray(ids)) return [];
  return ids.filter((id): id is DeviceId => typeof id === 'string' && id !== '');
}

function clientOf(value: unknown): ClientInfo | null {
  const client = jsonOf(value);
  if (typeof client !== 'object' || client === null) return null;
  const { name, version, url } = client as Readonly<Record<string, unknown>>;
  return { name: plainText(name), version: plainText(version), url: plainText(url) };
}

function plainText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
