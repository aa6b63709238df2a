// Runs a program of the machine that builds; what it says is shown only when it fails.
import { spawn } from 'node:child_process';

export async function runTool(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const said: Buffer[] = [];
  const answered: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => answered.push(data));
  child.stderr.on('data', (data: Buffer) => said.push(data));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const answer = Buffer.concat(answered).toString();
  if (code === 0) return answer;
  throw new Error(
    `${program} ended with ${code ?? 'a signal'}: ${Buffer.concat(said).toString()}${answer}`,
  );
}
