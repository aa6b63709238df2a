// `npm run mutation`: changes the program in one place at a time, and counts the changes that no unit
// test notices. For people, not for `npm test`: it takes minutes. The table is in test/README.md.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    'electron/matrix/uia/*.ts',
    'electron/core/{sign-in,sign-out,tokens}/**/*.ts',
    'electron/ipc/{dispatch,schemas}.ts',
    // What builds and judges addresses.
    'electron/matrix/http/url.ts',
    'electron/matrix/discovery/{address,inside}.ts',
    'electron/matrix/login/sso.ts',
    'electron/shell/external-url.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'build/vitest.mutation.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A busy machine is no mutant that runs forever.
  timeoutMS: 20_000,
  ignorePatterns: ['dist', 'out', 'test-results'],
  // Not in test-results, which Playwright empties when it begins: what is missing there would notice nothing.
  incremental: true,
  incrementalFile: 'out/mutation/incremental.json',
  tempDirName: 'out/mutation/sandbox',
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: 'out/mutation/report.html' },
  jsonReporter: { fileName: 'out/mutation/report.json' },
  thresholds: { high: 97, low: 92, break: 92 },
};
