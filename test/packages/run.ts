// `npm run test:packages`: tries what `npm run dist` built, writes what came of it into packages.json, and
// says a line for each target. It installs and removes packages, so it needs root and CI=true.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readRows, rowLine, writeRows, type Row } from '../../build/packages/rows.ts';
import { findProgram } from '../runner/needs.ts';
import { judge, suites, type Tested } from './suites.ts';

const tools = [
  ['Xvfb', 'xvfb'],
  ['appstreamcli', 'appstream'],
  ['desktop-file-validate', 'desktop-file-utils'],
  ['dpkg', 'dpkg'],
  ['gnome-keyring-daemon', 'gnome-keyring'],
  ['lintian', 'lintian'],
  ['python3', 'python3-gi gir1.2-atspi-2.0 at-spi2-core'],
  ['rpm', 'rpm'],
  ['xdotool', 'xdotool'],
] as const;

/** Why nothing can be tried here, or null. */
function obstacle(): string | null {
  if (process.platform !== 'linux') return 'packages are tried on Linux';
  if (process.getuid?.() !== 0 || process.env['CI'] !== 'true')
    return 'it installs and removes packages: it needs root and CI=true';
  const missing = tools
    .filter(([program]) => findProgram(program) === null)
    .map(([, name]) => name);
  return missing.length === 0
    ? null
    : `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly status: string;
    }[];
  }[];
}

/** Tries the packages that are there. The exit status also tells of files that could not be loaded. */
function runTests(rows: readonly Row[]): {
  readonly tests: readonly Tested[];
  readonly ok: boolean;
} {
  const folder = mkdtempSync(join(tmpdir(), 'muster-packages-'));
  const output = join(folder, 'report.json');
  const built = suites.filter(({ target }) =>
    rows.some((row) => row.target === target && row.built),
  );
  const files = new Set(built.flatMap((suite) => suite.files));
  const { status } = spawnSync(
    'npx',
    [
      ...['--no-install', 'vitest', 'run', '--config', 'test/vitest.config.ts'],
      ...['--project', 'packages', '--reporter=default', '--reporter=json'],
      `--outputFile=${output}`,
      ...[...files, 'driven'].map((file) => `test/packages/${file}.test.ts`),
    ],
    { stdio: 'inherit' },
  );
  const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((result) => ({
      file: basename(name, '.test.ts'),
      part: result.ancestorTitles[0] ?? '',
      passed: result.status === 'passed',
    })),
  );
  return { tests, ok: status === 0 };
}

async function main(): Promise<number> {
  const rows = await readRows();
  const because = obstacle();
  const { tests, ok } = because === null ? runTests(rows) : { tests: [], ok: false };
  const judged = rows.map((row) => judge(row, tests));
  await writeRows(judged);
  process.stdout.write(`\n${judged.map(rowLine).join('\n')}\n`);
  if (because !== null) process.stdout.write(`Not tried: ${because}\n`);
  return ok ? 0 : 1;
}

process.exitCode = await main();
