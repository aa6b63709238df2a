// Whether Muster watches, in one line. Pure.
import type { Account, Settings } from '../../../electron/shared/model.ts';
import { relativeTime } from '../../format/when.ts';

/** `readAt`: when any list was last read, null when that isn't known. */
export function watchWords(
  accounts: readonly Account[],
  { watchMinutes }: Pick<Settings, 'watchMinutes'>,
  readAt: number | null,
  now: number,
): string {
  const watched = accounts.filter(({ status }) => status.kind === 'signed-in').length;
  const checked = readAt === null ? '' : ` · checked ${relativeTime(readAt, now)}`;
  if (watchMinutes === null || watched === 0) return `Not watching${checked}`;
  return `Watching ${watched === 1 ? '1 account' : `${watched} accounts`}${checked}`;
}
