// End-to-end tests. dist/ must be built and DISPLAY set: `npm test` and test/run.ts see to both.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] === 'true',
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  projects: [
    // Muster in a real Electron against the embedded homeserver.
    { name: 'electron', testIgnore: ['synapse*', 'loopback*', 'wayland*', '**/lonely*'] },
    // The same on a network of its own, where everything that it sends is counted.
    { name: 'network', testMatch: ['**/lonely*.spec.ts'] },
    // The same on a desktop without an X server.
    { name: 'wayland', testMatch: ['wayland*.spec.ts'] },
    // The same against a real Synapse.
    { name: 'synapse', testMatch: ['synapse*.spec.ts'], timeout: 180_000 },
    // The loopback host in Chromium.
    { name: 'browser', testMatch: ['loopback*.spec.ts'] },
  ],
});
