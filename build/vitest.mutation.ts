// The tests that `npm run mutation` asks: those of the folders that it changes.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The quick tests first: few changes get as far as the properties. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse();
  }
}

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    setupFiles: 'test/mutation/properties.ts',
    testTimeout: 20_000,
    sequence: { sequencer: QuickFirst },
    include: [
      'test/mutation/loads.test.ts',
      'test/unit/matrix/**/*.test.ts',
      'test/unit/core/{sign-in,sign-out,tokens}/**/*.test.ts',
      'test/unit/ipc/*.test.ts',
      'test/unit/shell/external-url.test.ts',
    ],
  },
});
