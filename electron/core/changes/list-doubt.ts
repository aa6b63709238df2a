// Whether a list can be what the server has. A replica that is behind, a cache that is mixed up and a
// proxy that answers by itself all give lists that lack sessions: none is gone on the word of one. Pure.
import type { DeviceId } from '../../shared/ids.ts';

/** Since when each session has been missing in every list, in milliseconds of a clock that nobody sets. */
export type Missing = ReadonlyMap<DeviceId, number>;

export type ListVerdict =
  | { readonly kind: 'believed' }
  /** Sessions are missing that were there before. The list is to be read again after a moment. */
  | { readonly kind: 'look-again' }
  /** Nothing is to be concluded from it. */
  | { readonly kind: 'doubtful'; readonly lacks: 'own' | 'many' };

export interface ListClaim {
  readonly known: Iterable<DeviceId>;
  readonly listed: ReadonlySet<DeviceId>;
  /** Muster's own session; null where the server doesn't say which one it is. */
  readonly own: DeviceId | null;
  /** Whether Muster has asked the server to sign it out. */
  readonly isPending: (deviceId: DeviceId) => boolean;
  /** As the list before left it. */
  readonly missing: Missing;
  /** When it was read, by the clock of `missing`. */
  readonly now: number;
}

/** How long sessions must be missing until they are gone, in milliseconds: few of them, and many. */
export const FEW_PATIENCE = 4_000;
export const MANY_PATIENCE = 60_000;

/** Fewer than this can go at once in any account. */
const MANY = 10;

/**
 * The session that asked is alive, so a list without it is not this account's, or not of now. Of the
 * others, each that is missing must be missing for a while.
 */
export function judgeList(claim: ListClaim): {
  readonly verdict: ListVerdict;
  readonly missing: Missing;
} {
  const { listed, own, isPending, now } = claim;
  if (own !== null && !listed.has(own)) {
    return { verdict: { kind: 'doubtful', lacks: 'own' }, missing: claim.missing };
  }
  const missing = new Map<DeviceId, number>();
  let known = 0;
  let latest = -Infinity;
  for (const deviceId of claim.known) {
    known += 1;
    if (listed.has(deviceId) || isPending(deviceId)) continue;
    const since = claim.missing.get(deviceId) ?? now;
    missing.set(deviceId, since);
    latest = Math.max(latest, since);
  }
  const isMany = missing.size >= MANY && missing.size > known / 2;
  const isNothingLeft = listed.size === 0 && known > 0;
  const patience = isMany || isNothingLeft ? MANY_PATIENCE : FEW_PATIENCE;
  if (missing.size === 0 || now - latest >= patience) {
    return { verdict: { kind: 'believed' }, missing: new Map() };
  }
  const verdict: ListVerdict =
    patience === MANY_PATIENCE ? { kind: 'doubtful', lacks: 'many' } : { kind: 'look-again' };
  return { verdict, missing };
}
