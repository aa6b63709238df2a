// What Muster still knows of sessions when the list doesn't say it any more, so that one that comes
// back is known, and one that only has the id of another isn't taken for it. Pure.
import type { DeviceId } from '../../shared/ids.ts';
import type { Device, Session } from '../../shared/model.ts';
import type { Trust } from '../../shared/trust.ts';
import { fingerprintOf } from './device-diff.ts';

export interface RememberedSession {
  readonly deviceId: DeviceId;
  /** In milliseconds since 1970. */
  readonly firstSeenAt: number;
  /** When it left the list, the last time; null while it is in it. */
  readonly goneAt: number | null;
  /** Whether Muster signed it out then. */
  readonly signedOut: boolean;
  /** Its last known key. */
  readonly fingerprint: string | null;
}

/** What stays of a session that leaves the list. */
export function rememberGone(
  session: Session,
  before: RememberedSession | undefined,
  goneAt: number,
  signedOut: boolean,
): RememberedSession {
  const { deviceId, firstSeenAt } = session;
  return { deviceId, firstSeenAt, goneAt, signedOut, fingerprint: lastKey(session, before) };
}

/** What stays of a listed session whose key can't be seen any more; null where nothing has to. */
export function rememberKey(
  session: Session,
  next: Session,
  before: RememberedSession | undefined,
): RememberedSession | null {
  const fingerprint = fingerprintOf(session.trust);
  if (fingerprint === null || fingerprintOf(next.trust) !== null) return null;
  const { deviceId, firstSeenAt } = session;
  return {
    deviceId,
    firstSeenAt,
    goneAt: null,
    signedOut: before?.signedOut ?? false,
    fingerprint,
  };
}

/**
 * Whether a session in a list that has a remembered one's id may be that one. Muster signed it out and it
 * was used since: then somebody has signed in again.
 */
export function mayBe(device: Device, remembered: RememberedSession): boolean {
  const { goneAt, signedOut } = remembered;
  const { lastSeenAt } = device;
  return !signedOut || goneAt === null || lastSeenAt === null || lastSeenAt <= goneAt;
}

/** Whether what the keys say now belongs to another session under the same id. */
export function isAnother(
  session: Session,
  before: RememberedSession | undefined,
  seen: Trust | undefined,
): boolean {
  const [known, now] = [lastKey(session, before), seen === undefined ? null : fingerprintOf(seen)];
  return known !== null && now !== null && known !== now;
}

function lastKey(session: Session, before: RememberedSession | undefined): string | null {
  return fingerprintOf(session.trust) ?? before?.fingerprint ?? null;
}
