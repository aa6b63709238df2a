import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, expect, it, vi } from 'vitest';
import { watchProcesses, type ProcessWatch } from '../../fixtures/processes.ts';

const children: ChildProcess[] = [];
let watch: ProcessWatch | null = null;

afterEach(() => {
  watch?.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(seconds: string, env: Readonly<Record<string, string>>): void {
  children.push(spawn('sleep', [seconds], { env: { PATH: process.env['PATH'], ...env } }));
}

it.runIf(process.platform === 'linux')(
  'sees arguments and environment of the processes of a test, and of no others',
  async () => {
    const seen: string[] = [];
    watch = watchProcesses((line) => seen.push(line), 'GIVEN');
    watch.mark('/home/of/this-test');
    start('31.25', { HOME: '/home/of/somebody-else' });
    start('32.5', { HOME: '/home/of/this-test', GIVEN: 'accounts', TAKEN: 'with\nlines' });
    await vi.waitFor(() => expect(seen.join('')).toContain('sleep 32.5'), 5_000);
    const lines = seen.filter((line) => line.startsWith('sleep'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/ HOME=\/home\/of\/this-test .*TAKEN=with lines.*\n$/);
    expect(lines[0]).not.toContain('accounts');
  },
);
