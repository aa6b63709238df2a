// What is said of a group of sessions in one line. Pure; worked out for the groups in view only.
import { networkName } from '../../electron/shared/ip-address.ts';
import { isInactive } from '../../electron/audit/findings.ts';
import type { Session } from '../../electron/shared/model.ts';
import type { Trust } from '../../electron/shared/trust.ts';
import type { Row } from './session-rows.ts';

export interface GroupSummary {
  readonly sessions: number;
  readonly inactive: number;
  readonly fresh: number;
  /** Newest and oldest last seen; null where none is known. */
  readonly seen: { readonly newest: number; readonly oldest: number } | null;
  /** How many have no known last seen. */
  readonly unseen: number;
  /** Null: none has one. */
  readonly addresses: Addresses | null;
  /** How many of each trust, what needs a look first. */
  readonly trust: readonly (readonly [kind: Trust['kind'], count: number])[];
}

type Addresses =
  | { readonly kind: 'one'; readonly address: string }
  | { readonly kind: 'addresses' | 'networks'; readonly count: number };

/** `moment`: what telling inactive sessions takes. */
export function summaryOf(
  rows: readonly Row[],
  moment: { readonly now: number; readonly inactiveDays: number },
): GroupSummary {
  const sessions = rows.map((row) => row.session);
  const seen = sessions.flatMap(({ lastSeenAt }) => lastSeenAt ?? []);
  return {
    sessions: sessions.length,
    inactive: sessions.filter((one) => isInactive(one, moment.inactiveDays, moment.now)).length,
    fresh: sessions.filter(({ isNew }) => isNew).length,
    seen: seen.length === 0 ? null : spanOf(seen),
    unseen: sessions.length - seen.length,
    addresses: addressesOf(sessions),
    trust: trustOf(sessions),
  };
}

function spanOf(times: readonly number[]): { newest: number; oldest: number } {
  let [newest, oldest] = [-Infinity, Infinity];
  for (const time of times) {
    newest = Math.max(newest, time);
    oldest = Math.min(oldest, time);
  }
  return { newest, oldest };
}

function addressesOf(sessions: readonly Session[]): Addresses | null {
  const addresses = [...new Set(sessions.flatMap(({ lastSeenIp }) => lastSeenIp ?? []))];
  const [address] = addresses;
  if (address === undefined) return null;
  if (addresses.length === 1) return { kind: 'one', address };
  const networks = new Set(addresses.map(networkName)).size;
  return networks === 1
    ? { kind: 'addresses', count: addresses.length }
    : { kind: 'networks', count: networks };
}

const order: readonly Trust['kind'][] = [
  'broken-signature',
  'not-verified',
  'unchecked',
  'no-identity',
  'no-encryption',
  'verified',
];

function trustOf(sessions: readonly Session[]): readonly (readonly [Trust['kind'], number])[] {
  return order.flatMap((kind) => {
    const count = sessions.filter(({ trust }) => trust.kind === kind).length;
    return count === 0 ? [] : [[kind, count] as const];
  });
}
