// What the settings offer to choose from. Pure.
import { INACTIVE_DAYS, isWithin } from '../../electron/shared/limits.ts';

export interface Choice {
  readonly value: number | null;
  readonly label: string;
}

/** Minutes between two looks of the watcher. */
const watching: readonly Choice[] = [
  { value: 5, label: 'every 5 minutes' },
  { value: 15, label: 'every 15 minutes' },
  { value: 30, label: 'every 30 minutes' },
  { value: 60, label: 'every hour' },
  { value: 360, label: 'every 6 hours' },
  { value: 1_440, label: 'once a day' },
  { value: null, label: 'never' },
];

/** Days for which history is kept. */
const keeping: readonly Choice[] = [
  { value: 90, label: '90 days' },
  { value: 365, label: '1 year' },
  { value: 730, label: '2 years' },
  { value: 1_825, label: '5 years' },
  { value: 3_650, label: '10 years' },
];

export function watchChoices(current: number | null): readonly Choice[] {
  return withCurrent(watching, current, (minutes) => `every ${minutes} minutes`);
}

export function keepChoices(current: number): readonly Choice[] {
  return withCurrent(keeping, current, (days) => `${days} days`);
}

/** "2 years". */
export function keptFor(days: number): string {
  return keepChoices(days).find(({ value }) => value === days)?.label ?? '';
}

/** What is set stays choosable, whatever it is. */
function withCurrent(
  choices: readonly Choice[],
  current: number | null,
  label: (value: number) => string,
): readonly Choice[] {
  if (current === null || choices.some(({ value }) => value === current)) return choices;
  return [{ value: current, label: label(current) }, ...choices];
}

/** A whole number of days within the limits, or null. */
export function daysOf(text: string): number | null {
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return isWithin(days, INACTIVE_DAYS) ? days : null;
}
