// Events under the days on which they happened. Pure.
import type { HistoryEvent } from '../../../electron/shared/history.ts';
import { dayName } from '../../format/when.ts';

export interface HistoryDay {
  /** "today", "14 Nov"; unique. */
  readonly name: string;
  readonly events: readonly HistoryEvent[];
}

/** In the order of the events; a clock that was set back doesn't make a day appear twice. */
export function byDay(events: readonly HistoryEvent[], now: number): readonly HistoryDay[] {
  const days = new Map<string, HistoryEvent[]>();
  for (const event of events) {
    const name = dayName(event.at, now);
    const day = days.get(name);
    if (day) day.push(event);
    else days.set(name, [event]);
  }
  return [...days].map(([name, ofDay]) => ({ name, events: ofDay }));
}
