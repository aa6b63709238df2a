// `npm run reproduce`: builds this commit's Linux packages in two clones, at two times and with two
// umasks, and compares them byte for byte. Uncommitted changes aren't in a clone.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runTool } from './run-tool.ts';

/** AppImages aren't promised: their runtime is somebody else's file. */
const compared = /app\.asar$|\.deb$|\.rpm$|\.tar\.gz$/;
const ANOTHER_SECOND = 1_100;

/** From the name of a file to its SHA-256. */
type Sums = ReadonlyMap<string, string>;

async function main(): Promise<number> {
  const first = await buildClone('022');
  await pause(ANOTHER_SECOND);
  const second = await buildClone('077');
  const names = new Set([...first.keys(), ...second.keys()]);
  const differing = [...names].filter((name) => first.get(name) !== second.get(name));
  for (const name of names) {
    process.stdout.write(`${name}: ${differing.includes(name) ? 'differs' : 'the same bytes'}\n`);
  }
  return differing.length === 0 && names.size > 0 ? 0 : 1;
}

async function buildClone(umask: string): Promise<Sums> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-clone-'));
  const clone = join(folder, 'muster');
  try {
    await runTool('git', ['clone', '--quiet', '.', clone]);
    await symlink(resolve('node_modules'), join(clone, 'node_modules'));
    const build = `umask ${umask} && cd "$1" && npx --no-install tsx build/packages/dist.ts linux`;
    await runTool('bash', ['-c', `${build} || [ $? = 2 ]`, 'bash', clone]);
    return await sums(join(clone, 'dist/packages'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sums(folder: string): Promise<Sums> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && compared.test(entry.name));
  const hashed = files.map(async ({ parentPath, name }): Promise<[string, string]> => {
    const bytes = await readFile(join(parentPath, name));
    return [name, createHash('sha256').update(bytes).digest('hex')];
  });
  return new Map(await Promise.all(hashed));
}

process.exitCode = await main();
