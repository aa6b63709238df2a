// A session as Muster knows it, made of what the server's list says and what is known beside it.
// Pure: each function gives the session that was, where nothing about it is different.
import type { DeviceId } from '../../shared/ids.ts';
import type { Device, Session } from '../../shared/model.ts';
import type { ClientInfo, Trust } from '../../shared/trust.ts';
import { sameSession } from './device-diff.ts';

/** What the user says about a session. */
export interface Annotation {
  readonly pinned: boolean;
  readonly note: string | null;
}

/** What public keys and account data say, as far as they could be read. */
export interface Evidence {
  /** Null where the keys could not be read. A session without an entry keeps its trust. */
  readonly trust: ReadonlyMap<DeviceId, Trust> | null;
  readonly dehydrated: ReadonlySet<DeviceId>;
  /** Null where they could not be read. */
  readonly clients: ReadonlyMap<DeviceId, ClientInfo> | null;
}

/** One that was not in the list before. `seenAt` in ms since 1970. */
export function newSession(
  device: Device,
  seenAt: number,
  isNew: boolean,
  annotation: Annotation | undefined,
): Session {
  return {
    ...listed(device),
    trust: { kind: 'unchecked' },
    dehydrated: false,
    client: null,
    firstSeenAt: seenAt,
    isNew,
    previousIp: null,
    pinned: annotation?.pinned ?? false,
    note: annotation?.note ?? null,
  };
}

/** One whose id another session had, by its key. The pin was for that one; words can't be made again. */
export function replacing(session: Session, seenAt: number, isOwn: boolean): Session {
  return { ...session, firstSeenAt: seenAt, isNew: !isOwn, previousIp: null, pinned: false };
}

/** A known one as the list has it at `now`. A clock that was set back puts no first sight ahead of it. */
export function listedAgain(known: Session, device: Device, now: number, isOwn: boolean): Session {
  return unlessSame(known, {
    ...known,
    ...listed(device),
    firstSeenAt: Math.min(known.firstSeenAt, now),
    isNew: known.isNew && !isOwn,
    previousIp: hasMoved(known, device) ? known.lastSeenIp : known.previousIp,
  });
}

/** From one known address to another; an address that comes or goes says nothing. */
export function hasMoved(before: Device, after: Device): boolean {
  return (
    before.lastSeenIp !== null &&
    after.lastSeenIp !== null &&
    before.lastSeenIp !== after.lastSeenIp
  );
}

/** What could not be read stays as it was. */
export function withEvidence(known: Session, evidence: Evidence): Session {
  const { deviceId } = known;
  const { trust, dehydrated, clients } = evidence;
  return unlessSame(known, {
    ...known,
    trust: trust?.get(deviceId) ?? known.trust,
    // Protected rather once too often: without keys, what was recognised stays so.
    dehydrated: dehydrated.has(deviceId) || (trust === null && known.dehydrated),
    client: clients === null ? known.client : (clients.get(deviceId) ?? null),
  });
}

export function annotated(known: Session, { pinned, note }: Annotation): Session {
  return unlessSame(known, { ...known, pinned, note });
}

/** After a look: what was news is news no longer. */
export function afterLook(known: Session): Session {
  return unlessSame(known, { ...known, isNew: false, previousIp: null });
}

function listed({ deviceId, displayName, nameDoubtful, lastSeenAt, lastSeenIp }: Device): Device {
  return { deviceId, displayName, nameDoubtful, lastSeenAt, lastSeenIp };
}

function unlessSame(known: Session, next: Session): Session {
  return sameSession(known, next) ? known : next;
}
