// What changed between two lists of one account. Pure, and linear in the length of both.
import type { DeviceId } from '../shared/ids.ts';
import type { Session } from '../shared/model.ts';

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
    a.displayName === b.displayName &&
    a.lastSeenAt === b.lastSeenAt &&
    a.lastSeenIp === b.lastSeenIp
  );
}
