// Which sessions of the list no selection holds, in words. Pure.
import type { DeviceId } from '../../../electron/shared/ids.ts';
import { count } from '../../format/counts.ts';
import type { Rows } from '../../state/session-rows.ts';

/** "this session, the key store and 2 pinned are kept"; empty for none. */
export function keptWords(kept: ReadonlySet<DeviceId>, rows: Rows, own: DeviceId | null): string {
  const sessions = [...kept].flatMap((id) => rows.get(id)?.session ?? []);
  const isOwn = sessions.some(({ deviceId }) => deviceId === own);
  const stores = sessions.some(({ dehydrated }) => dehydrated);
  const pinned = sessions.filter(
    (session) => session.pinned && !session.dehydrated && session.deviceId !== own,
  ).length;
  const parts = [
    ...(isOwn ? ['this session'] : []),
    ...(stores ? ['the key store'] : []),
    ...(pinned > 0 ? [`${count(pinned)} pinned`] : []),
  ];
  if (parts.length === 0) return '';
  const several = parts.length > 1 || pinned > 1;
  return `${new Intl.ListFormat('en-GB').format(parts)} ${several ? 'are' : 'is'} kept`;
}
