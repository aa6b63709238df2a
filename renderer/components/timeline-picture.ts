// Where everything of the timeline goes, in pixels. Pure; Timeline.svelte draws it.
import type { TimelineDay } from '../../electron/shared/history.ts';

export interface TimelinePicture {
  readonly width: number;
  /** The line on which the counts stand and under which comings and goings hang. */
  readonly floor: number;
  /** Paths; one each for every stretch in which the number of sessions is known. */
  readonly lines: readonly string[];
  readonly areas: readonly string[];
  readonly bars: readonly TimelineBar[];
  /** Each day's place; `y` is null where its number of sessions is unknown. */
  readonly days: readonly { readonly x: number; readonly y: number | null }[];
}

export interface TimelineBar {
  readonly key: string;
  readonly kind: 'came' | 'went' | 'ended';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const dayLength = 86_400_000;
/** Pixels for the bars under the floor, and free at both ends. */
const cellar = 40;
const margin = 5;
/** A part of a bar that is shorter can't be seen. */
const leastBar = 2;

/** Days without news are not in `days`: the number of sessions stays what it was. */
export function timelinePicture(
  days: readonly TimelineDay[],
  now: number,
  width: number,
  height: number,
): TimelinePicture {
  const floor = height - cellar;
  const from = days[0]?.day ?? now - dayLength;
  const to = Math.max(now, (days.at(-1)?.day ?? now) + dayLength);
  const most = Math.max(1, ...days.map(({ sessions }) => sessions ?? 0));
  const x = (time: number): number =>
    round(margin + ((time - from) / (to - from)) * (width - 2 * margin));
  const y = (sessions: number): number => round(floor - (sessions / most) * (floor - margin));
  const stretches = stretchesOf(days);
  const paths = stretches.map((stretch) => stepsOf(stretch, x, y, x(stretch.until ?? to)));
  return {
    width,
    floor,
    lines: paths,
    areas: stretches.map(
      (stretch, index) => `${paths[index] ?? ''}V${floor}H${x(stretch.days[0]?.day ?? from)}Z`,
    ),
    bars: barsOf(days, x, floor, Math.max(6, Math.min(14, (width / (to - from)) * dayLength - 1))),
    days: days.map(({ day, sessions }) => ({
      x: x(day),
      y: sessions === null ? null : y(sessions),
    })),
  };
}

interface Stretch {
  readonly days: readonly TimelineDay[];
  /** When the number became unknown; null where it is known to this day. */
  readonly until: number | null;
}

function stretchesOf(days: readonly TimelineDay[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let open: TimelineDay[] = [];
  for (const day of days) {
    if (day.sessions !== null) open.push(day);
    else if (open.length > 0) {
      stretches.push({ days: open, until: day.day });
      open = [];
    }
  }
  if (open.length > 0) stretches.push({ days: open, until: null });
  return stretches;
}

function stepsOf(
  { days }: Stretch,
  x: (time: number) => number,
  y: (sessions: number) => number,
  end: number,
): string {
  const [first, ...rest] = days;
  if (!first) return '';
  const steps = rest.map((day) => `H${x(day.day)}V${y(day.sessions ?? 0)}`);
  return `M${x(first.day)} ${y(first.sessions ?? 0)}${steps.join('')}H${end}`;
}

/**
 * Comings hang left of their day, goings right of it; what Muster ended below the other goings. Their
 * lengths are square roots, so that a day on which hundreds went doesn't hide the others.
 */
function barsOf(
  days: readonly TimelineDay[],
  x: (time: number) => number,
  floor: number,
  width: number,
): readonly TimelineBar[] {
  const most = Math.max(1, ...days.map((day) => Math.max(day.appeared, day.gone + day.signedOut)));
  const length = (count: number): number =>
    count === 0 ? 0 : Math.max(2 * leastBar, round(Math.sqrt(count / most) * (cellar - 6)));
  return days.flatMap(({ day, appeared, gone, signedOut }) => {
    const left = { x: round(x(day) - width / 2), width: round(width / 2) };
    const right = { x: x(day), width: round(width / 2) };
    const top = floor + 3;
    const went = partOf(length(gone + signedOut), gone, signedOut);
    const ended = length(gone + signedOut) - went;
    const bars: readonly TimelineBar[] = [
      { key: `${day} came`, kind: 'came', ...left, y: top, height: length(appeared) },
      { key: `${day} went`, kind: 'went', ...right, y: top, height: went },
      { key: `${day} ended`, kind: 'ended', ...right, y: top + went, height: ended },
    ];
    return bars.filter(({ height }) => height > 0);
  });
}

/** The share of a bar that one of two counts has; neither of them vanishes. */
function partOf(length: number, count: number, other: number): number {
  if (count === 0 || other === 0) return count === 0 ? 0 : length;
  const part = round((length * count) / (count + other));
  return Math.max(leastBar, Math.min(length - leastBar, part));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
