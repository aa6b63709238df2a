// What a run of the figures came to: the rows of test-results/stress.json, and the table on screen.
import type { Figure, Tally } from './figure.ts';

export interface Row {
  readonly figure: string;
  readonly tried: number;
  readonly failed: number;
  readonly goal: string;
  readonly met: boolean;
  readonly seed: number;
}

/** `size`: how often it was to be tried. Less than that meets no goal. */
export function rowOf(
  { name, goal }: Pick<Figure, 'name' | 'goal'>,
  { tried, failed }: Pick<Tally, 'tried' | 'failed'>,
  size: number,
  seed: number,
): Row {
  return { figure: name, tried, failed, goal, met: failed === 0 && tried >= size, seed };
}

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ figure, tried, failed, goal, met }) => [
    figure,
    tried.toLocaleString('en'),
    failed.toLocaleString('en'),
    goal,
    met ? 'met' : 'NOT MET',
  ]);
  return [['figure', 'tried', 'failed', 'goal', ''], ['---', '---', '---', '---', '---'], ...cells]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}
