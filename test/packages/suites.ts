// Which tests try which package, and what may be said of it when they pass. Pure.
import type { Row } from '../../build/packages/rows.ts';

interface Suite {
  readonly target: string;
  /** The files that try it; of `archives`, which tries several, the part named after the target. */
  readonly files: readonly string[];
  readonly did: string;
}

export const suites: readonly Suite[] = [
  {
    target: 'linux-x64-deb',
    files: ['installed-deb', 'refusals'],
    did: 'installed, driven, upgraded and removed; fuses and refusals tried',
  },
  { target: 'linux-x64-rpm', files: ['archives'], did: 'installed in a root of its own, removed' },
  { target: 'linux-x64-tar.gz', files: ['archives'], did: 'unpacked and started' },
  { target: 'linux-x64-AppImage', files: ['archives'], did: 'unpacked and started' },
];

/** A test of Vitest's JSON report. */
export interface Tested {
  /** The name of the file without `.test.ts`. */
  readonly file: string;
  /** The outermost `describe`, empty where there is none. */
  readonly part: string;
  readonly passed: boolean;
}

/** The row after the tests: tested where all that try it passed, and at least one of each file ran. */
export function judge(row: Row, tests: readonly Tested[]): Row {
  const suite = suites.find(({ target }) => target === row.target);
  if (!row.built || suite === undefined) return row;
  const its = suite.files.map((file) =>
    tests.filter((test) => test.file === file && (file !== 'archives' || test.part === row.target)),
  );
  if (its.some((part) => part.length === 0)) return row;
  const failed = its.flat().filter(({ passed }) => !passed).length;
  return failed === 0
    ? { ...row, tested: true, why: suite.did }
    : { ...row, tested: false, why: `${failed} tests of it failed` };
}
