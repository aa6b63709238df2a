// The kinds of tests, what each needs from the machine, and how it is started.
import type { NeedName } from './needs.ts';

export interface Kind {
  readonly name: string;
  readonly runner: 'vitest' | 'playwright';
  readonly args: readonly string[];
  readonly needs: readonly NeedName[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it has to do with the secret scan: `left` is what was kept by those that start Muster. */
  readonly evidence?: 'left' | 'scanned';
}

const vitest = ['vitest', 'run', '--config', 'test/vitest.config.ts'];
const playwright = ['playwright', 'test', '--config', 'test/playwright.config.ts'];
const window: readonly NeedName[] = ['electron', 'display', 'secret-service'];

export const kinds: readonly Kind[] = [
  { name: 'unit', runner: 'vitest', args: [...vitest, '--project', 'unit'], needs: [] },
  { name: 'component', runner: 'vitest', args: [...vitest, '--project', 'component'], needs: [] },
  {
    // Thirteen hours ahead of UTC: most of the world has another day.
    name: 'odd-time-zone',
    runner: 'vitest',
    args: [...vitest, '--project', 'unit', '--project', 'component'],
    env: { TZ: 'Pacific/Apia' },
    needs: [],
  },
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
    needs: [...window, 'chromium'],
    evidence: 'left',
  },
  {
    name: 'e2e-network',
    runner: 'playwright',
    args: [...playwright, '--project', 'network'],
    needs: [...window, 'namespaces'],
  },
  {
    name: 'e2e-wayland',
    runner: 'playwright',
    args: [...playwright, '--project', 'wayland'],
    needs: [...window, 'wayland'],
  },
  {
    name: 'e2e-synapse',
    runner: 'playwright',
    args: [...playwright, '--project', 'synapse'],
    needs: [...window, 'synapse', 'chromium'],
    evidence: 'left',
  },
  {
    name: 'e2e-browser',
    runner: 'playwright',
    args: [...playwright, '--project', 'browser'],
    needs: ['chromium'],
    evidence: 'left',
  },
  {
    name: 'secret-scan',
    runner: 'vitest',
    args: [...vitest, '--project', 'secret-scan'],
    needs: ['processes'],
    evidence: 'scanned',
  },
];

/** The kinds of these names, all without names, in the order in which they are run. */
export function chooseKinds(
  names: readonly string[],
): { readonly wanted: readonly Kind[] } | { readonly problem: string } {
  const unknown = names.filter((name) => !kinds.some((kind) => kind.name === name));
  if (unknown.length > 0) {
    const known = kinds.map(({ name }) => name).join(', ');
    return { problem: `No such kind of tests: ${unknown.join(', ')}. There are: ${known}.` };
  }
  const wanted = names.length === 0 ? kinds : kinds.filter(({ name }) => names.includes(name));
  const scan = wanted.find(({ evidence }) => evidence === 'scanned');
  const left = kinds.filter(({ evidence }) => evidence === 'left');
  if (scan && !left.some((kind) => wanted.includes(kind))) {
    const few = left.map(({ name }) => name).join(', ');
    return {
      problem: `${scan.name} looks through what others leave. Name one of them too: ${few}.`,
    };
  }
  return { wanted };
}
