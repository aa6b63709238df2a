// `npm run dist`: builds the packages that this machine can build into dist/packages/, and says of each
// target what became of it. `npm run dist -- linux` (or windows, mac) builds those of one system.
// Exit status: 0 when all that this machine can build was built, 2 when a tool for one was missing,
// 1 when building one failed.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../build.ts';
import { buildTargets, type Edition, type Outcome } from './build-targets.ts';
import { readChangelog } from './changelog.ts';
import { PACKAGES, rowLine, writeRows, type Row } from './rows.ts';
import { platformName, systemNamed, targetName, targets, type Target } from './targets.ts';

async function main(names: readonly string[]): Promise<number> {
  const systems = names.map(systemNamed);
  if (systems.includes(null)) {
    say('npm run dist -- linux|windows|mac');
    return 1;
  }
  const wanted = targets.filter(({ system }) => systems.length === 0 || systems.includes(system));
  await rm(PACKAGES, { recursive: true, force: true });
  await mkdir(PACKAGES, { recursive: true });
  await buildAll();
  const edition = await readEdition();
  const outcomes: (readonly [Target, Outcome])[] = [];
  for (const name of new Set(wanted.map(platformName))) {
    const group = wanted.filter((target) => platformName(target) === name);
    const [{ system, arch }] = group as [Target];
    const formats = group.map(({ format }) => format);
    outcomes.push(...(await buildTargets({ system, arch }, formats, edition)));
  }
  const rows = await Promise.all(outcomes.map(([target, outcome]) => rowOf(target, outcome)));
  await writeRows(rows);
  await writeSums(rows);
  for (const row of rows) say(rowLine(row));
  const kinds = outcomes.map(([, { kind }]) => kind);
  return kinds.includes('failed') ? 1 : kinds.includes('tool-missing') ? 2 : 0;
}

/** The time is the commit's, so that the same commit gives the same packages. */
async function readEdition(): Promise<Edition> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const releases = readChangelog(await readFile('CHANGELOG.md', 'utf8'), version);
  const given = process.env['SOURCE_DATE_EPOCH'];
  const time = given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' });
  return { version, releases, time: Number(time) };
}

async function rowOf(target: Target, outcome: Outcome): Promise<Row> {
  const row = { target: targetName(target), tested: false, why: outcome.why };
  if (outcome.kind !== 'built') {
    return { ...row, file: null, bytes: null, sha256: null, built: false };
  }
  const bytes = await readFile(join(PACKAGES, outcome.file));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...row, file: outcome.file, bytes: bytes.length, sha256, built: true };
}

/** For `sha256sum --check`. */
async function writeSums(rows: readonly Row[]): Promise<void> {
  const lines = rows.filter(({ built }) => built).map(({ sha256, file }) => `${sha256}  ${file}\n`);
  await writeFile(join(PACKAGES, 'SHA256SUMS'), lines.join(''));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

// Not by `process.exitCode`: electron-builder ends the process with 0 when it has nothing more to do.
process.exit(await main(process.argv.slice(2)));
