import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, summarise } from '../../runner/report.ts';

const unit = { kind: 'unit', passed: 12, failed: 0, skipped: 0 };
const noChromium = {
  part: 'e2e in a browser',
  because: [
    { name: 'chromium', kind: 'missing', what: 'Chromium', install: 'apt-get install chromium' },
  ],
} as const;

describe('the closing lines of npm test', () => {
  it('end in the sum of all kinds', () => {
    const report = summarise([unit, { ...unit, kind: 'component', passed: 3 }], [], false);
    expect(report.lines.at(-1)).toBe('15 passed, 0 failed');
    expect(report.exitCode).toBe(0);
  });

  it('name what is missing and how to install it, and still pass outside CI', () => {
    const report = summarise([unit], [noChromium], false);
    expect(report.lines.join('\n')).toContain('To install it: apt-get install chromium');
    expect(report.exitCode).toBe(0);
  });

  it('fail under CI when a part was not run', () => {
    const report = summarise([unit], [noChromium], true);
    expect(report.lines.at(-1)).toBe('12 passed, 1 failed');
    expect(report.exitCode).toBe(1);
  });

  it('fail when a kind ran no test at all', () => {
    const report = summarise([{ ...unit, passed: 0 }], [], false);
    expect(report.exitCode).toBe(1);
  });

  it('fail under CI when a test was skipped, and say so anywhere', () => {
    const results = [{ ...unit, skipped: 2 }];
    expect(summarise(results, [], false).lines.join('\n')).toContain('Not run: unit: 2 skipped.');
    expect(summarise(results, [], true).exitCode).toBe(1);
  });
});

describe('counting', () => {
  it('counts a Vitest file that could not be loaded as a failure', () => {
    const result = countVitest('unit', {
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'skipped' }] },
      ],
    });
    expect(result).toEqual({ kind: 'unit', passed: 1, failed: 1, skipped: 1 });
  });

  it('counts a flaky Playwright test as a failure', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright('e2e', { stats, errors: [] })).toEqual({
      kind: 'e2e',
      passed: 4,
      failed: 2,
      skipped: 2,
    });
  });
});
