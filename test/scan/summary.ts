// Tells how much was scanned: the figures give "nothing was found" its worth. Pure.
import type { Evidence } from './evidence.ts';
import type { Scan } from './scan.ts';

export function summaryOf({ suites, tests }: Evidence, scan: Scan): readonly string[] {
  const launches = tests.reduce((sum, test) => sum + test.launches, 0);
  const sources = [...scan.sources].map(([source, count]) => `${count} ${source}`);
  const amounts = [...scan.amounts].map(
    ([kind, { files, bytes, lines }]) =>
      `  ${kind.padEnd(10)} ${files} files, ${lines} lines, ${Math.ceil(bytes / 1_024)} KiB`,
  );
  return [
    `Scanned ${launches} launches of ${tests.length} tests (${suites.join(', ')}):`,
    ...amounts,
    `  for ${scan.secrets} secrets (${sources.join(', ')}) in ${scan.spellings} spellings.`,
    `  ${scan.tooShort} were too short to look for.`,
  ];
}
