// `npm run check:supply-chain`: where dependencies come from, that nothing of them runs when they are
// installed, how many people get, and under which licences.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { buildAll } from '../build.ts';
import { records } from '../vite.ts';
import { readComponents } from './components.ts';
import { lockfileProblems, runtimePackages, type Lockfile } from './lockfile.ts';
import { packedPackages } from './npm-packages.ts';

async function main(): Promise<number> {
  const lockfile = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile;
  const settings = (await readFile('.npmrc', 'utf8')).split('\n');
  const problems = [
    ...lockfileProblems(lockfile),
    ...(settings.includes('ignore-scripts=true') ? [] : ['.npmrc lets install scripts run']),
    ...(await licenceProblems()),
  ];
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  if (problems.length > 0) return 1;
  const { length } = runtimePackages(lockfile);
  process.stdout.write(`Supply chain: ${length} runtime dependencies, all as they should be.\n`);
  return 0;
}

/** Of what people get on this system: bundled, or packed as a module. */
async function licenceProblems(): Promise<readonly string[]> {
  if (!Object.values(records).every((file) => existsSync(file))) await buildAll();
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  const system =
    process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  try {
    const packed = await packedPackages({ system, arch }, 'dist/packages/work/npm');
    await readComponents([...packed.values()]);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : 'unknown'];
  }
}

process.exitCode = await main();
