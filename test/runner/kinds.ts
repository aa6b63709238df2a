// The kinds of tests, what each needs from the machine, and how it is started.
import type { NeedName } from './needs.ts';

export interface Kind {
  readonly name: string;
  readonly runner: 'vitest' | 'playwright';
  readonly args: readonly string[];
  readonly needs: readonly NeedName[];
}

const vitest = ['vitest', 'run', '--config', 'test/vitest.config.ts'];
const playwright = ['playwright', 'test', '--config', 'test/playwright.config.ts'];
const window: readonly NeedName[] = ['electron', 'display', 'secret-service'];

export const kinds: readonly Kind[] = [
  { name: 'unit', runner: 'vitest', args: [...vitest, '--project', 'unit'], needs: [] },
  { name: 'component', runner: 'vitest', args: [...vitest, '--project', 'component'], needs: [] },
  {
    name: 'conformance-embedded',
    runner: 'vitest',
    args: [...vitest, '--project', 'conformance', '--exclude', '**/conformance/synapse*'],
    needs: [],
  },
  {
    name: 'conformance-synapse',
    runner: 'vitest',
    args: [...vitest, '--project', 'conformance', 'test/conformance/synapse'],
    needs: ['synapse'],
  },
  {
    name: 'e2e-electron',
    runner: 'playwright',
    args: [...playwright, '--project', 'electron'],
    needs: window,
  },
  {
    name: 'e2e-synapse',
    runner: 'playwright',
    args: [...playwright, '--project', 'synapse'],
    needs: [...window, 'synapse'],
  },
  {
    name: 'e2e-browser',
    runner: 'playwright',
    args: [...playwright, '--project', 'browser'],
    needs: ['chromium'],
  },
];
