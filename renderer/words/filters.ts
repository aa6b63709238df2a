// What the list is narrowed to, in words: for the line above it and the picture.
import { count, sessionCount } from '../format/counts.ts';
import { monthName } from '../format/when.ts';
import type { SeenBar } from '../state/seen-bars.ts';
import type { Filter, SeenRange } from '../state/session-filter.ts';

/** "last seen Dec 2025 to Mar 2026", "last seen unknown". */
export function rangeWords(range: SeenRange): string {
  const { unknown, from, to } = range;
  if (to === 0) return 'last seen unknown';
  const span = spanWords(from, to);
  return `last seen ${unknown ? `unknown or ${span}` : span}`;
}

function spanWords(from: number, to: number): string {
  const last = Number.isFinite(to) ? monthName(to - 1) : null;
  if (from === 0) return last === null ? 'at any known time' : `until ${last}`;
  const first = monthName(from);
  if (last === null) return `since ${first}`;
  return first === last ? `in ${first}` : `${first} to ${last}`;
}

/** Every filter that is on, one after the other; the search is not among them. */
export function filterWords({ concern, seen }: Filter): readonly string[] {
  return [
    ...(concern === null ? [] : [concern.title]),
    ...(seen === null ? [] : [rangeWords(seen)]),
  ];
}

/** "Mar 2026: 12 sessions, 3 of them shown". */
export function barWords({ month, count: sessions, shown }: SeenBar): string {
  const part = shown === sessions ? '' : `, ${count(shown)} of them shown`;
  return `${barName(month)}: ${sessionCount(sessions)}${part}`;
}

function barName(month: SeenBar['month']): string {
  if (month === null) return 'Last seen unknown';
  return month.from === 0 ? `${monthName(month.to - 1)} or before` : monthName(month.from);
}
