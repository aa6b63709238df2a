// Times for people, through Intl. English words, because the rest of the window is English; the
// time zone is the system's.
import { LocalTime } from './local-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const dayMonthTime = new LocalTime({
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const dayMonthYear = new LocalTime({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const everything = new LocalTime({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

const dayMonth = new LocalTime({ day: 'numeric', month: 'short' });
const monthYear = new LocalTime({ month: 'short', year: 'numeric' });
const timeOfDay = new LocalTime({ hour: '2-digit', minute: '2-digit' });

/** "just now", "4 hours ago", "yesterday", "11 months ago". Days are calendar days. */
export function relativeTime(at: number, now: number): string {
  const elapsed = Math.max(0, now - at);
  if (elapsed < minute) return 'just now';
  if (elapsed < hour) return words.format(-Math.floor(elapsed / minute), 'minute');
  if (elapsed < 12 * hour) return words.format(-Math.floor(elapsed / hour), 'hour');
  const days = calendarDays(at, now);
  if (days === 0) return words.format(-Math.floor(elapsed / hour), 'hour');
  if (days < 14) return words.format(-days, 'day');
  if (days < 60) return words.format(-Math.floor(days / 7), 'week');
  const months = calendarMonths(at, now);
  return months < 24
    ? words.format(-months, 'month')
    : words.format(-Math.floor(months / 12), 'year');
}

/** Short: with the time of day this year ("24 Nov, 10:12"), with the year before ("19 Dec 2025"). */
export function shortTime(at: number, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? dayMonthTime : dayMonthYear).format(at);
}

/** "today", "yesterday", "14 Nov", in other years "19 Dec 2025". */
export function dayName(at: number, now: number): string {
  const days = calendarDays(at, now);
  if (days === 0 || days === 1) return words.format(-days, 'day');
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? dayMonth : dayMonthYear).format(at);
}

/** "19 Dec 2025". */
export function fullDay(at: number): string {
  return dayMonthYear.format(at);
}

/** "10:12". */
export function clockTime(at: number): string {
  return timeOfDay.format(at);
}

/** "Nov 2026". */
export function monthName(at: number): string {
  return monthYear.format(at);
}

/** "24 Nov 2026, 10:12". */
export function fullTime(at: number): string {
  return everything.format(at);
}

/** What is left until `until`: "12 s", "3 min 5 s"; never less than a second. */
export function remaining(until: number, now: number): string {
  const seconds = Math.max(1, Math.ceil((until - now) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

function calendarDays(at: number, now: number): number {
  return Math.round((midnight(now) - midnight(at)) / day);
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

function calendarMonths(at: number, now: number): number {
  const from = new Date(at);
  const to = new Date(now);
  const months = (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth();
  return to.getDate() < from.getDate() ? months - 1 : months;
}
