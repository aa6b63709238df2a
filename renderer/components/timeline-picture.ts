// Where everything of the timeline goes, in pixels. Pure; Timeline.svelte draws it.
import type { Timeline, TimelinePoint } from '../../electron/shared/history.ts';

export interface TimelinePicture {
  readonly width: number;
  /** The line on which the counts stand and under which comings and goings hang. */
  readonly floor: number;
  /** Paths; one each for every stretch in which the number of sessions is known. */
  readonly lines: readonly string[];
  readonly areas: readonly string[];
  readonly bars: readonly TimelineBar[];
  /** Each point's place; `y` is null where its number of sessions is unknown. */
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  /** Where the numbers of sessions stand that are written at the side. */
  readonly levels: readonly { readonly sessions: number; readonly y: number }[];
  /** Times that are written below, in milliseconds since 1970. */
  readonly times: readonly { readonly at: number; readonly x: number }[];
  /** The largest count of a bar; 0 for none. */
  readonly mostChanges: number;
}

export interface TimelineBar {
  readonly key: string;
  readonly kind: 'came' | 'went' | 'ended';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const lengths: Readonly<Record<Timeline['step'], number>> = { hour: 3_600_000, day: 86_400_000 };
/** Pixels for the bars under the floor, for numbers at the side, and free at both ends. */
const cellar = 40;
const gutter = 48;
const margin = 8;
/** Between two times that are written below. */
const apart = 130;
/** A part of a bar that is shorter can't be seen. */
const leastBar = 2;

/** What had no news is not in `points`: the number of sessions stays what it was. */
export function timelinePicture(
  { step, points }: Timeline,
  now: number,
  width: number,
  height: number,
): TimelinePicture {
  const floor = height - cellar;
  const length = lengths[step];
  const from = points[0]?.at ?? now - length;
  const to = Math.max(now, (points.at(-1)?.at ?? now) + length);
  const most = Math.max(1, ...points.map(({ sessions }) => sessions ?? 0));
  const room = width - gutter - 2 * margin;
  const x = (time: number): number => round(gutter + margin + ((time - from) / (to - from)) * room);
  const y = (sessions: number): number => round(floor - (sessions / most) * (floor - margin));
  const stretches = stretchesOf(points);
  const paths = stretches.map((stretch) => stepsOf(stretch, x, y, x(stretch.until ?? to)));
  const bar = Math.max(6, Math.min(14, (room / (to - from)) * length - 1));
  return {
    width,
    floor,
    lines: paths,
    areas: stretches.map(
      (stretch, index) => `${paths[index] ?? ''}V${floor}H${x(stretch.points[0]?.at ?? from)}Z`,
    ),
    bars: barsOf(points, x, floor, bar),
    points: points.map(({ at, sessions }) => ({
      x: x(at),
      y: sessions === null ? null : y(sessions),
    })),
    levels: levelsOf(most).map((sessions) => ({ sessions, y: y(sessions) })),
    times: timesOf(from, to, Math.max(2, Math.floor(room / apart))).map((at) => ({ at, x: x(at) })),
    mostChanges: mostChanges(points),
  };
}

/** Round numbers from nothing up, at most four. */
function levelsOf(most: number): readonly number[] {
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = Math.max(1, ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

/** Evenly from the beginning to the end. */
function timesOf(from: number, to: number, number: number): readonly number[] {
  return Array.from({ length: number }, (_, index) => from + ((to - from) * index) / (number - 1));
}

interface Stretch {
  readonly points: readonly TimelinePoint[];
  /** When the number became unknown; null where it is known to this day. */
  readonly until: number | null;
}

function stretchesOf(points: readonly TimelinePoint[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let open: TimelinePoint[] = [];
  for (const point of points) {
    if (point.sessions !== null) open.push(point);
    else if (open.length > 0) {
      stretches.push({ points: open, until: point.at });
      open = [];
    }
  }
  if (open.length > 0) stretches.push({ points: open, until: null });
  return stretches;
}

function stepsOf(
  { points }: Stretch,
  x: (time: number) => number,
  y: (sessions: number) => number,
  end: number,
): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const steps = rest.map(({ at, sessions }) => `H${x(at)}V${y(sessions ?? 0)}`);
  return `M${x(first.at)} ${y(first.sessions ?? 0)}${steps.join('')}H${end}`;
}

function mostChanges(points: readonly TimelinePoint[]): number {
  return points.reduce(
    (most, { appeared, gone, signedOut }) => Math.max(most, appeared, gone + signedOut),
    0,
  );
}

/**
 * Comings hang left of their time, goings right of it; what Muster ended below the other goings. Their
 * lengths are square roots, so that a day on which hundreds went doesn't hide the others.
 */
function barsOf(
  points: readonly TimelinePoint[],
  x: (time: number) => number,
  floor: number,
  width: number,
): readonly TimelineBar[] {
  const most = Math.max(1, mostChanges(points));
  const length = (count: number): number =>
    count === 0 ? 0 : Math.max(2 * leastBar, round(Math.sqrt(count / most) * (cellar - 6)));
  return points.flatMap(({ at, appeared, gone, signedOut }) => {
    const left = { x: round(x(at) - width / 2), width: round(width / 2) };
    const right = { x: x(at), width: round(width / 2) };
    const top = floor + 3;
    const went = partOf(length(gone + signedOut), gone, signedOut);
    const ended = length(gone + signedOut) - went;
    const bars: readonly TimelineBar[] = [
      { key: `${at} came`, kind: 'came', ...left, y: top, height: length(appeared) },
      { key: `${at} went`, kind: 'went', ...right, y: top, height: went },
      { key: `${at} ended`, kind: 'ended', ...right, y: top + went, height: ended },
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
