// The words of a review: what goes, what that costs, what stays, and what deserves a second look. Only
// what is known is claimed.
import { holdsKeys, type SecondLook } from '../../electron/audit/second-look.ts';
import type { Protection } from '../../electron/audit/protection.ts';
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Session } from '../../electron/shared/model.ts';
import { count, sessionCount } from '../format/counts.ts';

/** A number and what it counts. */
export interface ReviewFact {
  readonly number: number;
  readonly words: string;
}

/** Why one session deserves a second look, under its name. What its trust tag says is left out. */
export const lookLabels: Readonly<Record<SecondLook, string | null>> = {
  'in-use': 'seen in the last 24 hours',
  verified: null,
  'last-with-keys': 'the last with message keys',
  'new-address': 'new address',
};

type Looks = ReadonlyMap<DeviceId, readonly SecondLook[]>;

/** "3 of them deserve a second look". */
export function looksTitle(looks: Looks, total: number): string {
  if (total === 1) return 'It deserves a second look';
  if (looks.size === total) return 'All of them deserve a second look';
  return looks.size === 1
    ? 'One of them deserves a second look'
    : `${count(looks.size)} of them deserve a second look`;
}

/** How many for which reason. A session may have several. */
export function looksReasons(looks: Looks): string {
  const parts = reasonOrder.flatMap((reason) => {
    const sessions = [...looks.values()].filter((reasons) => reasons.includes(reason)).length;
    return sessions === 0 ? [] : [`${count(sessions)} ${reasonWords[reason](sessions === 1)}`];
  });
  return `${list.format(parts)}.`;
}

const list = new Intl.ListFormat('en-GB');

const reasonOrder: readonly SecondLook[] = ['in-use', 'verified', 'last-with-keys', 'new-address'];

const reasonWords: Readonly<Record<SecondLook, (one: boolean) => string>> = {
  'in-use': (one) => `${one ? 'was' : 'were'} seen in the last 24 hours`,
  verified: (one) => `${one ? 'is' : 'are'} verified and in use`,
  'last-with-keys': () => 'is the last that holds message keys',
  'new-address': (one) => `${one ? 'has' : 'have'} a new address`,
};

/** The numbers over the list. `protections`: of all sessions of the account. */
export function reviewFacts(
  going: readonly Session[],
  all: readonly Session[],
  protections: ReadonlyMap<DeviceId, Protection>,
): readonly ReviewFact[] {
  const verified = going.filter(({ trust }) => trust.kind === 'verified').length;
  return [
    { number: going.length, words: `of ${sessionCount(all.length)}` },
    keyFact(going),
    { number: verified, words: verified === 1 ? 'is verified' : 'are verified' },
    { number: all.length - going.length, words: staysWords(going, all, protections) },
  ];
}

function keyFact(going: readonly Session[]): ReviewFact {
  const holders = going.filter(holdsKeys).length;
  const unknown = going.filter(({ trust }) => trust.kind === 'unchecked').length;
  const loses = holders === 1 ? 'loses its message keys' : 'lose their message keys';
  return {
    number: holders,
    words: unknown === 0 ? loses : `${loses}; of ${count(unknown)} it is not known`,
  };
}

function staysWords(
  going: readonly Session[],
  all: readonly Session[],
  protections: ReadonlyMap<DeviceId, Protection>,
): string {
  const stays = all.length - going.length === 1 ? 'stays' : 'stay';
  const ids = new Set(going.map(({ deviceId }) => deviceId));
  const kinds = [...protections].flatMap(([id, kind]) => (ids.has(id) ? [] : [kind]));
  const pinned = kinds.filter((kind) => kind === 'pinned').length;
  const parts = [
    ...(kinds.includes('own') ? ['this one'] : []),
    ...(kinds.includes('own-elsewhere') ? ["Muster's at another address"] : []),
    ...(kinds.includes('dehydrated') ? ['the key store'] : []),
    ...(pinned > 0 ? [`${count(pinned)} pinned`] : []),
  ];
  return parts.length === 0 ? stays : `${stays}, with ${list.format(parts)}`;
}

/** What is ticked before the button can be pressed. */
export function armedWords(by: 'second-look' | 'many', looks: number, total: number): string {
  if (by === 'many') return `I have looked through all ${count(total)}`;
  return `I have looked at the ${looks === 1 ? 'one' : count(looks)} at the top`;
}
