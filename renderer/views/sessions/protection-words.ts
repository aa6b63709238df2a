// Which sessions of the list no selection holds, in words. Pure.
import type { Protection } from '../../../electron/audit/protection.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import { count } from '../../format/counts.ts';

/** "this session, the key store and 2 pinned are kept"; empty for none. */
export function protectionWords(protections: ReadonlyMap<DeviceId, Protection>): string {
  const sizes = { own: 0, 'own-elsewhere': 0, dehydrated: 0, pinned: 0 };
  for (const protection of protections.values()) sizes[protection] += 1;
  const parts = [
    ...(sizes.own > 0 ? ['this session'] : []),
    ...(sizes['own-elsewhere'] > 0 ? ["Muster's at another address"] : []),
    ...(sizes.dehydrated > 0 ? ['the key store'] : []),
    ...(sizes.pinned > 0 ? [`${count(sizes.pinned)} pinned`] : []),
  ];
  if (parts.length === 0) return '';
  const several = parts.length > 1 || sizes.pinned > 1;
  return `${new Intl.ListFormat('en-GB').format(parts)} ${several ? 'are' : 'is'} kept`;
}
