// Turns what the test runners counted into the last lines of `npm test`. Pure.
import type { Need } from './needs.ts';

/** One kind of tests after its run. `failed` also counts files that could not be loaded. */
export interface KindResult {
  readonly kind: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A part that was left out, and why. */
export interface NotRun {
  readonly part: string;
  readonly because: readonly Need[];
}

export interface Report {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

interface VitestFile {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

/** Counts Vitest's JSON report. A file that failed without a failed test could not be loaded. */
export function countVitest(
  kind: string,
  report: { readonly testResults: readonly VitestFile[] },
): KindResult {
  const count = (status: string): number =>
    report.testResults
      .flatMap((file) => file.assertionResults)
      .filter((test) => test.status === status).length;
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const tests = report.testResults.flatMap((file) => file.assertionResults).length;
  const passed = count('passed');
  const failed = count('failed');
  return { kind, passed, failed: failed + broken, skipped: tests - passed - failed };
}

/** Counts Playwright's JSON report. Errors outside tests count as failures. */
export function countPlaywright(
  kind: string,
  report: {
    readonly stats: {
      readonly expected: number;
      readonly unexpected: number;
      readonly flaky: number;
      readonly skipped: number;
    };
    readonly errors: readonly unknown[];
  },
): KindResult {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { kind, passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

/**
 * The closing lines. Nothing may look passed that did not run: a kind that ran no test is a
 * failure, skipped tests are named, and under CI anything left out is a failure too.
 */
export function summarise(
  results: readonly KindResult[],
  notRun: readonly NotRun[],
  ci: boolean,
): Report {
  const empty = results.filter((result) => result.passed + result.failed === 0);
  const skipped = results.filter((result) => result.skipped > 0);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed =
    results.reduce((sum, result) => sum + result.failed, 0) +
    empty.length +
    (ci ? notRun.length + skipped.length : 0);
  const lines = [
    ...results.map(
      ({ kind, passed, failed }) => `${kind.padEnd(22)} ${passed} passed, ${failed} failed`,
    ),
    ...empty.map(({ kind }) => `Not run: ${kind}: no test was found. That counts as a failure.`),
    ...skipped.map(({ kind, skipped }) => `Not run: ${kind}: ${skipped} skipped.`),
    ...notRun.flatMap(({ part, because }) => [
      `Not run: ${part}.`,
      ...because.map((need) =>
        need.kind === 'missing'
          ? `  missing: ${need.what}. To install it: ${need.install}`
          : `  there: ${need.name}`,
      ),
    ]),
    ...(ci && notRun.length + skipped.length > 0
      ? ['CI=true: each part that was not run counts as a failure.']
      : []),
    `${passed} passed, ${failed} failed`,
  ];
  return { lines, exitCode: failed === 0 ? 0 : 1 };
}
