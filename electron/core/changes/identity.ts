// The account's cross-signing identity over time: pinned on first sight, an alarm while the server
// shows another one, accepted by the user alone. Pure.
import type { HistoryChange } from '../../shared/history.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { Identity, IdentityState, Trust } from '../../shared/trust.ts';

/** `pinned`: a master key, null before the first sight. */
export function identityState(current: Identity, pinned: string | null): IdentityState {
  const changed = pinned !== null && current.kind !== 'unchecked' && keyOf(current) !== pinned;
  return { current, pinned, changed };
}

export interface IdentitySight {
  readonly state: IdentityState;
  readonly change: Extract<HistoryChange, { kind: 'identity-changed' }> | null;
}

/** What a reading of the keys means. One that failed changes nothing: neither alarm nor all-clear. */
export function seeIdentity(before: IdentityState, seen: Identity): IdentitySight {
  if (seen.kind === 'unchecked') return { state: before, change: null };
  const state = identityState(seen, before.pinned ?? keyOf(seen));
  const [from, to] = [keyOf(before.current), keyOf(seen)];
  const isFirst = before.current.kind === 'unchecked';
  return {
    state,
    change: isFirst || from === to ? null : { kind: 'identity-changed', from, to },
  };
}

/**
 * What to say of trust under this identity. One that the user has not accepted signs for nobody: until
 * then its sessions are not verified.
 */
export function underIdentity(
  trust: ReadonlyMap<DeviceId, Trust>,
  { changed }: IdentityState,
): ReadonlyMap<DeviceId, Trust> {
  if (!changed) return trust;
  return new Map([...trust].map(([deviceId, judged]) => [deviceId, withoutItsWord(judged)]));
}

function withoutItsWord(judged: Trust): Trust {
  return judged.kind === 'verified' ? { ...judged, kind: 'not-verified' } : judged;
}

/** The user's answer to the alarm. Where the server shows no identity, the next one is a first sight. */
export function acceptIdentity({ current, pinned }: IdentityState): IdentityState {
  return identityState(current, current.kind === 'unchecked' ? pinned : keyOf(current));
}

/** The master key that an identity stands for; null where there is none that can be used. */
export function keyOf(identity: Identity): string | null {
  return identity.kind === 'present' ? identity.publicKey : null;
}
