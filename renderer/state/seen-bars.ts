// The bars of the last-seen picture: unknown first, then the months; and ranges of them. Pure.
import type { Histogram } from '../../electron/audit/histogram.ts';
import type { SeenRange } from './session-filter.ts';

/** Bar 0 is "unknown": its times are null. `shown`: how many of `count` pass every filter. */
export interface SeenBar {
  readonly month: { readonly from: number; readonly to: number } | null;
  readonly count: number;
  readonly shown: number;
}

/** `all` and `shown` have the same months. */
export function seenBars(all: Histogram, shown: Histogram): readonly SeenBar[] {
  return [
    { month: null, count: all.unknown, shown: shown.unknown },
    ...all.buckets.map(({ from, to, count }, index) => ({
      month: { from, to },
      count,
      shown: shown.buckets[index]?.count ?? 0,
    })),
  ];
}

/** What the bars between two indexes stand for, both included, in either direction. */
export function rangeOf(bars: readonly SeenBar[], a: number, b: number): SeenRange {
  const chosen = bars.slice(Math.min(a, b), Math.max(a, b) + 1);
  const months = chosen.flatMap(({ month }) => month ?? []);
  const reachesEnd = Math.max(a, b) === bars.length - 1;
  return {
    unknown: chosen.some(({ month }) => month === null),
    from: months[0]?.from ?? 0,
    // The end of the last month moves with the clock.
    to: reachesEnd ? Number.POSITIVE_INFINITY : (months.at(-1)?.to ?? 0),
  };
}

export function isInRange({ month }: SeenBar, range: SeenRange): boolean {
  return month === null ? range.unknown : range.from <= month.from && month.from < range.to;
}

/** Whether the range is this one bar. */
export function isOnly(bars: readonly SeenBar[], index: number, range: SeenRange): boolean {
  return bars.every((bar, other) => isInRange(bar, range) === (other === index));
}

/** How many months fit, so that each bar stays wide enough to be hit. */
export function monthsFor(width: number): number {
  return width >= 200 ? 18 : 12;
}
