// The tests that `npm run mutation` asks: those of the folders that it changes.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: [
      'test/mutation/loads.test.ts',
      'test/unit/matrix/**/*.test.ts',
      'test/unit/core/{sign-in,sign-out,tokens}/**/*.test.ts',
      'test/unit/ipc/*.test.ts',
      'test/unit/shell/external-url.test.ts',
    ],
  },
});
