// Six projects: unit (Node), component (happy-dom, Svelte), conformance (a real HTTP homeserver),
// secret-scan (what the end-to-end tests left behind), packages (what `npm run dist` built), keychain (the system's own).
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

/** For a busy machine: no test waits for a time to pass. */
const patience = { testTimeout: 20_000, hookTimeout: 20_000 };

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          ...patience,
        },
      },
      {
        root,
        plugins: [svelte(), svelteTesting()],
        test: {
          name: 'component',
          environment: 'happy-dom',
          include: ['test/component/**/*.test.ts'],
          ...patience,
        },
      },
      {
        root,
        test: {
          name: 'conformance',
          environment: 'node',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        root,
        test: {
          name: 'secret-scan',
          environment: 'node',
          include: ['test/scan/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        root,
        test: { name: 'keychain', environment: 'node', include: ['test/keychain/**/*.test.ts'] },
      },
      {
        root,
        test: {
          name: 'packages',
          environment: 'node',
          include: ['test/packages/**/*.test.ts'],
          // They install, and share a machine.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
