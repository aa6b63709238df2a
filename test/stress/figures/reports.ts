// Reports with names that would be more than names, opened in a browser and read as a spreadsheet
// does: nothing runs, nothing is loaded, nothing computes.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { csvReport } from '../../../electron/audit/csv.ts';
import { htmlReport } from '../../../electron/audit/html-report.ts';
import { createRandom, type Random } from '../../homeserver/random.ts';
import { startChromium } from '../../fixtures/chromium.ts';
import { report, session, textOf } from '../../unit/audit/fixtures.ts';
import type { Figure, Tally } from '../figure.ts';

const MANY = 200;

const payloads: readonly string[] = [
  '<script>parent.hit=1</script>',
  '"><img src=x onerror=hit=1>',
  "'><svg/onload=hit=1>",
  '</title><script>hit=1</script>',
  '</style><script>hit=1</script>',
  '<iframe srcdoc="<script>top.hit=1</script>">',
  '<a href=javascript:hit=1>x</a>',
  '<link rel=stylesheet href=http://127.0.0.1:9/x>',
  '<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">',
  '<style>@import "http://127.0.0.1:9/x"</style>',
  '<object data=http://127.0.0.1:9/x>',
  '<form action=http://127.0.0.1:9/><input autofocus onfocus=hit=1>',
  '&#60;script&#62;hit=1&#60;/script&#62;',
  '<!--<img src="--><img src=x onerror=hit=1>">',
  '=HYPERLINK("http://127.0.0.1:9/","x")',
  "=cmd|'/C calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1+1',
  '\r\n=1+1',
  '",=1+1,"',
  ';=1+1',
  '＝1+1',
  '\u0000=1+1',
  '\u202e=1+1',
];

export const reports: Figure = {
  name: 'HTML report and CSV with hostile names, in Chromium and a CSV reader',
  goal: 'scripts run, loads, formulas: 0',
  sizes: { quick: 400, whole: 2_000 },
  async run(tally, size, seed) {
    const random = createRandom(seed);
    const folder = await mkdtemp(join(tmpdir(), 'muster-reports-'));
    const browser = await startChromium();
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', () => tally.fail('a dialog'));
    while (tally.tried < size) {
      const names = Array.from({ length: MANY }, () => hostileName(random));
      const whole = report(
        names.map((name, at) =>
          session(`${name}${at}`, {
            displayName: name,
            lastSeenIp: name,
            client: { name, version: name, url: name },
          }),
        ),
        { userId: hostileName(random), baseUrl: hostileName(random), version: hostileName(random) },
      );
      const html = join(folder, 'report.html');
      await writeFile(html, textOf(htmlReport(whole)));
      asked.length = 0;
      await page.goto(`file://${html}`);
      const hit = await page.evaluate(() => 'hit' in globalThis || document.scripts.length > 0);
      if (hit) tally.fail('a script');
      for (const url of asked) if (url !== `file://${html}`) tally.fail(`a load of ${url}`);
      const csv = join(folder, 'report.csv');
      await writeFile(csv, textOf(csvReport(whole)));
      await checkCells(tally, csv, names.length + 1);
      tally.count(names.length);
    }
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  },
};

/** A payload, or two, with something around them. */
function hostileName(random: Random): string {
  const around = random.pick(['', ' ', 'a', '\u200b', '"', "'", '\n']);
  return `${around}${random.pick(payloads)}${random.below(3) === 0 ? random.pick(payloads) : ''}`;
}

/** Python's reader, as one that isn't Muster's: every cell that would compute. */
const reader = `
import csv, json, re, sys
rows = list(csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline='')))
blank = ' \\u00a0\\u200b\\u202e\\ufeff\\x00\\v\\f"'
sign = ('=', '+', '-', '@', '\\uff1d', '\\uff0b', '\\uff0d', '\\uff20')
parts = lambda cell: re.split('[\\t\\r\\n;|]', cell)
bad = [cell for row in rows for cell in row if any(part.strip(blank).startswith(sign) for part in parts(cell))]
print(json.dumps({'rows': len(rows), 'widths': sorted(set(map(len, rows))), 'bad': bad[:5]}))
`;

async function checkCells(tally: Tally, csv: string, rows: number): Promise<void> {
  const { stdout } = await promisify(execFile)('python3', ['-c', reader, csv]);
  const read = JSON.parse(stdout) as { rows: number; widths: readonly number[]; bad: string[] };
  if (read.rows !== rows || read.widths.length !== 1)
    tally.fail(`${read.rows} rows of ${read.widths.join()} cells instead of ${rows}`);
  for (const cell of read.bad) tally.fail(`a formula: ${JSON.stringify(cell)}`);
}
