// `npm run stress`: tries each figure as often as it says, prints a table, and writes
// test-results/stress.json. `-- --quick` for a few minutes, `--seed N` to repeat a run, and words of a
// figure's name to run only that.
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { figures } from './figures.ts';
import { Tally, type Figure } from './figure.ts';
import { rowOf, tableOf, type Row } from './table.ts';

const results = new URL('../../test-results/', import.meta.url);

async function tryOut(figure: Figure, size: number, seed: number): Promise<Row> {
  const tally = new Tally();
  const begun = performance.now();
  try {
    await figure.run(tally, size, seed);
  } catch (error) {
    tally.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const row = rowOf(figure, tally, size, seed);
  const seconds = Math.round((performance.now() - begun) / 1_000);
  say(`${figure.name}: ${tally.tried} tried, ${tally.failed} failed, ${seconds} s`);
  for (const failure of tally.failures) say(`  ${failure}`);
  return row;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, seed: { type: 'string' } },
  allowPositionals: true,
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const chosen = figures.filter(
  ({ name }) => positionals.length === 0 || positionals.some((words) => name.includes(words)),
);
if (chosen.length === 0) {
  say(
    `No figure's name has these words. There are:\n${figures.map(({ name }) => name).join('\n')}`,
  );
  process.exit(2);
}
say(`Seed ${seed}; --seed ${seed} repeats this run.`);
const rows: Row[] = [];
for (const figure of chosen) {
  rows.push(await tryOut(figure, figure.sizes[values.quick ? 'quick' : 'whole'], seed));
}
await mkdir(results, { recursive: true });
await writeFile(new URL('stress.json', results), `${JSON.stringify(rows, null, 2)}\n`);
say(`\n${tableOf(rows)}`);
process.exit(rows.every(({ met }) => met) ? 0 : 1);
