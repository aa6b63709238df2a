// Acts under the days on which they began. Pure.
import type { HistoryAct } from '../../../electron/shared/history.ts';
import { dayName } from '../../format/when.ts';

export interface HistoryDay {
  /** "today", "14 Nov"; unique. */
  readonly name: string;
  readonly acts: readonly HistoryAct[];
}

/** In the order of the acts; a clock that was set back doesn't make a day appear twice. */
export function byDay(acts: readonly HistoryAct[], now: number): readonly HistoryDay[] {
  const days = new Map<string, HistoryAct[]>();
  for (const act of acts) {
    const name = dayName(act.at, now);
    const day = days.get(name);
    if (day) day.push(act);
    else days.set(name, [act]);
  }
  return [...days].map(([name, ofDay]) => ({ name, acts: ofDay }));
}
