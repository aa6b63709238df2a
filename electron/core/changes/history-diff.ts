// What happened between two states of one account's list, as history tells it. Pure.
import type { HistoryChange, HistoryEvent } from '../../shared/history.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Session } from '../../shared/model.ts';
import type { SessionChange } from './device-diff.ts';
import { hasMoved } from './session-merge.ts';

const DAY = 86_400_000;

/** An event before the database gives it a number. */
export type HistoryEntry = Omit<HistoryEvent, 'eventId' | 'accountId'>;

export interface HistoryContext {
  /** When the later state was read, in ms since 1970. */
  readonly at: number;
  readonly inactiveDays: number;
  /** Whether Muster has asked the server to sign it out. */
  readonly isPending: (deviceId: DeviceId) => boolean;
  /** Whether one that wasn't in the earlier state was listed before that. */
  readonly isKnown: (deviceId: DeviceId) => boolean;
}

/** What went first, then the rest in the order of the change. `before` is the earlier state. */
export function historyOf(
  before: ReadonlyMap<DeviceId, Session>,
  { upserted, removed }: SessionChange,
  context: HistoryContext,
): readonly HistoryEntry[] {
  const { at, isPending } = context;
  const entries: HistoryEntry[] = [];
  for (const deviceId of removed) {
    const displayName = before.get(deviceId)?.displayName ?? null;
    const kind = isPending(deviceId) ? 'signed-out' : 'gone';
    entries.push({ deviceId, displayName, at, change: { kind } });
  }
  for (const session of upserted) {
    const { deviceId, displayName } = session;
    for (const change of changesOf(before.get(deviceId), session, context)) {
      entries.push({ deviceId, displayName, at, change });
    }
  }
  return entries;
}

function changesOf(
  before: Session | undefined,
  after: Session,
  { inactiveDays, isKnown }: HistoryContext,
): readonly HistoryChange[] {
  if (!before)
    return [{ kind: isKnown(after.deviceId) && !after.isNew ? 'listed-again' : 'appeared' }];
  const changes: HistoryChange[] = [];
  if (before.displayName !== after.displayName) {
    changes.push({ kind: 'renamed', from: before.displayName, to: after.displayName });
  }
  if (hasMoved(before, after)) {
    changes.push({ kind: 'address-changed', from: before.lastSeenIp, to: after.lastSeenIp });
  }
  const { lastSeenAt: previouslyAt } = before;
  if (
    previouslyAt !== null &&
    after.lastSeenAt !== null &&
    after.lastSeenAt - previouslyAt > inactiveDays * DAY
  ) {
    changes.push({ kind: 'seen-again', previouslyAt });
  }
  const [from, to] = [before.trust.kind, after.trust.kind];
  // Not having been able to look is no change of what there was to see.
  if (from !== to && from !== 'unchecked' && to !== 'unchecked') {
    changes.push({ kind: 'trust-changed', from, to });
  }
  return changes;
}
