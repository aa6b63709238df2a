// Pure steps over the sessions of a review: its lines, and which ids are in it.
import type { SecondLook } from '../../electron/audit/second-look.ts';
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Session } from '../../electron/shared/model.ts';

/** A line of the list: a heading, or a session with why it deserves a second look. */
export type ReviewLine =
  | { readonly kind: 'heading'; readonly of: 'second-look' | 'others' }
  | {
      readonly kind: 'session';
      readonly session: Session;
      readonly looks: readonly SecondLook[];
    };

export function idsOf(sessions: readonly Session[]): ReadonlySet<DeviceId> {
  return new Set(sessions.map(({ deviceId }) => deviceId));
}

export function withId(ids: ReadonlySet<DeviceId>, id: DeviceId): ReadonlySet<DeviceId> {
  return new Set([...ids, id]);
}

/** What deserves a second look first, each group in the order of `sessions`. */
export function linesOf(
  sessions: readonly Session[],
  looks: ReadonlyMap<DeviceId, readonly SecondLook[]>,
): readonly ReviewLine[] {
  const first = sessions.filter(({ deviceId }) => looks.has(deviceId));
  const others = sessions.filter(({ deviceId }) => !looks.has(deviceId));
  if (first.length === 0) return others.map((session) => lineOf(session, []));
  return [
    { kind: 'heading', of: 'second-look' },
    ...first.map((session) => lineOf(session, looks.get(session.deviceId) ?? [])),
    ...(others.length > 0 ? [{ kind: 'heading', of: 'others' } as const] : []),
    ...others.map((session) => lineOf(session, [])),
  ];
}

function lineOf(session: Session, looks: readonly SecondLook[]): ReviewLine {
  return { kind: 'session', session, looks };
}
