// What changed between two lists of one account. Pure, and linear in the length of both.
import type { DeviceId } from '../../shared/ids.ts';
import type { Session } from '../../shared/model.ts';
import type { ClientInfo, Trust } from '../../shared/trust.ts';

export interface SessionChange {
  /** New sessions and those of which something is different, whole. */
  readonly upserted: readonly Session[];
  readonly removed: readonly DeviceId[];
}

/** Device ids are compared exactly, in UTF-16 units. `current` has each id once. */
export function diffSessions(
  previous: ReadonlyMap<DeviceId, Session>,
  current: readonly Session[],
): SessionChange {
  const upserted: Session[] = [];
  const present = new Set<DeviceId>();
  for (const session of current) {
    present.add(session.deviceId);
    const before = previous.get(session.deviceId);
    if (!before || !sameSession(before, session)) upserted.push(session);
  }
  const removed = [...previous.keys()].filter((deviceId) => !present.has(deviceId));
  return { upserted, removed };
}

/** Whether nothing of a session that people see is different. */
export function sameSession(a: Session, b: Session): boolean {
  return (
    a === b ||
    (a.displayName === b.displayName &&
      a.nameDoubtful === b.nameDoubtful &&
      a.lastSeenAt === b.lastSeenAt &&
      a.lastSeenIp === b.lastSeenIp &&
      a.firstSeenAt === b.firstSeenAt &&
      a.isNew === b.isNew &&
      a.previousIp === b.previousIp &&
      a.dehydrated === b.dehydrated &&
      a.pinned === b.pinned &&
      a.note === b.note &&
      sameTrust(a.trust, b.trust) &&
      sameClient(a.client, b.client))
  );
}

function sameTrust(a: Trust, b: Trust): boolean {
  return a.kind === b.kind && fingerprintOf(a) === fingerprintOf(b);
}

/** Null where a state has none. */
export function fingerprintOf(trust: Trust): string | null {
  return 'fingerprint' in trust ? trust.fingerprint : null;
}

function sameClient(a: ClientInfo | null, b: ClientInfo | null): boolean {
  if (a === null || b === null) return a === b;
  return a.name === b.name && a.version === b.version && a.url === b.url;
}
