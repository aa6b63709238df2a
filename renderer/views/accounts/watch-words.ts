// Whether Muster watches, and when it last looked, in one line. Pure.
import { watchLine } from '../../../electron/audit/watch-words.ts';
import type { WatchState } from '../../../electron/shared/model.ts';
import { relativeTime } from '../../format/when.ts';

/** `readAt`: when any list was last read, null when that isn't known. */
export function watchWords(watch: WatchState, readAt: number | null, now: number): string {
  const checked = readAt === null ? '' : ` · checked ${relativeTime(readAt, now)}`;
  return `${watchLine(watch)}${checked}`;
}
