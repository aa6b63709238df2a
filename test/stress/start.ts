// Loads the figures through Vite, as the tests are: Muster's own source has files that Node alone
// can't import (the migrations).
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
await runnerImport(fileURLToPath(new URL('run.ts', import.meta.url)), {
  root,
  configFile: false,
  logLevel: 'warn',
});
