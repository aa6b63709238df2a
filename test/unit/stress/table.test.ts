// What a run of the figures comes to.
import { describe, expect, it } from 'vitest';
import { Tally } from '../../stress/figure.ts';
import { rowOf, tableOf } from '../../stress/table.ts';

const figure = { name: 'a figure', goal: 'faults: 0' };

function tallied(tries: number, failures: readonly string[] = []): Tally {
  const tally = new Tally();
  tally.count(tries);
  for (const failure of failures) tally.fail(failure);
  return tally;
}

describe('a row', () => {
  it('meets its goal where everything was tried and nothing failed', () => {
    expect(rowOf(figure, tallied(10), 10, 7)).toEqual({
      figure: 'a figure',
      tried: 10,
      failed: 0,
      goal: 'faults: 0',
      met: true,
      seed: 7,
    });
  });

  it.each([
    ['one failed', tallied(10, ['x']), 10],
    ['too little was tried', tallied(9), 10],
    ['nothing was tried', tallied(0), 1],
  ])('does not where %s', (_, tally, size) => {
    expect(rowOf(figure, tally, size, 7).met).toBe(false);
  });

  it('stands in the table with what it came to', () => {
    const rows = [rowOf(figure, tallied(12_000), 1, 7), rowOf(figure, tallied(1, ['x']), 1, 7)];
    expect(tableOf(rows).split('\n').slice(2)).toEqual([
      '| a figure | 12,000 | 0 | faults: 0 | met |',
      '| a figure | 1 | 1 | faults: 0 | NOT MET |',
    ]);
  });
});

describe('a tally', () => {
  it('counts all failures and keeps the first in words', () => {
    const tally = tallied(
      100,
      Array.from({ length: 50 }, (_, at) => `failure ${at}`),
    );
    expect(tally.failed).toBe(50);
    expect(tally.failures).toHaveLength(20);
    expect(tally.failures[0]).toBe('failure 0');
  });
});
