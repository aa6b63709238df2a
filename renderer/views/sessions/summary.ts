// The one line under an account's name: how many sessions, how old the list is, what was left out.
import type { ListState } from '../../../electron/shared/model.ts';
import { count, sessionCount } from '../../format/counts.ts';
import { relativeTime } from '../../format/when.ts';

export function summary(sessions: number, list: ListState, now: number): string {
  const parts = [
    list.fetchedAt === null ? null : sessionCount(sessions),
    age(list, now),
    dropped(list.dropped),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function age({ fetchedAt, refresh }: ListState, now: number): string {
  if (fetchedAt === null)
    return refresh.kind === 'refreshing' ? 'Reading the list…' : 'Not read yet';
  const read = `read ${relativeTime(fetchedAt, now)}`;
  return refresh.kind === 'refreshing' ? `${read}, reading again…` : read;
}

function dropped(entries: number): string | null {
  if (entries === 0) return null;
  return entries === 1
    ? "1 entry of the server's answer was unusable and is not shown"
    : `${count(entries)} entries of the server's answer were unusable and are not shown`;
}
