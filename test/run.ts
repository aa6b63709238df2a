// `npm test`: looks for what the tests need, runs what can be run, and says at the end what was not.
// `npm test -- unit e2e-electron` runs those kinds only. CI=true: anything missing is a failure.
// `npm test -- --long`: what is watched for seconds is watched for ten minutes.
// What Musters leave behind in a run with a secret scan is kept until the scan is over.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectronRuntime } from '../build/electron-runtime.ts';
import { startDisplay } from './fixtures/display.ts';
import { chooseKinds, type Kind } from './runner/kinds.ts';
import {
  lookForChromium,
  lookForDisplay,
  lookForNamespaces,
  lookForProcesses,
  lookForSecretService,
  lookForWayland,
  type Need,
  type NeedName,
} from './runner/needs.ts';
import {
  countPlaywright,
  countVitest,
  summarise,
  type KindResult,
  type NotRun,
} from './runner/report.ts';
import { synapseAvailability } from './synapse/synapse-install.ts';

const ci = process.env['CI'] === 'true';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function lookForElectron(): Promise<Need> {
  const runtime = await findElectronRuntime();
  if (runtime !== null) return { name: 'electron', kind: 'ready', detail: runtime };
  return {
    name: 'electron',
    kind: 'missing',
    what: 'the Electron runtime',
    install: 'npx install-electron (or set ELECTRON_OVERRIDE_DIST_PATH to a folder that has one)',
  };
}

async function lookForSynapse(): Promise<Need> {
  const availability = await synapseAvailability();
  return availability.kind === 'ready'
    ? { name: 'synapse', kind: 'ready', detail: 'matrix-synapse in a virtual environment' }
    : { name: 'synapse', ...availability };
}

async function lookAround(wanted: readonly Kind[]): Promise<ReadonlyMap<NeedName, Need>> {
  const names = new Set(wanted.flatMap((kind) => kind.needs));
  const look: Readonly<Record<NeedName, () => Need | Promise<Need>>> = {
    display: lookForDisplay,
    'secret-service': lookForSecretService,
    electron: lookForElectron,
    chromium: lookForChromium,
    synapse: lookForSynapse,
    processes: lookForProcesses,
    namespaces: lookForNamespaces,
    wayland: lookForWayland,
  };
  const needs = await Promise.all([...names].map(async (name) => look[name]()));
  for (const need of needs) {
    say(
      need.kind === 'ready'
        ? `Found    ${need.name}: ${need.detail}`
        : `Missing  ${need.name}: ${need.what}. To install it: ${need.install}`,
    );
  }
  return new Map(needs.map((need) => [need.name, need]));
}

function run(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn('npx', ['--no-install', ...command], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** `evidence`: where it is kept, a folder a kind of tests; null where nobody will scan it. */
async function runKind(kind: Kind, folder: string, evidence: string | null): Promise<KindResult> {
  const output = join(folder, `${kind.name}.json`);
  say(`\n== ${kind.name}`);
  const env = {
    ...kind.env,
    ...(kind.needs.includes('synapse') ? { MUSTER_SYNAPSE: '1' } : {}),
    ...(await evidenceFor(kind, evidence)),
  };
  const exitCode =
    kind.runner === 'vitest'
      ? await run(
          [...kind.args, '--reporter=default', '--reporter=json', `--outputFile=${output}`],
          env,
        )
      : await run([...kind.args, '--reporter=list,json'], {
          ...env,
          PLAYWRIGHT_JSON_OUTPUT_NAME: output,
        });
  try {
    const report: unknown = JSON.parse(await readFile(output, 'utf8'));
    const result =
      kind.runner === 'vitest'
        ? countVitest(kind.name, report as Parameters<typeof countVitest>[1])
        : countPlaywright(kind.name, report as Parameters<typeof countPlaywright>[1]);
    // A runner that failed although every test passed had an error of its own.
    return exitCode !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
  } catch {
    return { kind: kind.name, passed: 0, failed: 1, skipped: 0 };
  }
}

async function evidenceFor(kind: Kind, evidence: string | null): Promise<NodeJS.ProcessEnv> {
  if (evidence === null || kind.evidence === undefined) return {};
  if (kind.evidence === 'scanned') return { MUSTER_EVIDENCE: evidence };
  const folder = join(evidence, kind.name);
  await mkdir(folder, { recursive: true });
  return { MUSTER_EVIDENCE: folder };
}

function missingFor(kind: Kind, needs: ReadonlyMap<NeedName, Need>): readonly Need[] {
  return kind.needs
    .map((name) => needs.get(name))
    .filter((need) => need !== undefined)
    .filter((need) => need.kind === 'missing');
}

async function runAll(
  wanted: readonly Kind[],
  needs: ReadonlyMap<NeedName, Need>,
  folder: string,
): Promise<{ readonly results: readonly KindResult[]; readonly notRun: readonly NotRun[] }> {
  const results: KindResult[] = [];
  const notRun: NotRun[] = [];
  const isScanned = wanted.some(
    (kind) => kind.evidence === 'scanned' && missingFor(kind, needs).length === 0,
  );
  const evidence = isScanned ? join(folder, 'evidence') : null;
  let isLeft = false;
  for (const kind of wanted) {
    const missing = missingFor(kind, needs);
    if (missing.length > 0) notRun.push({ part: kind.name, because: missing });
    else if (kind.evidence === 'scanned' && !isLeft)
      notRun.push({
        part: kind.name,
        because: [...new Set(notRun.flatMap(({ because }) => because))],
      });
    else {
      isLeft ||= kind.evidence === 'left';
      results.push(await runKind(kind, folder, evidence));
    }
  }
  return { results, notRun };
}

async function main(names: readonly string[]): Promise<0 | 1> {
  const chosen = chooseKinds(names);
  if ('problem' in chosen) {
    say(chosen.problem);
    return 1;
  }
  const { wanted } = chosen;
  const needs = await lookAround(wanted);
  const folder = await mkdtemp(join(tmpdir(), 'muster-test-'));
  const results: KindResult[] = [];
  const notRun: NotRun[] = [];
  const needsWindow = wanted.some((kind) => kind.runner === 'playwright');
  const display =
    needsWindow && needs.get('display')?.kind === 'ready' ? await startDisplay() : null;
  try {
    if (names.length === 0 && (await run(['--', 'npm', 'run', 'check'])) !== 0) {
      results.push({ kind: 'check', passed: 0, failed: 1, skipped: 0 });
    }
    if (needsWindow && (await run(['tsx', 'build/build.ts'])) !== 0) {
      results.push({ kind: 'build', passed: 0, failed: 1, skipped: 0 });
    }
    const ran = await runAll(wanted, needs, folder);
    results.push(...ran.results);
    notRun.push(...ran.notRun);
  } finally {
    await display?.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const report = summarise(results, notRun, ci);
  say(`\n${report.lines.join('\n')}`);
  return report.exitCode;
}

const given = process.argv.slice(2);
if (given.includes('--long')) process.env['MUSTER_LONG'] = '1';
process.exitCode = await main(given.filter((argument) => argument !== '--long'));
