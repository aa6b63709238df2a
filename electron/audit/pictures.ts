// The pictures of an HTML report, as inline SVG without script or style: colours come from the
// report's style sheet by class.
import type { Session } from '../shared/model.ts';
import type { Trust } from '../shared/trust.ts';
import type { Histogram } from './histogram.ts';
import { trustLabels } from './words.ts';

/** In the order in which they are shown, best first. */
export const trustKinds: readonly Trust['kind'][] = [
  'verified',
  'not-verified',
  'broken-signature',
  'no-encryption',
  'no-identity',
  'unchecked',
];

export type TrustCounts = ReadonlyMap<Trust['kind'], number>;

export function countTrust(sessions: readonly Session[]): TrustCounts {
  const counts = new Map<Trust['kind'], number>();
  for (const { trust } of sessions) counts.set(trust.kind, (counts.get(trust.kind) ?? 0) + 1);
  return counts;
}

const WIDTH = 960;

/** One bar, cut in proportion to the counts; the legend has the numbers. */
export function trustBar(counts: TrustCounts): string {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let x = 0;
  const parts = trustKinds.map((kind) => {
    const width = total === 0 ? 0 : ((counts.get(kind) ?? 0) / total) * WIDTH;
    const part = `<rect class="${kind}" x="${round(x)}" y="0" width="${round(width)}" height="20"/>`;
    x += width;
    return width === 0 ? '' : part;
  });
  const spoken = trustKinds
    .filter((kind) => counts.get(kind))
    .map((kind) => `${trustLabels[kind]}: ${counts.get(kind) ?? 0}`)
    .join(', ');
  return svg(20, `Trust. ${spoken}`, parts.join(''));
}

const PLOT = 120;
const GAP = 3;

/** A column a month and one for "unknown", with the year under each January. */
export function histogramPicture({ unknown, buckets }: Histogram): string {
  const highest = Math.max(1, unknown, ...buckets.map(({ count }) => count));
  const step = WIDTH / (buckets.length + 2);
  const column = (count: number, x: number, name: string, kind: string): string => {
    const height = count === 0 ? 0 : Math.max(1.5, (count / highest) * PLOT);
    const y = round(18 + PLOT - height);
    const label = count === 0 ? '' : text(x + step / 2, y - 4, String(count));
    return `<rect class="${kind}" x="${round(x)}" y="${y}" width="${round(step - GAP)}" height="${round(height)}"><title>${name}: ${count}</title></rect>${label}`;
  };
  const months = buckets.map(({ to, count }, index) => {
    const x = index * step;
    const name = index === 0 ? `${monthName(to - 1)} and before` : monthName(to - 1);
    return column(count, x, name, 'month') + text(x + step / 2, 154, tick(to - 1, index));
  });
  const x = (buckets.length + 0.7) * step;
  const last = column(unknown, x, 'Unknown', 'unknown') + text(x + step / 2, 154, 'unknown');
  const base = `<rect class="base" x="0" y="${18 + PLOT}" width="${WIDTH}" height="1"/>`;
  return svg(172, 'Last seen by month', months.join('') + last + base);
}

const month = new Intl.DateTimeFormat('en-GB', { month: 'short' });
const monthAndYear = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });

function monthName(at: number): string {
  return monthAndYear.format(at);
}

/** The month's first letter; the year where one begins. */
function tick(at: number, index: number): string {
  const date = new Date(at);
  if (index === 0) return '…';
  return date.getMonth() === 0 ? String(date.getFullYear()) : month.format(date).slice(0, 1);
}

function text(x: number, y: number, words: string): string {
  return `<text x="${round(x)}" y="${round(y)}">${words}</text>`;
}

function svg(height: number, label: string, content: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">${content}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
