// What can be done about a recommendation, in one step. Pure.
import type { Recommendation } from '../../../electron/audit/recommendations.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import { count } from '../../format/counts.ts';

export interface Verb {
  readonly kind:
    /** Shows, selects, and asks whether to sign out. */
    | 'review'
    /** Shows. */
    | 'look'
    /** Reads the list and its keys again. */
    | 'check-again'
    /** Shows ids that are not in the list. */
    | 'show-unlisted'
    /** Asks about the identity. */
    | 'answer';
  readonly label: string;
  readonly blocked: boolean;
}

/** `barred`: what no selection may hold. Nothing can be reviewed that may not go. */
export function verbOf(
  { kind, deviceIds }: Recommendation,
  barred: Pick<ReadonlySet<DeviceId>, 'has'>,
  signedIn: boolean,
): Verb {
  switch (kind) {
    case 'broken-signature':
    case 'inactive':
    case 'cluster': {
      const mayGo = deviceIds.filter((id) => !barred.has(id)).length;
      if (mayGo === 0) return look(deviceIds.length);
      return {
        kind: 'review',
        label: `Review ${mayGo === 1 ? 'it' : count(mayGo)}…`,
        blocked: !signedIn,
      };
    }
    case 'new':
    case 'in-use-not-verified':
      return look(deviceIds.length);
    case 'unchecked':
      return { kind: 'check-again', label: 'Check again', blocked: !signedIn };
    case 'unlisted-keys':
      return { kind: 'show-unlisted', label: 'Show ids', blocked: false };
    case 'identity-changed':
      return { kind: 'answer', label: 'Answer…', blocked: false };
  }
}

function look(sessions: number): Verb {
  return {
    kind: 'look',
    label: sessions === 1 ? 'Look at it' : `Look at ${count(sessions)}`,
    blocked: false,
  };
}
