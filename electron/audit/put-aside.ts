// What the user knows about, recommendations above all: each is put aside by a mark of what it means, so that it
// comes back as soon as it means anything else.
import type { AccountId } from '../shared/ids.ts';
import { recommendationKey, type Recommendation } from './recommendations.ts';

/**
 * The mark of one recommendation: the same while it means the same sessions of the same account, in
 * whatever order. 16 hex digits, which tell nothing of what they stand for. Not made against a
 * server that looks for another set with the same mark: what it wants to hide it need not list.
 */
export function asideMark(accountId: AccountId, recommendation: Recommendation): string {
  const parts = [accountId, recommendationKey(recommendation)];
  return markOf([...parts, ...[...recommendation.deviceIds].sort()]);
}

/** 16 hex digits for what these parts mean together. */
export function markOf(parts: readonly string[]): string {
  const text = parts.join('\n');
  return hex(fnv(text, 0x811c9dc5)) + hex(fnv(text, 0x2545f491));
}

/** An alarm can't be put aside: it is answered. */
export function mayPutAside({ kind }: Recommendation): boolean {
  return kind !== 'identity-changed';
}

/** FNV-1a with 32 bits, over UTF-16 units. */
function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function hex(hash: number): string {
  return hash.toString(16).padStart(8, '0');
}
