// What is kept of a sign-out: what was asked for, by whose confirmation, and what became of it. No secret.
import type { AccountId, DeviceId, OperationId } from './ids.ts';
import type { OperationEnding, Outcomes } from './operation.ts';

export interface SignOutRecord {
  readonly operationId: OperationId;
  readonly accountId: AccountId;
  /** When the user confirmed the list, in ms since 1970; null where an older Muster began it. */
  readonly askedAt: number | null;
  readonly way: 'by-request' | 'guided';
  /**
   * The stages of User-Interactive Authentication that the server took: none where it asked for nothing;
   * null where it is not known to have taken a request.
   */
  readonly confirmedBy: readonly string[] | null;
  /** Null while it is under way. */
  readonly ending: OperationEnding['kind'] | null;
  readonly endedAt: number | null;
  /** What the user confirmed, in its order. */
  readonly sessions: readonly RecordedSession[];
}

export interface RecordedSession {
  readonly deviceId: DeviceId;
  /** Its name and when it was last seen, as the user saw them; null where there was none. */
  readonly displayName: string | null;
  readonly lastSeenAt: number | null;
  /** Null before the list was read for it. */
  readonly outcome: keyof Outcomes | null;
  /** When the list was read that says so; null where none could be read. */
  readonly checkedAt: number | null;
}
