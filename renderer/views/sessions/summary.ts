// What is said of the list beside an account's name: how old it is, and what was left out.
import type { ListState } from '../../../electron/shared/model.ts';
import { count } from '../../format/counts.ts';
import { relativeTime } from '../../format/when.ts';

export function summary(list: ListState, now: number): string {
  const parts = [age(list, now), dropped(list.dropped)];
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
