// Two processes never work in one data folder.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimFolder } from '../../../../electron/core/store/folder-lock.ts';

const source = fileURLToPath(
  new URL('../../../../electron/core/store/folder-lock.ts', import.meta.url),
);
let folder = '';
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-lock-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Another process that claims the folder: what it was told, and its end. */
async function claimElsewhere(): Promise<{ claimed: string; end(): Promise<void> }> {
  const code = `import { claimFolder } from ${JSON.stringify(source)};
    process.stdout.write(String(claimFolder(${JSON.stringify(folder)})));
    setInterval(() => undefined, 1_000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code]);
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    claimed: said.toString(),
    async end() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

it('gives a folder to one process, and to the next when that one was killed', async () => {
  const first = await claimElsewhere();
  expect(first.claimed).toBe('true');
  expect(claimFolder(folder)).toBe(false);
  await first.end();
  expect(claimFolder(folder)).toBe(true);
  expect((await claimElsewhere()).claimed).toBe('false');
});

it('leaves it to the database to say that a folder is not there', () => {
  expect(claimFolder(join(folder, 'missing'))).toBe(true);
});
