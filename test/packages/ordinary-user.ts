// Somebody who isn't root, with a home, a keyring and a desktop's bus for screen readers of their own.
// The tests of packages run as root, because they install; what is installed must not.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { startKeyring } from '../fixtures/keyring.ts';

/** `nobody` on every Linux. */
const OWNER = { uid: 65_534, gid: 65_534 } as const;

export interface OrdinaryUser {
  readonly home: string;
  spawn(
    program: string,
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): ChildProcessWithoutNullStreams;
  /** Throws where it ends badly. */
  run(program: string, args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** `DISPLAY` must be set. */
export async function startOrdinaryUser(): Promise<OrdinaryUser> {
  const keyring = await startKeyring('unlocked', OWNER);
  const spawnAs: OrdinaryUser['spawn'] = (program, args, env = {}) =>
    spawn(program, args, {
      ...OWNER,
      cwd: keyring.home,
      env: { PATH: process.env['PATH'], DISPLAY: process.env['DISPLAY'], ...keyring.env, ...env },
    });
  const bus = spawnAs('/usr/libexec/at-spi-bus-launcher', ['--launch-immediately', '--a11y=1']);
  return {
    home: keyring.home,
    spawn: spawnAs,
    run: (program, args) => outputOf(spawnAs(program, args), program),
    stop: async () => {
      bus.kill();
      await keyring.stop();
      await rm(keyring.home, { recursive: true, force: true });
    },
  };
}

export async function outputOf(
  child: ChildProcessWithoutNullStreams,
  program: string,
): Promise<string> {
  const said: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => said.push(data));
  child.stderr.on('data', (data: Buffer) => said.push(data));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const output = Buffer.concat(said).toString();
  if (code !== 0) throw new Error(`${program} ended with ${code ?? 'a signal'}: ${output}`);
  return output;
}

/** /proc/PID/status of each renderer of a program: "Seccomp: 2" and a namespace of its own. */
export async function renderersOf(program: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return command.startsWith(program) && command.includes('--type=renderer')
        ? [await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')]
        : [];
    }),
  );
  return found.flat();
}
