// Programs of the system that a test calls and that must succeed.
import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

export function tool(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  expect(status, `${program}: ${stdout}${stderr}`).toBe(0);
  return stdout;
}
